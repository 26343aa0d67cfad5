"""Login codes, the sessions that they open, and the end of a session or of all of a rep's."""

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import BadCode, RequestRefused
from hotlead.router.gateway.answers import told
from hotlead.router.gateway.bodies import LoginBody, LoginCodeBody
from hotlead.router.gateway.callers import ANY, given_sessions, session_of, supervisor
from hotlead.router.gateway.context import (
    Gateway,
    Json,
    body_of,
    gateway_of,
    named,
    unknown_rep,
)
from hotlead.router.gateway.links import login_link, qr_rows
from hotlead.router.gateway.origins import check_origin, link_origin
from hotlead.router.gateway.refusals import one_invalid
from hotlead.router.gateway.replies import Caller, LoginCode, Opened
from hotlead.router.gateway.sessions import COOKIES, SESSION_S, Code, Role
from hotlead.router.state.views.team import rep_view


async def open_session(request: Request) -> Json:
    """Exchanges a login code; the token is in the answer and in a cookie."""
    gateway = gateway_of(request)
    check_origin(request, gateway.settings)
    body = await body_of(request, LoginBody)
    try:
        code = gateway.sessions.read_code(body.code)
        await gateway.revocations.check(code.role, code.tenant, code.id, code.made_ms)
        if code.role == "rep":
            await _is_rep(gateway, code)
        token, session = await gateway.sessions.exchange(
            code, gateway.redis, gateway.settings.redis_prefix
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


async def _is_rep(gateway: Gateway, code: Code) -> None:
    """Raises BadCode when there is no such rep, RequestRefused (503) when that cannot be known."""
    if await told(gateway, code.tenant, rep_view(gateway.place(code.tenant), code.id)) is None:
        raise BadCode("no rep is registered by this id; a supervisor adds them, then makes a code")


async def get_session(request: Request) -> Json:
    """Whose session it is; a page cannot read its cookie. `role` asks for that role's alone."""
    session = await session_of(request, *_roles(request))
    return Json(
        Caller(
            role=session.role,
            tenant=session.tenant,
            id=session.id,
            expires_at_ms=session.expires_ms,
        )
    )


async def close_session(request: Request) -> Response:
    """Ends the session, and takes the cookies away; or those of `role` alone."""
    gateway, roles = gateway_of(request), _roles(request)
    sessions, _ = await given_sessions(request, roles)
    for session in sessions:
        if session.role in roles:
            await gateway.logouts.void(session)
    response = Response(status_code=204)
    for role in roles:
        response.delete_cookie(COOKIES[role], httponly=True, samesite="strict")
    return response


async def post_login_code(request: Request) -> Json:
    """A code for the rep to log in with, and its link as a QR code for the phone's camera."""
    session, gateway = await supervisor(request), gateway_of(request)
    rep = named(request.path_params["rep"], "rep")
    body = await body_of(request, LoginCodeBody)
    if await rep_view(gateway.place(session.tenant), rep) is None:
        raise unknown_rep()
    origin = link_origin(gateway.settings, body.origin)
    return Json(code_for(gateway, "rep", session.tenant, rep, origin))


def code_for(gateway: Gateway, role: Role, tenant: str, id_: str, origin: str) -> LoginCode:
    """A new login code, with the link to the page at `origin` that takes it."""
    code = gateway.sessions.login_code(role, tenant, id_)
    link = login_link(origin, code, supervisor=role != "rep")
    return LoginCode(
        code=code,
        link=link,
        expires_at_ms=gateway.sessions.read_code(code).expires_ms,
        qr=qr_rows(link),
    )


def _roles(request: Request) -> tuple[Role, ...]:
    """Those that are asked about. Raises RequestRefused (422)."""
    wanted = request.query_params.get("role")
    roles = tuple(role for role in ANY if wanted in (None, role))
    if not roles:
        raise one_invalid("role", f"must be one of {', '.join(sorted(ANY))}")
    return roles
