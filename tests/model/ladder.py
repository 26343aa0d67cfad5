"""The hot clock and the ladder of a lead, and how its requirements relax."""

from hotlead.router.policy.document import Rung
from tests.model import clock
from tests.model.scoring import micro, score
from tests.model.slower import set_clock
from tests.model.world import Lead, World

UNACKNOWLEDGED = ("waiting", "assigned")


def seconds(span_s: float) -> int:
    """A span of the policy in milliseconds."""
    return round(span_s * 1000)


def rung_of(world: World, lead: Lead, n: int) -> Rung | None:
    """Rung n of the ladder in force, counted from 1."""
    ladder = world.pool(lead.pool).ladder
    return ladder[n - 1] if n <= len(ladder) else None


def rung_due(world: World, lead: Lead, n: int) -> int | None:
    """When rung n falls due; None when there is none, or the lead is not hot."""
    rung = rung_of(world, lead, n)
    if rung is None or lead.hot_at is None:
        return None
    return clock.when(world, lead.pool, lead.hot_clock + seconds(rung.after_s))


def ladder_rules_at(world: World, lead: Lead, shows: int) -> bool:
    """Whether the hot clock runs once the pool's shows that, and a rung is still to come."""
    return (
        lead.hot_at is not None
        and lead.hot_clock <= shows
        and rung_due(world, lead, lead.rung + 1) is not None
    )


def was_opened(world: World, lead: Lead) -> bool:
    """Whether a rung that fired opened the lead to any idle rep."""
    if lead.hot_at is None:
        return False
    return any(rung.open for rung in world.pool(lead.pool).ladder[: lead.rung])


def check_hot(world: World, lead: Lead) -> None:
    """The hot clock starts when the score first passes the threshold in an episode.

    With `outside_hours: wait` it starts at the opening. The ladder rules from there, so an
    assignment that would expire later than that does not expire.
    """
    pool = world.pool(lead.pool)
    if lead.hot_at is not None or lead.state not in UNACKNOWLEDGED:
        return
    if score(lead, world.now) <= micro(pool.hot):
        return
    hours = world.pools[lead.pool]
    lead.hot_at, lead.rung = world.now, 0
    if pool.outside_hours == "wait" and not hours.is_open:
        lead.hot_at = max(world.now, hours.opens_at)
    lead.hot_clock = clock.total(world, lead.pool, lead.hot_at)
    end_expiry(world, lead)
    world.stop_timers(lead.id, "slower")
    due = rung_due(world, lead, 1)
    world.set_timer("rung", lead.id, due)
    world.tell("hot", lead=lead.id, clock_at=lead.hot_at, due=due)


def end_expiry(world: World, lead: Lead) -> None:
    """Takes the expiry away if it did not act before the ladder rules."""
    expires_at = world.timers.get(f"expire|{lead.id}")
    if expires_at is None:
        return
    shows = max(world.meant[f"expire|{lead.id}"], clock.now(world, lead))
    if ladder_rules_at(world, lead, shows):
        world.stop_timers(lead.id, "expire")


def relax_at(world: World, lead: Lead) -> int | None:
    """When the lead asks less the next time, counted from the start of its wait."""
    steps = world.pool(lead.pool).relax
    if lead.relaxed >= len(steps):
        return None
    return clock.when(world, lead.pool, lead.since_clock + seconds(steps[lead.relaxed].after_s))


def new_wait(world: World, lead: Lead) -> None:
    """The lead begins to wait now, and asks for all again."""
    lead.state, lead.relaxed, lead.dropped = "waiting", 0, set()
    clock.wait_from_now(world, lead)
    world.set_timer("relax", lead.id, relax_at(world, lead))
    lead.slower_from = None
    set_clock(world, lead)


def new_episode(world: World, lead: Lead, reason: str, by: str | None = None) -> None:
    """A new run of the lead: a new clock, nobody has refused it, no outcome to undo."""
    lead.episode += 1
    lead.closed_at = lead.closed_by = lead.was = None
    lead.hot_at, lead.rung, lead.open, lead.outcome = None, 0, False, None
    lead.refused, lead.slower, lead.slower_from = set(), None, None
    lead.turned_down = False
    world.stop_timers(lead.id, "rung", "refusals", "slower")
    world.tell("reopened", lead=lead.id, reason=reason, episode=lead.episode, by=by)
