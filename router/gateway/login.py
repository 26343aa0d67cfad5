"""POST and DELETE /v1/sessions: a login code becomes a session, and a session ends."""

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import BadCode, RequestRefused
from hotlead.router.gateway.bodies import Caller, LoginBody, Opened
from hotlead.router.gateway.context import EITHER, Json, body_of, gateway_of, session_of
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.sessions import COOKIES, SESSION_S, Role


async def open_session(request: Request) -> Json:
    """Exchanges a login code; the token is in the answer and in a cookie."""
    gateway = gateway_of(request)
    body = await body_of(request, LoginBody)
    try:
        token, session = await gateway.sessions.exchange(
            body.code, gateway.redis, gateway.settings.redis_prefix
        )
    except BadCode as error:
        raise RequestRefused(401, "bad_code", str(error)) from None
    response = Json(
        Opened(
            token=token,
            role=session.role,
            tenant=session.tenant,
            id=session.id,
            expires_at_ms=session.expires_ms,
        )
    )
    response.set_cookie(
        COOKIES[session.role],
        token,
        max_age=SESSION_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def get_session(request: Request) -> Json:
    """Whose session it is; a page cannot read its cookie. `role` asks for that role's alone."""
    session = session_of(request, *_roles(request))
    return Json(
        Caller(
            role=session.role,
            tenant=session.tenant,
            id=session.id,
            expires_at_ms=session.expires_ms,
        )
    )


async def close_session(request: Request) -> Response:
    """Takes the cookies away, or that of `role` alone."""
    response = Response(status_code=204)
    for role in _roles(request):
        response.delete_cookie(COOKIES[role], httponly=True, samesite="strict")
    return response


def _roles(request: Request) -> tuple[Role, ...]:
    """Those that are asked about. Raises RequestRefused (422)."""
    wanted = request.query_params.get("role")
    roles = tuple(role for role in EITHER if wanted in (None, role))
    if not roles:
        raise one_invalid("role", f"must be one of {', '.join(sorted(EITHER))}")
    return roles
