"""Reps: what takes their room, whether they are free, and whose turn it is."""

from dataclasses import dataclass
from math import floor, inf

from tests.model.scoring import micro, score
from tests.model.world import Lead, Need, Rep, Turned, World

LEDGERS = ("all", "top")


@dataclass(frozen=True, slots=True)
class Turn:
    """A rep for a lead, with the ledger on which the turn is charged."""

    rep: Rep
    ledger: str


def live(world: World, rep: Rep) -> list[Lead]:
    """Leads assigned to the rep and not yet acknowledged."""
    return [x for x in world.leads.values() if x.rep == rep.id and x.state == "assigned"]


def untouched(world: World, rep: Rep) -> list[Lead]:
    """Leads that the rep acknowledged and did not contact yet."""
    mine = (x for x in world.leads.values() if x.rep == rep.id and x.state == "acknowledged")
    return [lead for lead in mine if lead.contacted_at is None]


def room(world: World, rep: Rep) -> int:
    """How many more leads the rep may be given."""
    return rep.capacity - len(live(world, rep)) - len(untouched(world, rep))


def places(world: World, rep: Rep) -> float:
    """How many more leads the rep may have at all, until they close one."""
    mine = (x for x in world.leads.values() if x.rep == rep.id)
    return inf if rep.open_most is None else rep.open_most - len(list(mine))


def on_duty(rep: Rep) -> bool:
    """Whether the rep could take a lead if they were asked."""
    return rep.reachable and rep.on_shift and rep.presence != "away"


def look_at(world: World, rep: Rep) -> None:
    """Settles whether the rep is free, after any change of theirs.

    On return from absence a tag is the larger of its own and the pool's virtual time; who is
    paced, wraps up, has had the day's cap or has as many leads as they may is as absent as who is
    away. Who becomes free with
    empty hands is idle since then.
    """
    there = (
        rep.presence == "idle"
        and rep.reachable
        and rep.on_shift
        and world.now >= rep.paced_until
        and rep.wraps_until is None
        and places(world, rep) > 0
        and (rep.daily_cap is None or rep.today < rep.daily_cap)
    )
    if there and not rep.present:
        for pool in rep.pools:
            for ledger in LEDGERS:
                virtual = world.virtual[rep.tenant, pool, ledger]
                rep.tags[pool, ledger] = max(rep.tags[pool, ledger], virtual)
    free = there and room(world, rep) > 0
    if free and not rep.free and room(world, rep) == rep.capacity:
        rep.idle_since = world.now
    rep.present, rep.free = there, free


def follow_bound(world: World, name: str) -> str:
    """The rep may have as many leads open as the policy in force says."""
    world.bounds.discard(name)
    rep = world.reps.get(name)
    if rep is None:
        return "dropped"
    rep.open_most = world.policy.open_leads_max
    look_at(world, rep)
    world.tell("open_leads_bounded", rep=name, most=rep.open_most)
    return "applied"


def wrap_up(world: World, rep: Rep, lead: Lead, done: int) -> None:
    """A contact was recorded: the pool's time from then on, or longer if the rep has longer."""
    until = done + round(world.pool(lead.pool).wrap_up_s * 1000)
    if until > world.now and (rep.wraps_until is None or until > rep.wraps_until):
        rep.wraps_until = until
        world.set_timer("wrap", rep.id, until)
        look_at(world, rep)
        world.tell("wrap_up_began", rep=rep.id, lead=lead.id, until_at=until)


def end_wrap_up(world: World, rep: Rep, why: str) -> bool:
    """Whether there was one to end."""
    if rep.wraps_until is None:
        return False
    rep.wraps_until = None
    world.set_timer("wrap", rep.id, None)
    look_at(world, rep)
    world.tell("wrap_up_ended", rep=rep.id, why=why)
    return True


def serves(rep: Rep, lead: Lead) -> bool:
    """Whether the rep has all that the lead asks for now, whoever refused it."""
    if rep.tenant != lead.tenant or lead.pool not in rep.pools:
        return False
    return _has_all(rep, asked_by(lead))


def asked_by(lead: Lead) -> frozenset[Need]:
    """What the lead asks for now."""
    return frozenset().union(*(n for a, n in lead.needs.items() if a not in lead.dropped))


def _has_all(rep: Rep, asked: frozenset[Need]) -> bool:
    return all(_has(rep, what, value) for what, value in asked)


def _has(rep: Rep, what: str, value: str) -> bool:
    if what == "region":
        return not rep.regions or value in rep.regions
    if what == "skill":
        return value in rep.skills
    return rep.tier >= int(value)


def next_start(world: World, rep: Rep, pool: str, ledger: str) -> int:
    """Where the rep's next turn begins: at their tag, but no earlier than where the pool stood at
    any turn that they could not have had, whatever it was that they lack."""
    place = (rep.tenant, pool, ledger)
    missed = (t for t in world.turns if t.place == place and not _has_all(rep, t.asked))
    return max(rep.tags[pool, ledger], *(turn.virtual for turn in missed), 0)


def best_turn(world: World, lead: Lead, passing: str | None = None) -> Turn | None:
    """The rep who is to have the lead: its former owner, then for high intent the top tier, then
    whoever's turn it is, then the longest idle."""
    free = [
        rep
        for rep in world.reps.values()
        if rep.free and serves(rep, lead) and rep.id not in lead.refused and rep.id != passing
    ]
    pool = world.pool(lead.pool)
    high = score(lead, world.now) >= micro(pool.high_intent)
    top = [rep for rep in free if high and rep.tier >= pool.top_tier]

    def of_turn(reps: list[Rep], ledger: str) -> Turn | None:
        def order(rep: Rep) -> tuple[int, int, int, str]:
            start = next_start(world, rep, lead.pool, ledger)
            return start, rep.tags[lead.pool, ledger], rep.idle_since, rep.id

        return Turn(min(reps, key=order), ledger)

    former = [rep for rep in free if rep.id == lead.owner]
    if former:
        return Turn(former[0], "top" if former[0] in top else "all")
    if top:
        return of_turn(top, "top")
    return of_turn(free, "all") if free else None


def charge(world: World, lead: Lead, turn: Turn, *, by_hand: bool) -> None:
    """The rep pays for the turn: 1/weight on the tag; the pool's virtual time follows the start.

    What was given by hand was nobody's turn.
    """
    place = (lead.tenant, lead.pool, turn.ledger)
    start = next_start(world, turn.rep, lead.pool, turn.ledger)
    lead.ledger, lead.charge = turn.ledger, floor(1_000_000 / turn.rep.weight + 0.5)
    turn.rep.tags[lead.pool, turn.ledger] = start + lead.charge
    world.virtual[place] = max(world.virtual[place], start)
    if not by_hand:
        world.turns.append(Turned(place, asked_by(lead), world.virtual[place]))


def refund(rep: Rep, lead: Lead) -> None:
    """The turn is given back: the system took the lead away through no fault of the rep."""
    if lead.ledger is not None:
        rep.tags[lead.pool, lead.ledger] -= lead.charge
