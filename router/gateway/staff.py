"""The people at the board: who they are, and codes for them to log in with."""

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.answers import told
from hotlead.router.gateway.bodies import LoginCodeBody
from hotlead.router.gateway.callers import supervisor
from hotlead.router.gateway.context import Json, body_of, gateway_of, named
from hotlead.router.gateway.csv_tables import shown
from hotlead.router.gateway.login import code_for
from hotlead.router.gateway.origins import link_origin
from hotlead.router.gateway.replies import Staff
from hotlead.router.staff.http_calls import known
from hotlead.router.state.views.staff import staff


async def get_staff(request: Request) -> Response:
    """All who are registered, also those who are not active any more."""
    session, gateway = await supervisor(request), gateway_of(request)
    people = await told(gateway, session.tenant, staff(gateway.place(session.tenant)))
    return shown(request, Staff(staff=people), people, "staff")


async def post_staff_code(request: Request) -> Json:
    """A code for them to log in with."""
    session, gateway = await supervisor(request), gateway_of(request)
    body = await body_of(request, LoginCodeBody)
    member = await known(
        gateway.place(session.tenant), named(request.path_params["staff"], "staff")
    )
    if not member.active:
        raise RequestRefused(409, "not_active", "they are not active: set them active first")
    origin = link_origin(gateway.settings, body.origin)
    return Json(code_for(gateway, member.role, session.tenant, member.id, origin))
