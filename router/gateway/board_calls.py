"""The calls of the board, as calls.py lists them: looking, KPIs, and the people at the board."""

from typing import Final

from hotlead.router.gateway.board import get_escalations, get_pools, get_queue, get_stats
from hotlead.router.gateway.bodies import LoginCodeBody
from hotlead.router.gateway.call_kinds import Call, Query, read, stream, table
from hotlead.router.gateway.contract import Described, refusals
from hotlead.router.gateway.events import board_events
from hotlead.router.gateway.kpis import (
    get_curve,
    get_decisions,
    get_heatmap,
    get_kpis,
    get_over_time,
    get_past_escalations,
)
from hotlead.router.gateway.replies import (
    Board,
    Decisions,
    Escalations,
    LoginCode,
    Pools,
    Queue,
    Staff,
)
from hotlead.router.gateway.staff import (
    get_staff,
    post_staff_code,
)
from hotlead.router.kpis.models import Curve, Heatmap, Kpis, OverTime, PastEscalations
from hotlead.router.state.views.models import Stats

_LEAD: Final = "/v1/leads/{lead}"
_STAFF: Final = "/v1/staff/{staff}"
_QUEUE_QUERY: Final[Query] = (
    ("pool", "of this pool only"),
    ("channel", "of this channel only; `place` stays that among all channels"),
    ("offset", "behind so many, 0 unless told"),
    ("limit", "at most so many, 100 unless told"),
)
_RANGE_QUERY: Final[Query] = (
    ("from_ms", "from this instant on; a day before `to_ms` unless told"),
    ("to_ms", "up to this instant; now unless told"),
    ("test", "`true`: of test leads alone, which are left out else"),
)

BOARD_CALLS: Final = (
    table("/v1/queue", get_queue, "what waits, in order", Queue, query=_QUEUE_QUERY),
    table("/v1/pools", get_pools, "the pools at a glance", Pools),
    read("/v1/stats", get_stats, "the counts", Stats, who="board"),
    table(
        "/v1/escalations",
        get_escalations,
        "the rungs that fired, and how their leads stand",
        Escalations,
    ),
    stream("/v1/events", board_events, "all that happens, live", Board, who="board"),
    table(
        "/v1/kpis",
        get_kpis,
        "the KPIs of a range",
        Kpis,
        query=(*_RANGE_QUERY, ("by", "one slice for each `channel`, `pool` or `rep`")),
    ),
    table(
        "/v1/kpis/heatmap",
        get_heatmap,
        "response times by hour and weekday",
        Heatmap,
        query=(*_RANGE_QUERY, ("zone", "whose hours they are, Asia/Shanghai unless told")),
    ),
    table(
        "/v1/kpis/over-time",
        get_over_time,
        "the leads of a range that went over time",
        OverTime,
        query=_RANGE_QUERY,
    ),
    table(
        "/v1/kpis/escalations",
        get_past_escalations,
        "the rungs that fired in a range",
        PastEscalations,
        query=_RANGE_QUERY,
    ),
    table(f"{_LEAD}/curve", get_curve, "a lead's score over time", Curve),
    table(
        f"{_LEAD}/decisions",
        get_decisions,
        "who got a lead and why, and why nobody else",
        Decisions,
    ),
    table("/v1/staff", get_staff, "who is at the board", Staff, who="supervisor"),
    Call(
        Described(
            "POST",
            f"{_STAFF}/login-code",
            "a code, link and QR code to log in with",
            "supervisor",
            {200: LoginCode, **refusals(401, 403, 404, 409, 413, 415, 422, 503)},
            LoginCodeBody,
        ),
        post_staff_code,
    ),
)
