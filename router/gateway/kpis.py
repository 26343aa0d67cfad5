"""KPIs, the heatmap, a lead's curve and decisions: from the read store, in a thread."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.errors import RequestRefused, UnknownLead
from hotlead.router.gateway.board import number_of
from hotlead.router.gateway.callers import at_board
from hotlead.router.gateway.context import VIEW_WAIT_S, Gateway, gateway_of, unknown_lead
from hotlead.router.gateway.csv_tables import shown
from hotlead.router.gateway.refusals import one_invalid, unavailable
from hotlead.router.gateway.replies import Decisions
from hotlead.router.kpis.curve import curve
from hotlead.router.kpis.decisions import decisions
from hotlead.router.kpis.escalations import escalations
from hotlead.router.kpis.heatmap import ZONE, heatmap
from hotlead.router.kpis.measures import kpis
from hotlead.router.kpis.models import By, Heatmap, Measures
from hotlead.router.kpis.over_time import over_time
from hotlead.router.kpis.store import ReadStore
from hotlead.router.state.views.leads import lead_view
from hotlead.router.state.views.models import Sentence

DAY_MS: Final = 24 * 3600 * 1000
LOOK_AGAIN_S: Final = 0.1
INSTANTS: Final = (0, 10**14)
_BY: Final[dict[str | None, By | None]] = {
    None: None,
    "channel": "channel",
    "pool": "pool",
    "rep": "rep",
}
Found = TypeVar("Found")


class KpiRow(BaseModel):
    """One line of the KPIs as a table: a slice, or all leads when `name` is empty."""

    name: str
    measures: Measures


class DecisionRow(BaseModel):
    """One rep who was considered in a decision, as a line of a table.

    `rep` got the lead then; `considered` is who the code and the words are about, and `otherwise`
    the smallest change that would have sent it elsewhere.
    """

    at_ms: int
    rep: str
    considered: str
    code: str
    en: str
    zh: str
    otherwise: Sentence


async def get_kpis(request: Request) -> Response:
    """The KPIs of the leads whose first capture lies in a range, the last day unless told."""
    session, gateway = await at_board(request), gateway_of(request)
    by = request.query_params.get("by")
    if by not in _BY:
        raise one_invalid("by", "must be one of channel, pool, rep")
    from_ms, to_ms, policy = await _range(request, gateway, session.tenant)
    test = _of_test_leads(request)
    costs = (await gateway.policies.of(policy)).costs
    found = await _read(
        gateway,
        lambda store: kpis(store, session.tenant, from_ms, to_ms, _BY[by], costs=costs, test=test),
    )
    rows = [KpiRow(name=one.name, measures=one.measures) for one in found.slices]
    return shown(request, found, [KpiRow(name="", measures=found.total), *rows], "kpis")


async def get_heatmap(request: Request) -> Response:
    """Response times by hour and weekday."""
    session, gateway = await at_board(request), gateway_of(request)
    zone = request.query_params.get("zone", ZONE)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise one_invalid("zone", "is no time zone; use one like Asia/Shanghai") from None
    from_ms, to_ms, _ = await _range(request, gateway, session.tenant)
    test = _of_test_leads(request)

    def read(store: ReadStore) -> Heatmap:
        return heatmap(store, session.tenant, from_ms, to_ms, zone, test=test)

    found = await _read(gateway, read)
    return shown(request, found, found.cells, "heatmap")


async def get_over_time(request: Request) -> Response:
    """The leads of a range that went over time."""
    found = await _listed(request, over_time)
    return shown(request, found, found.leads, "over-time")


async def get_past_escalations(request: Request) -> Response:
    """The rungs that fired in a range."""
    found = await _listed(request, escalations)
    return shown(request, found, found.escalations, "escalations")


async def get_curve(request: Request) -> Response:
    """A lead's score over time, with what moved it."""
    gateway, tenant, lead, now_ms = await _lead(request)
    found = await _read_of(gateway, lambda store: curve(store, tenant, lead, now_ms))
    return shown(request, found, found.points, "curve")


async def get_decisions(request: Request) -> Response:
    """Each decision about a lead with its reasons; as a table, a line for each rep considered."""
    gateway, tenant, lead, _ = await _lead(request)
    found = await _read(gateway, lambda store: decisions(store, tenant, lead))
    rows = [
        DecisionRow(
            at_ms=one.at_ms,
            rep=one.rep,
            considered=verdict.rep,
            code=verdict.code,
            en=verdict.en,
            zh=verdict.zh,
            otherwise=Sentence(en=one.otherwise.en, zh=one.otherwise.zh),
        )
        for one in found
        for verdict in one.considered
    ]
    return shown(request, Decisions(lead=lead, decisions=found), rows, "decisions")


def _of_test_leads(request: Request) -> bool:
    """Whether test leads are asked for, those of a demo or a replay, in place of all others."""
    wanted = request.query_params.get("test", "false")
    if wanted not in ("true", "false"):
        raise one_invalid("test", "must be true or false")
    return wanted == "true"


async def _lead(request: Request) -> tuple[Gateway, str, str, int]:
    """The lead of the path, which is the tenant's. Raises RequestRefused (401, 403, 404)."""
    session, gateway = await at_board(request), gateway_of(request)
    lead, place = request.path_params["lead"], gateway.place(session.tenant)
    if await lead_view(place, lead) is None:
        raise unknown_lead()
    return gateway, session.tenant, lead, (await place.moment()).now_ms


async def _listed(request: Request, listing: Callable[..., Found]) -> Found:
    """What a listing of the read store has of the range and the leads that were asked for."""
    session, gateway = await at_board(request), gateway_of(request)
    from_ms, to_ms, _ = await _range(request, gateway, session.tenant)
    test = _of_test_leads(request)
    return await _read(
        gateway, lambda store: listing(store, session.tenant, from_ms, to_ms, test=test)
    )


async def _range(request: Request, gateway: Gateway, tenant: str) -> tuple[int, int, str]:
    """The instants that were asked for, and the policy in force. Raises RequestRefused (422)."""
    moment = await gateway.place(tenant).moment()
    to_ms = number_of(request, "to_ms", moment.now_ms + 1, INSTANTS)
    from_ms = number_of(request, "from_ms", max(0, to_ms - DAY_MS), INSTANTS)
    if from_ms >= to_ms:
        raise one_invalid("from_ms", "must lie before to_ms")
    return from_ms, to_ms, moment.policy


async def _read_of(gateway: Gateway, read: Callable[[ReadStore], Found]) -> Found:
    """What is read of a lead that there is, once the read store has read of it.

    Raises RequestRefused (404, 503).
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(VIEW_WAIT_S):
            while True:
                with contextlib.suppress(UnknownLead):
                    return await _read(gateway, read)
                await asyncio.sleep(LOOK_AGAIN_S)
    raise RequestRefused(
        404,
        "not_read_yet",
        "the read store has read nothing of this lead yet; try again",
        retry_after_s=2,
    )


async def _read(gateway: Gateway, read: Callable[[ReadStore], Found]) -> Found:
    """What is read from the store. Raises RequestRefused (503)."""
    reading = gateway.reading
    if reading is None:
        raise unavailable("this gateway keeps no read store: set HOTLEAD_READ_STORE", 60)
    return await reading.read(read)
