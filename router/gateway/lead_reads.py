"""How a lead stands, why it has its score, and what happened with it."""

from collections.abc import Sequence

from starlette.requests import Request

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.answers import told
from hotlead.router.gateway.callers import BOARD, session_of
from hotlead.router.gateway.context import Gateway, Json, gateway_of, unknown_lead
from hotlead.router.gateway.customers import with_customers
from hotlead.router.gateway.replies import Explained, UncountedView
from hotlead.router.gateway.sessions import Session
from hotlead.router.kpis.decisions import Decision, decisions
from hotlead.router.kpis.score_pieces import pieces_of
from hotlead.router.kpis.store import ReadStore
from hotlead.router.state.views.history import HistoryEntry, LeadHistory, for_rep, history
from hotlead.router.state.views.leads import explanation, lead_view
from hotlead.router.state.views.models import LeadView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_view
from hotlead.router.state.views.waiting import waiting
from hotlead.router.telling.attributes import uncounted
from hotlead.router.telling.score_change import Piece


async def get_lead(request: Request) -> Json:
    """How the lead stands; for supervisors, and for the rep who has it or may claim it."""
    session, gateway = await session_of(request), gateway_of(request)
    place = gateway.place(session.tenant)
    view = await told(
        gateway, session.tenant, _visible(place, session, request.path_params["lead"])
    )
    return Json((await with_customers(place, session, [view]))[0])


async def get_explanation(request: Request) -> Json:
    """Why the lead has its score, and what happened with it; for the same people."""
    session, gateway = await session_of(request), gateway_of(request)
    lead = request.path_params["lead"]
    place = gateway.place(session.tenant)
    view = await _visible(place, session, lead)
    pieces, decided = await _stored(gateway, session, lead)
    found = await told(gateway, session.tenant, explanation(place, lead, pieces))
    if found is None:
        raise unknown_lead()
    (named_lead,) = await with_customers(place, session, [found.lead])
    waits = None
    if session.role in BOARD:
        waits = await told(gateway, session.tenant, waiting(place, lead))
    policy = await gateway.policies.of(found.policy)
    seen = dict(found) | {
        "lead": named_lead,
        "history": await _history(gateway, session, view),
        "uncounted": [UncountedView.of(one) for one in uncounted(policy, view.attributes)],
        "waiting": waits,
        "decisions": decided,
    }
    return Json(Explained(**seen))


async def get_history(request: Request) -> Json:
    """What happened with the lead so far; for supervisors, and for the rep who has it."""
    session, gateway = await session_of(request), gateway_of(request)
    view = await _visible(gateway.place(session.tenant), session, request.path_params["lead"])
    if session.role == "rep" and not _has(view, session):
        raise unknown_lead()
    entries = await _history(gateway, session, view)
    return Json(LeadHistory(lead=view.lead, entries=entries))


async def _stored(
    gateway: Gateway, session: Session, lead: str
) -> tuple[Sequence[Piece], Sequence[Decision] | None]:
    """What the read store knows of the lead: its score's pieces, for the board its decisions."""
    if gateway.reading is None:
        return (), None
    tenant, on_board = session.tenant, session.role in BOARD

    def read(store: ReadStore) -> tuple[Sequence[Piece], Sequence[Decision] | None]:
        return pieces_of(store, tenant, lead), decisions(store, tenant, lead) if on_board else None

    try:
        return await gateway.reading.read(read)
    except RequestRefused:
        return (), None


async def _history(gateway: Gateway, session: Session, lead: LeadView) -> list[HistoryEntry]:
    """As much of what happened as they are told: nothing to a rep who may only claim it."""
    if session.role == "rep" and not _has(lead, session):
        return []
    place = gateway.place(session.tenant)
    policy = await gateway.policies.of((await place.moment()).policy)
    found = await told(gateway, session.tenant, history(place, lead.lead, policy))
    if found is None:
        raise unknown_lead()
    return (for_rep(found, session.id) if session.role == "rep" else found).entries


async def _visible(place: Place, session: Session, lead: str) -> LeadView:
    view = await lead_view(place, lead)
    if view is None:
        raise unknown_lead()
    if session.role in BOARD or _has(view, session):
        return view
    rep = await rep_view(place, session.id)
    if not view.open or rep is None or view.pool not in rep.pools:
        raise unknown_lead()
    return view


def _has(view: LeadView, session: Session) -> bool:
    """Whether the rep has the lead, or may take back the outcome that they gave it."""
    undoable = view.undo_until_ms is not None and view.closed_by == session.id
    return view.holder == session.id or undoable
