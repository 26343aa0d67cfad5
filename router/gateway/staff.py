"""The people at the board: supervisors register them, give them codes and sign them out."""

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.clock import real_ms
from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.answers import ask, done, told
from hotlead.router.gateway.bodies import LoginCodeBody, StaffBody
from hotlead.router.gateway.callers import supervisor
from hotlead.router.gateway.context import (
    Gateway,
    Json,
    action_id_of,
    body_of,
    gateway_of,
    named,
    without_number,
)
from hotlead.router.gateway.csv_tables import shown
from hotlead.router.gateway.login import code_for
from hotlead.router.gateway.origins import link_origin
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.replies import Staff
from hotlead.router.gateway.sessions import COMMAND_LINE
from hotlead.router.state.views.models import StaffView
from hotlead.router.state.views.staff import staff, staff_member
from hotlead.topics.inbox import StaffRegistered, StaffSignedOut


async def get_staff(request: Request) -> Response:
    """All who are registered, also those who are not active any more."""
    session, gateway = await supervisor(request), gateway_of(request)
    people = await told(gateway, session.tenant, staff(gateway.place(session.tenant)))
    return shown(request, Staff(staff=people), people, "staff")


async def put_staff(request: Request) -> Json:
    """Registers somebody, or changes all about them; another role ends their sessions."""
    session, gateway = await supervisor(request), gateway_of(request)
    id_ = without_number(named(request.path_params["staff"], "staff"), "staff")
    body = await body_of(request, StaffBody)
    if id_ == COMMAND_LINE:
        raise one_invalid("staff", "is whom the journal names for commands; choose another id")
    if id_ == session.id and not (body.active and body.role == "supervisor"):
        raise one_invalid("$.role", "would shut you out yourself; another supervisor can do that")
    action, scoped = action_id_of(request, session, body.action_id)
    event = StaffRegistered(
        action_id=scoped,
        by=session.id,
        tenant=session.tenant,
        id=id_,
        name=body.name,
        role=body.role,
        active=body.active,
    )
    answer = await ask(gateway, event, action)
    return await done(gateway, session.tenant, answer, action)


async def post_staff_code(request: Request) -> Json:
    """A code for them to log in with."""
    session, gateway = await supervisor(request), gateway_of(request)
    body = await body_of(request, LoginCodeBody)
    member = await _known(gateway, session.tenant, request)
    if not member.active:
        raise RequestRefused(409, "not_active", "they are not active: set them active first")
    origin = link_origin(gateway.settings, body.origin)
    return Json(code_for(gateway, member.role, session.tenant, member.id, origin))


async def close_staff_sessions(request: Request) -> Json:
    """Signs somebody at the board out everywhere."""
    session, gateway = await supervisor(request), gateway_of(request)
    member = await _known(gateway, session.tenant, request)
    action, scoped = action_id_of(request, session, None)
    event = StaffSignedOut(
        action_id=scoped,
        by=session.id,
        tenant=session.tenant,
        id=member.id,
        before_ms=real_ms(),
    )
    answer = await ask(gateway, event, action)
    return await done(gateway, session.tenant, answer, action)


async def _known(gateway: Gateway, tenant: str, request: Request) -> StaffView:
    id_ = named(request.path_params["staff"], "staff")
    member, _ = await staff_member(gateway.place(tenant), id_)
    if member is None:
        raise RequestRefused(404, "unknown_staff", "nobody at the board has this id")
    return member
