"""The slower ladder of leads that are not hot, and pools in which leads wait and nobody serves."""

from tests.model.reps import live, on_duty, places, serves
from tests.model.world import Lead, Rep, World

UNACKNOWLEDGED = ("waiting", "assigned")


def has_a_clock(lead: Lead) -> bool:
    """Whether the slower ladder may still tell of the lead."""
    return lead.state in UNACKNOWLEDGED and lead.hot_at is None and lead.slower is None


def set_clock(world: World, lead: Lead) -> None:
    """The open time that the lead may wait is counted from its first wait in the episode."""
    ladder = world.pool(lead.pool).slower_ladder
    if ladder.notify == "nobody" or ladder.waited_s == 0 or not has_a_clock(lead):
        world.set_timer("slower", lead.id, None)
        return
    if lead.slower_from is None:
        lead.slower_from = world.open_ms(lead.pool, world.now)
    world.set_timer("slower", lead.id, _due(world, lead, world.now))


def _left(world: World, lead: Lead, at: int) -> int:
    waited = world.open_ms(lead.pool, at) - (lead.slower_from or 0)
    return max(0, round(world.pool(lead.pool).slower_ladder.waited_s * 1000) - waited)


def _due(world: World, lead: Lead, at: int) -> int:
    hours = world.pools[lead.pool]
    begins = at if hours.is_open else max(at, hours.opens_at)
    return begins + _left(world, lead, at)


def waited(world: World, subject: str, horizon: int) -> str:
    """The timer: what was closed time is waited once more."""
    lead = world.leads.get(subject)
    ladder = world.pool(lead.pool).slower_ladder if lead is not None else None
    if lead is None or ladder is None or not has_a_clock(lead):
        return "dropped"
    if ladder.notify == "nobody" or ladder.waited_s == 0:
        return "dropped"
    if _left(world, lead, horizon) > 0:
        world.set_timer("slower", subject, _due(world, lead, horizon))
        return "early"
    _tell(world, lead, "waited", world.timers[f"slower|{subject}"])
    return "applied"


def _tell(world: World, lead: Lead, why: str, due: int | None) -> None:
    lead.slower = why
    world.set_timer("slower", lead.id, None)
    notify = world.pool(lead.pool).slower_ladder.notify
    fields = {"pool": lead.pool, "notify": notify, "episode": lead.episode, "since": lead.since}
    world.tell("slower_rung", lead=lead.id, why=why, due=due, rep=lead.rep, **fields)


def somebody_is_left(world: World, lead: Lead) -> bool:
    """Whether a rep on duty who may serve the lead has not refused it, and is not full for good."""
    return any(
        on_duty(rep) and serves(rep, lead) and not _is_full(world, rep)
        for rep in world.reps.values()
        if rep.id not in lead.refused
    )


def _is_full(world: World, rep: Rep) -> bool:
    """Whether the rep may have no other lead today, or until one is closed, if none rang there."""
    if rep.daily_cap is not None and rep.today >= rep.daily_cap:
        return True
    return places(world, rep) + len(live(world, rep)) <= 0


def turn_down(world: World, lead: Lead) -> None:
    """Somebody refused or missed the lead in this episode, under a policy that asks for it."""
    ladder = world.pool(lead.pool).slower_ladder
    lead.turned_down |= ladder.all_refused and ladder.notify != "nobody"


def look_who_is_left(world: World, lead: Lead) -> None:
    """When all have refused or missed the lead that waits, that is told."""
    ladder = world.pool(lead.pool).slower_ladder
    asked = ladder.notify != "nobody" and ladder.all_refused
    if world.pool(lead.pool).outside_hours == "wait" and not world.pools[lead.pool].is_open:
        return
    if not asked or lead.state != "waiting" or not has_a_clock(lead):
        return
    if lead.turned_down and lead.refused and not somebody_is_left(world, lead):
        _tell(world, lead, "all_refused", None)


def look_at_place(world: World, tenant: str, pool: str) -> str:
    """A tenant's part of a pool: since when nobody serves it, and what is told of that."""
    place, rule = (tenant, pool), world.pool(pool).unserved
    mine = [lead for lead in world.leads.values() if (lead.tenant, lead.pool) == place]
    waits = rule.notify != "nobody" and any(lead.state == "waiting" for lead in mine)
    served = any(_of(rep, tenant, pool) and on_duty(rep) for rep in world.reps.values())
    doubted = world.doubted.get(place)
    if place in world.unserved:
        if not world.pools[pool].is_open or (waits and not served):
            return "early"
        since = world.unserved.pop(place)
        world.doubted.pop(place, None)
        world.tell("served_again", tenant=tenant, pool=pool, since=since)
        return "applied"
    if not waits or served or not world.pools[pool].is_open:
        world.doubted.pop(place, None)
        return "early"
    if doubted is None:
        world.doubted[place] = world.now
    elif world.now >= doubted + round(rule.after_s * 1000):
        world.unserved[place] = world.doubted.pop(place)
        world.tell("unserved", tenant=tenant, pool=pool, since=doubted)
        return "applied"
    return "early"


def _of(rep: Rep, tenant: str, pool: str) -> bool:
    return rep.tenant == tenant and pool in rep.pools
