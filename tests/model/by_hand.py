"""What supervisors do with leads: to a rep by hand, over the room or in place of what rings."""

from dataclasses import dataclass

from hotlead.topics.inbox import ClosedReopened, HandOver
from tests.model import clock
from tests.model.answers import again, no, yes
from tests.model.dispatch import assign, dispatch, withdraw
from tests.model.holding import leave
from tests.model.ladder import check_hot, new_episode, new_wait, relax_at
from tests.model.reps import Turn, live, places, room
from tests.model.scoring import score
from tests.model.slower import set_clock
from tests.model.world import Lead, Rep, World


@dataclass(frozen=True, slots=True)
class _Way:
    """What stands against it, or what is overruled and which ringing leads make way."""

    against: str | None
    over: str | None = None
    leads: tuple[Lead, ...] = ()


def hand_over(world: World, event: HandOver, lead: Lead, rep: Rep) -> str:
    """A lead that is not closed goes to a rep, whoever had it."""
    if lead.state == "closed":
        return no(world, event, 409, "closed", lead)
    if lead.rep == rep.id:
        return no(world, event, 409, "has_it_already", lead)
    way = _way(world, rep, event.without_room)
    if way.against is not None:
        return no(world, event, 409, way.against, lead)
    former = lead.rep
    if lead.state == "assigned":
        withdraw(world, lead, "handed_over", give_back=True)
    elif lead.state == "acknowledged":
        contacted = lead.contacted_at is not None
        leave(world, lead, "handed_over")
        if contacted:
            new_episode(world, lead, "handed_over")
            clock.wait_from_now(world, lead)
    _give(world, lead, rep, former, way)
    return yes(world, event)


def reopen_closed(world: World, event: ClosedReopened) -> str:
    """A closed lead is open again, in a new episode: a rep's by hand, or anybody's."""
    lead, rep = world.leads.get(event.lead), world.reps.get(event.rep or "")
    if lead is None or lead.tenant != event.tenant:
        return no(world, event, 404, "unknown_lead")
    if event.rep is not None and (rep is None or rep.tenant != event.tenant):
        return no(world, event, 404, "unknown_rep")
    before = world.answer_to(event.action_id)
    code = _reopen(world, event, lead, rep) if before is None else again(world, event, before, lead)
    dispatch(world)
    return code


def _reopen(world: World, event: ClosedReopened, lead: Lead, rep: Rep | None) -> str:
    if lead.state != "closed":
        return no(world, event, 409, "not_closed", lead)
    if rep is None:
        new_episode(world, lead, "supervisor", event.by)
        new_wait(world, lead)
        check_hot(world, lead)
        return yes(world, event)
    way = _way(world, rep, event.without_room)
    if way.against is not None:
        return no(world, event, 409, way.against, lead)
    new_episode(world, lead, "supervisor", event.by)
    clock.wait_from_now(world, lead)
    _give(world, lead, rep, None, way)
    return yes(world, event)


def _way(world: World, rep: Rep, without_room: str) -> _Way:
    if not rep.reachable:
        return _Way("offline")
    against = [
        *(["away"] if rep.presence == "away" else []),
        *([] if rep.on_shift else ["off_shift"]),
        *(["wrap_up"] if rep.wraps_until is not None else []),
    ]
    wanting = {"no_room": room(world, rep) < 1, "too_many_open": places(world, rep) < 1}
    missing, leads = max(0, 1 - int(min(room(world, rep), places(world, rep)))), list[Lead]()
    if missing and without_room == "replace":
        leads = sorted(live(world, rep), key=lambda one: _makes_way(world, one))[:missing]
        if len(leads) < missing:
            return _Way("nothing_rings")
    else:
        against += [what for what, short in wanting.items() if short]
    if against and without_room != "over":
        return _Way(against[0])
    return _Way(None, "+".join(against) or None, tuple(leads))


def _makes_way(world: World, lead: Lead) -> tuple[bool, int, int, str]:
    """Cold ones first, then the lowest score, then who rings for the shortest time."""
    return lead.hot_at is not None, score(lead, world.now), -(lead.assigned_at or 0), lead.id


def _give(world: World, lead: Lead, rep: Rep, former: str | None, way: _Way) -> None:
    for one in way.leads:
        withdraw(world, one, "replaced", give_back=True)
        world.set_timer("relax", one.id, relax_at(world, one))
        set_clock(world, one)
    replaced = tuple(one.id for one in way.leads) or None
    told = {"former": former, "over": way.over, "replaced": replaced}
    world.tell("handed_over", lead=lead.id, rep=rep.id, **told)
    assign(world, lead, Turn(rep, "all"), by_hand=True)
    check_hot(world, lead)
