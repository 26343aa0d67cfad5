"""What reps and supervisors do, and what they are answered."""

from hotlead.router.rules.hours import shift_at
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    Decline,
    HandOver,
    PresenceSet,
    Release,
    RepRegistered,
)
from tests.model.dispatch import (
    assign,
    dispatch,
    let_go,
    put_back,
    refuse,
    set_presence,
    withdraw,
)
from tests.model.ladder import (
    check_hot,
    new_episode,
    relax_at,
    rung_due,
    seconds,
    was_opened,
)
from tests.model.reps import Turn, look_at, on_duty, room
from tests.model.world import Lead, Rep, World

Action = Acknowledge | Decline | Release | Activity | Claim | HandOver


def act(world: World, event: Action) -> str:
    """One action on a lead; both must be of the action's tenant. Acting proves that a rep is
    there. Returns `applied` or `refused`, when the answer says why."""
    lead, rep = world.leads.get(event.lead), world.reps.get(event.rep)
    if lead is None or lead.tenant != event.tenant:
        return _no(world, event, 404, "unknown_lead")
    if rep is None or rep.tenant != event.tenant:
        return _no(world, event, 404, "unknown_rep")
    if not isinstance(event, HandOver):
        be_there(world, rep)
    match event:
        case Acknowledge():
            code = _acknowledge(world, event, lead, rep)
        case Claim():
            code = _claim(world, event, lead, rep)
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


def _yes(world: World, event: Action) -> str:
    world.answer(event.action_id, 200, lead=event.lead, rep=event.rep)
    return "applied"


def _no(world: World, event: Action, status: int, reason: str, lead: Lead | None = None) -> str:
    fields = {"holder": lead.rep, "state": lead.state} if lead is not None else {}
    world.answer(event.action_id, status, reason, lead=event.lead, rep=event.rep, **fields)
    return "refused"


def _has(event: Acknowledge | Decline | Release | Activity, lead: Lead) -> bool:
    """Whether the rep holds the lead under the epoch that the action names."""
    return lead.rep == event.rep and lead.epoch == event.epoch


def _take(world: World, lead: Lead, rep: Rep, via: str) -> None:
    """The lead is acknowledged: the ladder stops, a contact is to follow in time."""
    lead.state, lead.rep, lead.owner = "acknowledged", rep.id, rep.id
    lead.open, lead.contacted_at, rep.missed = False, None, 0
    world.stop_timers(lead.id, "expire", "rung", "refusals", "relax")
    reopen_at = world.now + seconds(world.pool(lead.pool).reopen_after_s)
    world.set_timer("reopen", lead.id, reopen_at)
    look_at(world, rep)
    world.tell("acknowledged", lead=lead.id, rep=rep.id, via=via, reopen_at=reopen_at)


def _acknowledge(world: World, event: Acknowledge, lead: Lead, rep: Rep) -> str:
    new = world.answer_to(event.action_id) is None
    if _has(event, lead) and lead.state == "assigned" and new:
        _take(world, lead, rep, "acknowledge")
    if _has(event, lead) and lead.state == "acknowledged":
        return _yes(world, event)
    reason = {"closed": "closed", "acknowledged": "taken"}.get(lead.state, "too_late")
    return _no(world, event, 409, reason, lead)


def _claim(world: World, event: Claim, lead: Lead, rep: Rep) -> str:
    own = lead.rep == rep.id
    if own and lead.state == "acknowledged":
        return _yes(world, event)
    refusals = (
        (world.answer_to(event.action_id) is not None, "too_late"),
        (lead.state == "closed", "closed"),
        (lead.state == "acknowledged", "taken"),
        (not lead.open, "not_open"),
        (lead.pool not in rep.pools, "other_pool"),
        (rep.presence != "idle" or not rep.on_shift, "not_idle"),
        (not own and room(world, rep) < 1, "no_room"),
    )
    reason = next((why for holds, why in refusals if holds), None)
    if reason is not None:
        return _no(world, event, 409, reason, lead)
    if lead.state == "assigned":
        withdraw(world, lead, "claimed", give_back=not own)
    lead.epoch = world.issue_epoch()
    _take(world, lead, rep, "claim")
    return _yes(world, event)


def _once(
    world: World, event: Decline | Release | Activity | HandOver, lead: Lead, rep: Rep
) -> str:
    """Actions that, asked again, are told what they were told before."""
    before = world.answer_to(event.action_id)
    if before is not None:
        if before.status != 200:
            return _no(world, event, before.status, before.reason or "", lead)
        return _yes(world, event)
    if isinstance(event, HandOver):
        return _hand_over(world, event, lead, rep)
    wanted = "assigned" if isinstance(event, Decline) else "acknowledged"
    if lead.state != wanted or not _has(event, lead):
        return _no(world, event, 409, "too_late", lead)
    match event:
        case Decline():
            put_back(world, lead, "declined")
        case Release():
            if lead.contacted_at is not None:
                return _no(world, event, 409, "contacted", lead)
            leave(world, lead, "released")
            refuse(world, lead, rep)
            world.set_timer("relax", lead.id, relax_at(world, lead))
            check_hot(world, lead)
        case Activity():
            _activity(world, event, lead, rep)
    return _yes(world, event)


def leave(world: World, lead: Lead, reason: str) -> None:
    """An acknowledged lead leaves its rep. Before any contact the episode and its clock go on."""
    contacted = lead.contacted_at is not None
    rep = let_go(world, lead)
    lead.state = "waiting"
    world.stop_timers(lead.id, "reopen")
    if reason in ("released", "handed_over") and not contacted:
        world.set_timer("rung", lead.id, rung_due(world, lead, lead.rung + 1))
        lead.open = was_opened(world, lead)
    look_at(world, rep)
    world.tell("left", lead=lead.id, rep=rep.id, reason=reason)


def _activity(world: World, event: Activity, lead: Lead, rep: Rep) -> None:
    lead.next_at = event.next_at_ms
    if event.contacted and lead.contacted_at is None:
        lead.contacted_at = world.now
        world.stop_timers(lead.id, "reopen")
        look_at(world, rep)
        world.tell("contacted", lead=lead.id, rep=rep.id)
    if event.outcome != "open":
        leave(world, lead, "closed")
        lead.state, lead.outcome = "closed", event.outcome
        world.tell("closed", lead=lead.id, rep=rep.id, outcome=event.outcome)


def _hand_over(world: World, event: HandOver, lead: Lead, rep: Rep) -> str:
    refusals = (
        (lead.state == "closed", "closed"),
        (lead.rep == rep.id, "has_it_already"),
        (not on_duty(rep), "not_there"),
        (room(world, rep) < 1, "no_room"),
    )
    reason = next((why for holds, why in refusals if holds), None)
    if reason is not None:
        return _no(world, event, 409, reason, lead)
    if lead.state == "assigned":
        withdraw(world, lead, "handed_over", give_back=True)
    elif lead.state == "acknowledged":
        contacted = lead.contacted_at is not None
        leave(world, lead, "handed_over")
        if contacted:
            new_episode(world, lead, "handed_over")
            lead.since = world.now
    assign(world, lead, Turn(rep, "all"))
    check_hot(world, lead)
    return _yes(world, event)


def presence(world: World, event: PresenceSet) -> str:
    """A rep sets themself idle, busy or away."""
    rep = world.reps.get(event.rep)
    if rep is None or rep.tenant != event.tenant:
        world.answer(event.action_id, 404, "unknown_rep", rep=event.rep)
        return "refused"
    be_there(world, rep)
    if world.answer_to(event.action_id) is None:
        set_presence(world, rep, event.presence, "set")
    world.answer(event.action_id, 200, rep=event.rep)
    dispatch(world)
    return "applied"


def register(world: World, event: RepRegistered) -> str:
    """A rep as the supervisor wants them; whoever is registered anew counts as returned."""
    rep = world.reps.get(event.rep)
    if rep is not None and rep.tenant != event.tenant:
        world.answer(event.action_id, 409, "taken_rep", rep=event.rep)
        return "refused"
    if world.answer_to(event.action_id) is None:
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
    shift = shift_at(rep.hours, world.now)
    change_shift(world, rep, on=shift.on, day=shift.day)
    world.set_timer("shift", rep.id, shift.changes_at_ms)
    rep.present = rep.free = False
    look_at(world, rep)


def change_shift(world: World, rep: Rep, *, on: bool, day: str) -> None:
    """A shift that starts is paced anew; with a new day the day's count starts."""
    if on and not rep.on_shift:
        rep.shift_at, rep.paced, rep.paced_until = world.now, 0, 0
    if day != rep.day:
        rep.today = 0
    rep.on_shift, rep.day = on, day
