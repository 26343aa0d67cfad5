"""Reps: all of them, and each one's heartbeats, assignments and leads."""

from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.gateway.answers import told
from hotlead.router.gateway.callers import BOARD, at_board, own_rep
from hotlead.router.gateway.context import (
    Gateway,
    Json,
    gateway_of,
    unknown_rep,
)
from hotlead.router.gateway.csv_tables import shown
from hotlead.router.gateway.customers import team_seen, with_customers
from hotlead.router.gateway.replies import Assignments, Desk, Leads, Team
from hotlead.router.reps.heartbeats import heartbeat
from hotlead.router.state.views.held import covered, held_by
from hotlead.router.state.views.leads import claimable, recently_closed
from hotlead.router.state.views.models import HeldLead
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_view


async def post_heartbeat(request: Request) -> Response:
    """The rep's page is still there."""
    session, rep = await own_rep(request)
    place = gateway_of(request).place(session.tenant)
    if await rep_view(place, rep) is None:
        raise unknown_rep()
    await heartbeat(gateway_of(request).store(session.tenant), rep)
    return Response(status_code=204)


async def get_rep(request: Request) -> Json:
    """All that the rep works with now; contacts in full for the rep, masked for others."""
    session, rep = await own_rep(request, *BOARD)
    gateway = gateway_of(request)
    place = gateway.place(session.tenant)
    read = desk(gateway, place, rep, contacts=session.role == "rep")
    found = await told(gateway, session.tenant, read)
    named_leads = {
        "assignments": await with_customers(place, session, found.assignments),
        "leads": await with_customers(place, session, found.leads),
    }
    return Json(found.model_copy(update=named_leads))


async def desk(gateway: Gateway, place: Place, rep: str, *, contacts: bool = True) -> Desk:
    """What the rep works with. Raises RequestRefused (404)."""
    seen = await rep_view(place, rep)
    if seen is None:
        raise unknown_rep()
    moment = await place.moment()
    policy = await gateway.policies.of(moment.policy)
    return Desk(
        rep=seen,
        assignments=await held_by(place, rep, acknowledged=False, contacts=False),
        leads=await held_by(place, rep, acknowledged=True, contacts=contacts),
        claimable=await covered(place, await claimable(place, seen.pools)),
        recently_closed=await covered(place, await recently_closed(place, rep)),
        decline_reasons=list(policy.decline_reasons),
        labels=policy.labels,
        at_ms=moment.now_ms,
        speed=moment.speed,
    )


async def get_assignments(request: Request) -> Json:
    """The rep's live assignments."""
    session, rep = await own_rep(request, *BOARD)
    gateway = gateway_of(request)
    place = gateway.place(session.tenant)
    read = _held(place, rep, acknowledged=False, contacts=False)
    return Json(Assignments(assignments=await told(gateway, session.tenant, read)))


async def get_leads(request: Request) -> Json:
    """The leads that the rep acknowledged; contacts in full for the rep, masked for others."""
    session, rep = await own_rep(request, *BOARD)
    gateway = gateway_of(request)
    place = gateway.place(session.tenant)
    read = _held(place, rep, acknowledged=True, contacts=session.role == "rep")
    return Json(Leads(leads=await told(gateway, session.tenant, read)))


async def _held(place: Place, rep: str, *, acknowledged: bool, contacts: bool) -> list[HeldLead]:
    """The same of a rep of the tenant. Raises RequestRefused (404)."""
    if await rep_view(place, rep) is None:
        raise unknown_rep()
    return await held_by(place, rep, acknowledged=acknowledged, contacts=contacts)


async def get_reps(request: Request) -> Response:
    """All reps of the tenant."""
    session, gateway = await at_board(request), gateway_of(request)
    reps = await told(gateway, session.tenant, team_seen(gateway.place(session.tenant), session))
    return shown(request, Team(reps=reps), reps, "reps")
