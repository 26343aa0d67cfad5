"""Who calls: the session behind a request, in the role that the call is for."""

from typing import Final
from unicodedata import normalize

from starlette.requests import Request

from hotlead.router.errors import BadCode, RequestRefused
from hotlead.router.gateway.context import gateway_of, named, unknown_rep
from hotlead.router.gateway.origins import check_origin
from hotlead.router.gateway.room import room_of
from hotlead.router.gateway.sessions import COOKIES, Role, Session

BOARD: Final[tuple[Role, ...]] = ("supervisor", "viewer")
# Who has several cookies and asks what any may is who sees most.
ANY: Final[tuple[Role, ...]] = (*BOARD, "rep")


def bearer(request: Request) -> str | None:
    """The token of the Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def session_of(request: Request, *roles: Role) -> Session:
    """Who calls, in one of these roles if by a cookie. Raises RequestRefused (401)."""
    return (await _sessions(request, roles or ANY))[0]


async def _sessions(request: Request, roles: tuple[Role, ...]) -> list[Session]:
    """Those that were given, in order. Raises RequestRefused (401)."""
    found, why = await given_sessions(request, roles)
    if not found:
        raise RequestRefused(401, "no_session", why)
    first, held = found[0], room_of(request)
    held.known("people", f"{first.role[0]}:{first.tenant}:{first.id}")
    if request.method not in ("GET", "HEAD"):
        held.begin()
    return found


async def given_sessions(request: Request, roles: tuple[Role, ...]) -> tuple[list[Session], str]:
    """That of the bearer token, else those of the roles' cookies; and why one is none.

    Raises RequestRefused (403) for a change by cookie from a page of another origin.
    """
    given = bearer(request)
    cookies = (request.cookies.get(COOKIES[role]) for role in roles)
    tokens = [given] if given else [cookie for cookie in cookies if cookie]
    gateway = gateway_of(request)
    if tokens and not given:
        check_origin(request, gateway.settings)
    found, why = [], "log in first: POST /v1/sessions with a login code"
    for token in tokens:
        try:
            session = gateway.sessions.read(token)
            await gateway.logouts.check(session)
            await gateway.revocations.check(
                session.role, session.tenant, session.id, session.issued_ms
            )
            found.append(session)
        except BadCode as error:
            why = str(error)
    return found, why


async def supervisor(request: Request) -> Session:
    """The supervisor who calls. Raises RequestRefused (401, 403)."""
    session = await session_of(request, "supervisor")
    if session.role != "supervisor":
        raise RequestRefused(403, "not_allowed", "this is for supervisors")
    return session


async def at_board(request: Request) -> Session:
    """The supervisor or viewer who looks. Raises RequestRefused (401, 403)."""
    session = await session_of(request, *BOARD)
    if session.role not in BOARD:
        raise RequestRefused(403, "not_allowed", "this is for supervisors and viewers")
    return session


async def rep_session(request: Request) -> Session:
    """The rep who calls. Raises RequestRefused (401, 403)."""
    session = await session_of(request, "rep")
    if session.role != "rep":
        raise RequestRefused(403, "not_allowed", "this is for the rep")
    return session


async def own_rep(request: Request, *others: Role) -> tuple[Session, str]:
    """The caller, and the rep of the path, who must be the caller, or one of the other roles.

    Whether another rep exists is not told: Raises RequestRefused (401, 404; 422 to the others).
    """
    rep = normalize("NFC", request.path_params["rep"])
    # The rep's own first: contacts in full are for the rep alone.
    for session in await _sessions(request, ("rep", *others)):
        if session.role == "rep" and session.id == rep:
            return session, rep
        if session.role in others:
            return session, named(rep, "rep")
    raise unknown_rep()
