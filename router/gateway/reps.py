"""Reps: registered by supervisors; their presence, heartbeats, assignments and leads."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.gateway.answers import ask, done, told
from hotlead.router.gateway.bodies import PresenceBody, RepBody
from hotlead.router.gateway.callers import BOARD, at_board, own_rep, supervisor
from hotlead.router.gateway.context import (
    Gateway,
    Json,
    action_id_of,
    body_of,
    gateway_of,
    named,
    unknown_rep,
    without_number,
)
from hotlead.router.gateway.csv_tables import shown
from hotlead.router.gateway.customers import team_seen, with_customers
from hotlead.router.gateway.refusals import invalid, one_invalid, problems_of
from hotlead.router.gateway.replies import Assignments, Desk, Leads, Team
from hotlead.router.reps.heartbeats import heartbeat
from hotlead.router.state.views.held import covered, held_by
from hotlead.router.state.views.leads import claimable, recently_closed
from hotlead.router.state.views.models import HeldLead
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_view
from hotlead.topics.inbox import PresenceSet, RepRegistered


async def put_rep(request: Request) -> Json:
    """Registers a rep, or changes all about one."""
    session, gateway = await supervisor(request), gateway_of(request)
    rep = without_number(named(request.path_params["rep"], "rep"), "rep")
    body = await body_of(request, RepBody)
    for at in ("skills", "regions"):
        for i, name in enumerate(getattr(body, at)):
            without_number(name, f"$.{at}[{i}]")
    await _check_pools(gateway, session.tenant, body.pools)
    action, scoped = action_id_of(request, session, body.action_id)
    given = body.model_dump(exclude={"action_id"})
    try:
        event = RepRegistered(
            action_id=scoped, by=session.id, tenant=session.tenant, rep=rep, **given
        )
    except ValidationError as error:
        raise invalid(problems_of(error, "$")) from None
    answer = await ask(gateway, event, action)
    return await done(gateway, session.tenant, answer, action)


async def put_presence(request: Request) -> Json:
    """The rep sets themself idle, busy or away."""
    session, rep = await own_rep(request)
    body = await body_of(request, PresenceBody)
    action, scoped = action_id_of(request, session, body.action_id)
    event = PresenceSet(action_id=scoped, tenant=session.tenant, rep=rep, presence=body.presence)
    answer = await ask(gateway_of(request), event, action)
    return await done(gateway_of(request), session.tenant, answer, action)


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


async def _check_pools(gateway: Gateway, tenant: str, pools: tuple[str, ...]) -> None:
    known = await gateway.place(tenant).members("pools")
    for number, pool in enumerate(pools):
        if known and pool not in known:
            raise one_invalid(
                f"$.pools[{number}]", f"is no pool of the policy; known ones are {', '.join(known)}"
            )
