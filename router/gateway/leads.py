"""What reps and supervisors do with leads, and how a lead stands."""

import asyncio

from starlette.requests import Request

from hotlead.router.gateway.answers import ask, done, told
from hotlead.router.gateway.bodies import (
    AcknowledgeBody,
    ActivityBody,
    ClaimBody,
    DeclineBody,
    HandOverBody,
    ReleaseBody,
    RevealBody,
)
from hotlead.router.gateway.callers import BOARD, rep_session, session_of, supervisor
from hotlead.router.gateway.context import (
    Json,
    action_id_of,
    body_of,
    gateway_of,
    named,
    unknown_lead,
)
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.replies import Done, Explained
from hotlead.router.gateway.sessions import Session
from hotlead.router.kpis.decisions import decisions
from hotlead.router.state.views.contacts import full_contact
from hotlead.router.state.views.history import history
from hotlead.router.state.views.leads import explanation, lead_view
from hotlead.router.state.views.models import LeadView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_view
from hotlead.topics.inbox import Acknowledge, Activity, Claim, Decline, HandOver, Release
from hotlead.topics.staff import ContactRevealed


async def acknowledge(request: Request) -> Json:
    """The rep takes the lead; the contact is shown in full from here on."""
    session = await rep_session(request)
    lead, epoch = _assignment(request)
    body = await body_of(request, AcknowledgeBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = Acknowledge(
        action_id=scoped, tenant=session.tenant, lead=lead, epoch=epoch, rep=session.id
    )
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action, contact=True)


async def decline(request: Request) -> Json:
    """The rep does not take the lead."""
    session = await rep_session(request)
    lead, epoch = _assignment(request)
    body = await body_of(request, DeclineBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = Decline(
        action_id=scoped,
        tenant=session.tenant,
        lead=lead,
        epoch=epoch,
        rep=session.id,
        reason=body.reason,
    )
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action)


async def claim(request: Request) -> Json:
    """The rep takes a lead that the ladder opened to all."""
    session = await rep_session(request)
    lead = named(request.path_params["lead"], "lead")
    body = await body_of(request, ClaimBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = Claim(action_id=scoped, tenant=session.tenant, lead=lead, rep=session.id)
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action, contact=True)


async def release(request: Request) -> Json:
    """The rep gives back a lead that they acknowledged by a mis-tap."""
    session = await rep_session(request)
    lead = named(request.path_params["lead"], "lead")
    body = await body_of(request, ReleaseBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = Release(
        action_id=scoped, tenant=session.tenant, lead=lead, epoch=body.epoch, rep=session.id
    )
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action)


async def activities(request: Request) -> Json:
    """The rep tells what they did: first touch, follow-up, outcome."""
    session = await rep_session(request)
    lead = named(request.path_params["lead"], "lead")
    body = await body_of(request, ActivityBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = Activity.model_validate(
        {
            **body.model_dump(exclude={"action_id"}),
            "action_id": scoped,
            "tenant": session.tenant,
            "lead": lead,
            "rep": session.id,
        }
    )
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action)


async def hand_over(request: Request) -> Json:
    """A supervisor gives the lead to another rep."""
    session = await supervisor(request)
    lead = named(request.path_params["lead"], "lead")
    body = await body_of(request, HandOverBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = HandOver(
        action_id=scoped,
        tenant=session.tenant,
        lead=lead,
        rep=body.rep,
        by=session.id,
        reason=body.reason,
        epoch=body.epoch,
    )
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action)


async def reveal(request: Request) -> Json:
    """Shows a supervisor the contact in full; who asked and why is journalled first."""
    session, gateway = await supervisor(request), gateway_of(request)
    lead = named(request.path_params["lead"], "lead")
    body = await body_of(request, RevealBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = ContactRevealed(
        action_id=scoped, by=session.id, tenant=session.tenant, lead=lead, reason=body.reason
    )
    await ask(gateway, event, action)
    contact = await full_contact(gateway.place(session.tenant), lead)
    return Json(Done(action_id=action, lead=lead, contact=contact))


async def get_lead(request: Request) -> Json:
    """How the lead stands; for supervisors, and for the rep who has it or may claim it."""
    session, gateway = await session_of(request), gateway_of(request)
    read = _visible(gateway.place(session.tenant), session, request.path_params["lead"])
    return Json(await told(gateway, session.tenant, read))


async def get_explanation(request: Request) -> Json:
    """Why the lead has its score; for the same people."""
    session, gateway = await session_of(request), gateway_of(request)
    lead = request.path_params["lead"]
    place = gateway.place(session.tenant)
    await _visible(place, session, lead)
    read = explanation(place, lead, gateway.history.of(session.tenant, lead))
    found = await told(gateway, session.tenant, read)
    if found is None:
        raise unknown_lead()
    reading = gateway.reading
    decided = None
    if session.role in BOARD and reading is not None and reading.ready.is_set():
        decided = await asyncio.to_thread(decisions, reading.store, session.tenant, lead)
    return Json(Explained(**dict(found), decisions=decided))


async def get_history(request: Request) -> Json:
    """What happened with the lead so far; for supervisors, and for the rep who has it."""
    session, gateway = await session_of(request), gateway_of(request)
    lead = request.path_params["lead"]
    place = gateway.place(session.tenant)
    view = await _visible(place, session, lead)
    if session.role == "rep" and view.holder != session.id:
        raise unknown_lead()
    found = await told(gateway, session.tenant, history(place, lead))
    if found is None:
        raise unknown_lead()
    return Json(found)


async def _visible(place: Place, session: Session, lead: str) -> LeadView:
    view = await lead_view(place, lead)
    if view is None:
        raise unknown_lead()
    if session.role in BOARD or view.holder == session.id:
        return view
    rep = await rep_view(place, session.id)
    if not view.open or rep is None or view.pool not in rep.pools:
        raise unknown_lead()
    return view


def _assignment(request: Request) -> tuple[str, str]:
    """Lead and epoch of the assignment in the path, `LEAD.EPOCH`."""
    lead, dot, epoch = request.path_params["assignment"].rpartition(".")
    if not dot or not epoch or len(epoch) > 64 or any(one in epoch for one in ' |"\\'):
        raise one_invalid("assignment", "is no assignment's id; it looks like ld_1a2b.7-3")
    return named(lead, "assignment"), epoch
