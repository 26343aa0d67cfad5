"""What reps and supervisors do with leads."""

import re
from typing import Final

from starlette.requests import Request

from hotlead.router.gateway.answers import ask, done
from hotlead.router.gateway.bodies import (
    AcknowledgeBody,
    ActivityBody,
    ClaimBody,
    DeclineBody,
    HandOverBody,
    ReleaseBody,
    ReopenBody,
    RevealBody,
    UndoBody,
)
from hotlead.router.gateway.callers import rep_session, supervisor
from hotlead.router.gateway.context import (
    Json,
    action_id_of,
    body_of,
    gateway_of,
    named,
)
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.replies import Done
from hotlead.router.state.views.contacts import full_contact
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    ClosedReopened,
    ContactRevealed,
    Decline,
    HandOver,
    Release,
    Undo,
)

_EPOCH: Final = re.compile(r"[A-Za-z0-9_:-]{1,64}")


async def acknowledge(request: Request) -> Json:
    """The rep takes the lead; the contact is shown in full from here on."""
    session = await rep_session(request)
    lead, epoch = _assignment(request)
    body = await body_of(request, AcknowledgeBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = Acknowledge(
        action_id=scoped,
        tenant=session.tenant,
        lead=lead,
        epoch=epoch,
        rep=session.id,
        done_at_ms=body.done_at_ms,
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
        done_at_ms=body.done_at_ms,
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
        action_id=scoped,
        tenant=session.tenant,
        lead=lead,
        epoch=body.epoch,
        rep=session.id,
        done_at_ms=body.done_at_ms,
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
    # What was lost meanwhile came back under a new epoch.
    anew = answer.epoch != body.epoch and body.outcome == "open"
    return await done(gateway_of(request), session.tenant, answer, action, contact=anew)


async def undo(request: Request) -> Json:
    """The rep takes back the outcome that they recorded; the contact is shown in full again."""
    session = await rep_session(request)
    lead = named(request.path_params["lead"], "lead")
    body = await body_of(request, UndoBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = Undo(
        action_id=scoped,
        tenant=session.tenant,
        lead=lead,
        epoch=body.epoch,
        rep=session.id,
        done_at_ms=body.done_at_ms,
    )
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action, contact=True)


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
        without_room=body.without_room,
    )
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action)


async def reopen(request: Request) -> Json:
    """A supervisor reopens a closed lead, for a rep or for its pool."""
    session = await supervisor(request)
    lead = named(request.path_params["lead"], "lead")
    body = await body_of(request, ReopenBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = ClosedReopened(
        action_id=scoped,
        tenant=session.tenant,
        lead=lead,
        by=session.id,
        reason=body.reason,
        rep=body.rep,
        without_room=body.without_room,
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


def _assignment(request: Request) -> tuple[str, str]:
    """Lead and epoch of the assignment in the path, `LEAD.EPOCH`."""
    lead, dot, epoch = request.path_params["assignment"].rpartition(".")
    if not dot or not _EPOCH.fullmatch(epoch):
        raise one_invalid("assignment", "is no assignment's id; it looks like ld_0-7-2.7-3")
    return named(lead, "assignment"), epoch
