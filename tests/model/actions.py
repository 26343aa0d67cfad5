"""What reps and supervisors do, and what they are answered."""

from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    Decline,
    HandOver,
    PresenceSet,
    Ready,
    Release,
    RepRegistered,
    Undo,
)
from tests.model import reps
from tests.model.answers import again, done_at, had_since, has, no, said, yes
from tests.model.by_hand import hand_over
from tests.model.dispatch import dispatch, put_back, refuse, set_presence, withdraw
from tests.model.holding import activity, leave, take, undo
from tests.model.hours import shift_of
from tests.model.ladder import check_hot, relax_at
from tests.model.reps import end_wrap_up, look_at, places, room
from tests.model.slower import set_clock, turn_down
from tests.model.world import Lead, Rep, World

Action = Acknowledge | Decline | Release | Activity | Undo | Claim | HandOver


def act(world: World, event: Action) -> str:
    """One action on a lead; both must be of the action's tenant. Acting proves that a rep is
    there. Returns `applied` or `refused`, when the answer says why."""
    lead, rep = world.leads.get(event.lead), world.reps.get(event.rep)
    if lead is None or lead.tenant != event.tenant:
        return no(world, event, 404, "unknown_lead")
    if rep is None or rep.tenant != event.tenant:
        return no(world, event, 404, "unknown_rep")
    if not isinstance(event, HandOver):
        be_there(world, rep)
    match event:
        case Acknowledge():
            code = _acknowledge(world, event, lead, rep)
        case Claim():
            code = _claim(world, event, lead, rep)
        case Undo():
            code = undo(world, event, lead, rep)
        case _:
            code = _once(world, event, lead, rep)
    dispatch(world)
    return code


def be_there(world: World, rep: Rep) -> None:
    """A rep who was offline is back."""
    if not rep.reachable:
        rep.reachable, rep.online_at = True, world.now
        look_at(world, rep)
        world.tell("online", rep=rep.id)


def _acknowledge(world: World, event: Acknowledge, lead: Lead, rep: Rep) -> str:
    new = world.answer_to(event.action_id) is None
    if has(event, lead) and lead.state == "assigned" and new:
        take(world, lead, rep, "acknowledge", done_at(world, event, had_since(lead)))
    if has(event, lead) and lead.state == "acknowledged":
        return yes(world, event)
    reason = {"closed": "closed", "acknowledged": "taken"}.get(lead.state, "too_late")
    return no(world, event, 409, reason, lead)


def _claim(world: World, event: Claim, lead: Lead, rep: Rep) -> str:
    own = lead.rep == rep.id
    if own and lead.state == "acknowledged":
        return yes(world, event)
    refusals = (
        (world.answer_to(event.action_id) is not None, "too_late"),
        (lead.state == "closed", "closed"),
        (lead.state == "acknowledged", "taken"),
        (not lead.open, "not_open"),
        (lead.pool not in rep.pools, "other_pool"),
        (rep.presence != "idle" or not rep.on_shift, "not_idle"),
        (not own and room(world, rep) < 1, "no_room"),
        (not own and places(world, rep) < 1, "too_many_open"),
    )
    reason = next((why for holds, why in refusals if holds), None)
    if reason is not None:
        return no(world, event, 409, reason, lead)
    end_wrap_up(world, rep, "claim")
    if lead.state == "assigned":
        withdraw(world, lead, "claimed", give_back=not own)
    lead.epoch = world.issue_epoch()
    take(world, lead, rep, "claim", world.now)
    return yes(world, event)


def _once(
    world: World, event: Decline | Release | Activity | HandOver, lead: Lead, rep: Rep
) -> str:
    """Actions that, asked again, are told what they were told before."""
    before = world.answer_to(event.action_id)
    if before is not None:
        return again(world, event, before, lead)
    match event:
        case HandOver():
            return hand_over(world, event, lead, rep)
        case Activity():
            return activity(world, event, lead, rep)
        case Decline():
            return _decline(world, event, lead)
        case Release():
            return _release(world, event, lead, rep)


def _decline(world: World, event: Decline, lead: Lead) -> str:
    if lead.state != "assigned" or not has(event, lead):
        return no(world, event, 409, "too_late", lead)
    done = said(world, done_at(world, event, had_since(lead)))
    world.tell("declined", lead=lead.id, rep=event.rep, done_at=done)
    put_back(world, lead, "declined")
    world.came_back.append(lead)
    return yes(world, event)


def _release(world: World, event: Release, lead: Lead, rep: Rep) -> str:
    if lead.state != "acknowledged" or not has(event, lead):
        return no(world, event, 409, "too_late", lead)
    if lead.contacted_at is not None:
        return no(world, event, 409, "contacted", lead)
    leave(world, lead, "released", done_at(world, event, had_since(lead)))
    refuse(world, lead, rep)
    turn_down(world, lead)
    world.set_timer("relax", lead.id, relax_at(world, lead))
    set_clock(world, lead)
    world.came_back.append(lead)
    check_hot(world, lead)
    return yes(world, event)


def presence(world: World, event: PresenceSet) -> str:
    """A rep sets themself idle, busy or away."""
    rep = world.reps.get(event.rep)
    if rep is None or rep.tenant != event.tenant:
        world.answer(event.action_id, 404, "unknown_rep")
        return "refused"
    be_there(world, rep)
    if not world.acted(event.action_id):
        set_presence(world, rep, event.presence, "set")
    world.answer(event.action_id, 200, rep=event.rep)
    dispatch(world)
    return "applied"


def follow_bound(world: World, rep: str) -> str:
    """A bound that rises may make somebody free."""
    code = reps.follow_bound(world, rep)
    dispatch(world)
    return code


def ready(world: World, event: Ready) -> str:
    """A rep ends their wrap-up."""
    rep = world.reps.get(event.rep)
    if rep is None or rep.tenant != event.tenant:
        world.answer(event.action_id, 404, "unknown_rep")
        return "refused"
    be_there(world, rep)
    before = world.answer_to(event.action_id)
    if before is not None:
        status = before.status
    else:
        status = 200 if end_wrap_up(world, rep, "tap") else 409
    world.answer(event.action_id, status, None if status == 200 else "no_wrap_up", rep=event.rep)
    dispatch(world)
    return "applied" if status == 200 else "refused"


def register(world: World, event: RepRegistered) -> str:
    """A rep as the supervisor wants them; whoever is registered anew counts as returned."""
    rep = world.reps.get(event.rep)
    if rep is not None and rep.tenant != event.tenant:
        world.answer(event.action_id, 409, "taken_rep", rep=event.rep)
        return "refused"
    if not world.acted(event.action_id):
        if rep is None:
            rep = Rep(event.rep, event.tenant, idle_since=world.now, shift_at=world.now)
            world.reps[rep.id] = rep
        _change(world, rep, event)
    world.answer(event.action_id, 200, rep=event.rep)
    dispatch(world)
    return "applied"


def _change(world: World, rep: Rep, event: RepRegistered) -> None:
    for name in ("pools", "skills", "regions", "tier", "weight", "capacity", "daily_cap", "hours"):
        setattr(rep, name, getattr(event, name))
    rep.open_most = world.policy.open_leads_max
    world.bounds.discard(rep.id)
    shift = shift_of(rep.hours, world.now)
    change_shift(world, rep, on=shift.on, day=shift.day)
    world.set_timer("shift", rep.id, shift.changes_at)
    rep.present = rep.free = False
    look_at(world, rep)


def change_shift(world: World, rep: Rep, *, on: bool, day: str) -> None:
    """A shift that starts is paced anew; with a new day the day's count starts."""
    if on and not rep.on_shift:
        rep.shift_at, rep.paced, rep.paced_until = world.now, 0, 0
    if day != rep.day:
        rep.today = 0
    rep.on_shift, rep.day = on, day
