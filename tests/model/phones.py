"""Phones of reps: which take pushes, who is signed out, and what is told of what was sent."""

from hotlead.topics.inbox import (
    NoticeSeen,
    NoticeSent,
    PushSubscribed,
    PushUnsubscribed,
    SignedOut,
)
from tests.model.actions import be_there
from tests.model.dispatch import dispatch
from tests.model.world import Rep, World

PHONES_EACH = 8
PhoneAction = PushSubscribed | PushUnsubscribed | SignedOut


def act(world: World, event: PhoneAction) -> str:
    """What a phone asks, or a supervisor who signs a rep out. Who subscribes is there."""
    rep = world.reps.get(event.rep)
    if rep is None or rep.tenant != event.tenant:
        world.answer(event.action_id, 404, "unknown_rep")
        return "refused"
    if isinstance(event, PushSubscribed):
        be_there(world, rep)
    if not world.acted(event.action_id):
        match event:
            case PushSubscribed():
                _subscribe(world, rep, event.subscription)
            case PushUnsubscribed():
                _end(world, rep, event.subscription, "asked")
            case SignedOut():
                rep.signed_out = max(rep.signed_out, event.before_ms)
                world.tell("signed_out", rep=rep.id, by=event.by, before=event.before_ms)
                for phone in list(rep.phones):
                    _end(world, rep, phone, "signed_out")
    world.answer(event.action_id, 200, rep=event.rep)
    dispatch(world)
    return "applied"


def _subscribe(world: World, rep: Rep, phone: str) -> None:
    for other in world.reps.values():
        if other is not rep:
            _end(world, other, phone, "moved")
    others = sorted((at, name) for name, at in rep.phones.items() if name != phone)
    if len(others) >= PHONES_EACH:
        _end(world, rep, others[0][1], "too_many")
    rep.phones[phone] = world.now
    world.tell("push_subscribed", rep=rep.id, subscription=phone)


def _end(world: World, rep: Rep, phone: str, why: str) -> None:
    if rep.phones.pop(phone, None) is not None:
        world.tell("push_unsubscribed", rep=rep.id, subscription=phone, why=why)


def sent(world: World, event: NoticeSent) -> str:
    """What came of one message; a phone that is gone takes no more."""
    rep = world.reps.get(event.to)
    pushed = event.via == "web-push"
    if pushed and (rep is None or rep.tenant != event.tenant):
        return "dropped"
    told = len(world.told)
    for one in event.notices:
        lead = world.leads.get(one.lead)
        if lead is not None and lead.tenant == event.tenant:
            result = {"to": event.to, "via": event.via, "result": event.result}
            world.tell("notice_sent", lead=lead.id, notice=one.notice, **result)
    if pushed and rep is not None and event.result == "gone" and event.subscription is not None:
        _end(world, rep, event.subscription, "gone")
    return "applied" if len(world.told) > told else "dropped"


def seen(world: World, event: NoticeSeen) -> str:
    """A phone has shown a push: told, and nothing else."""
    lead, rep = world.leads.get(event.lead), world.reps.get(event.rep)
    if lead is None or rep is None or {lead.tenant, rep.tenant} != {event.tenant}:
        return "dropped"
    world.tell("notice_seen", lead=lead.id, rep=rep.id, notice=event.notice)
    return "applied"
