"""What falls due. A timer acts only on what fell due up to the horizon."""

from collections.abc import Callable

from tests.model import clock
from tests.model.actions import be_there, change_shift
from tests.model.dispatch import assign, dispatch, put_back, refuse
from tests.model.holding import leave
from tests.model.hours import shift_of
from tests.model.ladder import (
    UNACKNOWLEDGED,
    check_hot,
    new_episode,
    new_wait,
    relax_at,
    rung_due,
    rung_of,
    seconds,
)
from tests.model.reps import best_turn, end_wrap_up, live, look_at
from tests.model.slower import look_who_is_left, somebody_is_left, waited
from tests.model.world import Lead, PoolHours, World


def due(world: World, horizon: int) -> list[tuple[str, int]]:
    """All timers that fell due up to an instant, in the order of their instants."""
    return sorted(((m, at) for m, at in world.timers.items() if at <= horizon), key=_by_instant)


def _by_instant(timer: tuple[str, int]) -> tuple[int, str]:
    member, at = timer
    return at, member


def fire(world: World, member: str, horizon: int, *, notify_only: bool = False) -> str:
    """Runs one timer. `notify_only`: the inbox is unread, nothing is taken from a rep."""
    kind, _, subject = member.partition("|")
    if world.timers.get(member, horizon + 1) > horizon:
        return "early"
    if kind == "rung":
        code = _rung(world, subject, horizon, notify_only=notify_only)
    elif kind == "relax":
        code = _relax(world, subject, horizon)
    elif kind == "slower":
        code = waited(world, subject, horizon)
    elif kind in clock.BY_THE_CLOCK:
        code = _BY_THE_CLOCK[kind](world, subject, horizon)
    else:
        code = _FIRES[kind](world, subject)
    if code == "dropped":
        del world.timers[member]
    dispatch(world)
    return code


def _in_state(world: World, subject: str, state: str) -> Lead | None:
    lead = world.leads.get(subject)
    return lead if lead is not None and lead.state == state else None


def _expire(world: World, subject: str, horizon: int) -> str:
    lead = _in_state(world, subject, "assigned")
    if lead is None:
        return "dropped"
    if clock.is_ahead(world, "expire", lead, horizon):
        return "early"
    put_back(world, lead, "expired", missed=True)
    world.came_back.append(lead)
    return "applied"


def _rung(world: World, subject: str, horizon: int, *, notify_only: bool) -> str:
    lead = world.leads.get(subject)
    if lead is None or lead.state not in UNACKNOWLEDGED:
        return "dropped"
    n = lead.rung + 1
    rung, at = rung_of(world, lead, n), rung_due(world, lead, n)
    if rung is None or at is None:
        return "dropped"
    if at > horizon:
        world.set_timer("rung", subject, at)
        return "early"
    pool, after = world.pool(lead.pool), rung_due(world, lead, n + 1)
    met = moves_to = behind = None
    if rung.reassign and lead.state == "assigned" and lead.assigned_at is not None:
        if notify_only and (after is None or after > horizon):
            return "early"
        met = lead.assigned_at >= at - seconds(pool.reassign_hold_s)
        behind = True if notify_only and not met else None
        if not met and not notify_only:
            moves_to = best_turn(world, lead, passing=lead.rep)
    lead.rung, lead.open = n, lead.open or rung.open
    world.set_timer("rung", subject, after)
    if after is None and lead.state == "assigned":
        clock.set_timer(world, "expire", lead, clock.after(world, lead, pool.expiry_s))
    world.tell(
        "rung",
        lead=lead.id,
        rep=lead.rep,
        n=n,
        name=rung.name,
        due=at,
        episode=lead.episode,
        met=met,
        to=moves_to.rep.id if moves_to else None,
        behind=behind,
        late=world.now - at,
    )
    if moves_to is not None:
        put_back(world, lead, "reassigned", missed=True)
        assign(world, lead, moves_to)
    return "applied"


def _reopen(world: World, subject: str, horizon: int) -> str:
    lead = _in_state(world, subject, "acknowledged")
    if lead is None or lead.contacted_at is not None or lead.rep is None:
        return "dropped"
    if clock.is_ahead(world, "reopen", lead, horizon):
        return "early"
    rep = world.reps[lead.rep]
    leave(world, lead, "no_contact")
    new_episode(world, lead, "no_contact")
    refuse(world, lead, rep)
    new_wait(world, lead)
    check_hot(world, lead)
    return "applied"


def _refusals(world: World, subject: str, horizon: int) -> str:
    lead = _in_state(world, subject, "waiting")
    if lead is None:
        return "dropped"
    if clock.is_ahead(world, "refusals", lead, horizon):
        return "early"
    if somebody_is_left(world, lead):
        again = clock.after(world, lead, world.pool(lead.pool).clear_refusals_s)
        clock.set_timer(world, "refusals", lead, again)
    else:
        look_who_is_left(world, lead)
        lead.refused = set()
        world.set_timer("refusals", subject, None)
    return "applied"


def _relax(world: World, subject: str, horizon: int) -> str:
    lead, at = _in_state(world, subject, "waiting"), None
    if lead is not None:
        at = relax_at(world, lead)
    if lead is None or at is None:
        return "dropped"
    if at > horizon:
        world.set_timer("relax", subject, at)
        return "early"
    lead.dropped |= set(world.pool(lead.pool).relax[lead.relaxed].drop)
    lead.relaxed += 1
    world.set_timer("relax", subject, relax_at(world, lead))
    return "applied"


def _shift(world: World, subject: str) -> str:
    rep = world.reps.get(subject)
    if rep is None:
        return "dropped"
    shift = shift_of(rep.hours, world.now)
    change_shift(world, rep, on=shift.on, day=shift.day)
    world.set_timer("shift", subject, shift.changes_at)
    look_at(world, rep)
    return "applied"


def _pace(world: World, subject: str) -> str:
    rep = world.reps.get(subject)
    if rep is None:
        return "dropped"
    world.set_timer("pace", subject, None)
    look_at(world, rep)
    return "applied"


def _wrap(world: World, subject: str) -> str:
    rep = world.reps.get(subject)
    return "applied" if rep is not None and end_wrap_up(world, rep, "time") else "dropped"


def _hours(world: World, subject: str) -> str:
    at = world.timers[f"hours|{subject}"]
    shift, open_ms = shift_of(world.pool(subject).hours, at), world.open_ms(subject, at)
    shows = world.pools[subject].clock
    if shows is not None and clock.stands_still(world.pool(subject)):
        shows = (clock.total(world, subject, at), max(at, shows[1]))
    world.pools[subject] = PoolHours(shift.on, shift.opens_at, at, shift.changes_at, open_ms, shows)
    world.set_timer("hours", subject, shift.changes_at)
    return "applied"


_BY_THE_CLOCK: dict[str, Callable[[World, str, int], str]] = {
    "expire": _expire,
    "reopen": _reopen,
    "refusals": _refusals,
}
_FIRES: dict[str, Callable[[World, str], str]] = {
    "shift": _shift,
    "pace": _pace,
    "wrap": _wrap,
    "hours": _hours,
}


def offline(world: World, name: str) -> str:
    """Nothing reaches a rep any more: live assignments go back and on, the first first."""
    rep = world.reps.get(name)
    if rep is None or not rep.reachable:
        return "early"
    rep.reachable, rep.offline_at = False, world.now
    look_at(world, rep)
    world.tell("offline", rep=rep.id)
    for lead in live(world, rep):
        put_back(world, lead, "offline")
    dispatch(world)
    return "applied"


def online(world: World, name: str) -> str:
    """A heartbeat came from a rep who was offline."""
    rep = world.reps.get(name)
    if rep is None or rep.reachable:
        return "early"
    be_there(world, rep)
    dispatch(world)
    return "applied"
