"""POST and DELETE /v1/sessions: a login code becomes a session, and a session ends."""

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import BadCode, RequestRefused
from hotlead.router.gateway.bodies import Caller, LoginBody, Opened
from hotlead.router.gateway.context import Json, body_of, gateway_of, session_of
from hotlead.router.gateway.sessions import COOKIE, SESSION_S


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
        COOKIE,
        token,
        max_age=SESSION_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def get_session(request: Request) -> Json:
    """Whose session it is; a page cannot read its cookie."""
    session = session_of(request)
    return Json(
        Caller(
            role=session.role,
            tenant=session.tenant,
            id=session.id,
            expires_at_ms=session.expires_ms,
        )
    )


async def close_session(_request: Request) -> Response:
    """Takes the cookie away."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
