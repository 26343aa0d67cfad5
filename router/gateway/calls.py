"""Every call of the HTTP interface: the routes and /openapi.json are made of the actions that
aggregates offer, and of the table here for what is no action.
"""

from functools import cache, lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.gateway.board_calls import BOARD_CALLS
from hotlead.router.gateway.bodies import (
    LoginBody,
    LoginCodeBody,
    ReceiptBody,
)
from hotlead.router.gateway.call_kinds import Call, open_, read, send, stream, table
from hotlead.router.gateway.captures import get_capture, post_captures, post_signals
from hotlead.router.gateway.context import Json, gateway_of
from hotlead.router.gateway.contract import Described, asyncapi, openapi, refusals
from hotlead.router.gateway.events import rep_events
from hotlead.router.gateway.health import get_health, get_metrics, get_ready
from hotlead.router.gateway.lead_reads import get_explanation, get_history, get_lead
from hotlead.router.gateway.login import (
    close_session,
    get_session,
    open_session,
    post_login_code,
)
from hotlead.router.gateway.mounting import mounted
from hotlead.router.gateway.pushes import (
    get_push_key,
    post_receipt,
    post_trial,
)
from hotlead.router.gateway.replies import (
    Assignments,
    Caller,
    CaptureStatus,
    Desk,
    Explained,
    Health,
    Leads,
    LoginCode,
    Opened,
    PushKey,
    Team,
    Tried,
)
from hotlead.router.gateway.reps import (
    get_assignments,
    get_leads,
    get_rep,
    get_reps,
    post_heartbeat,
)
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.state.views.history import LeadHistory
from hotlead.router.state.views.models import LeadView
from hotlead.topics.captures import Capture, Signal

_ROLE_QUERY = (("role", "of this role's session only: `rep`, `supervisor` or `viewer`"),)


async def get_openapi(request: Request) -> Response:
    """This interface, described."""
    return Response(described(gateway_of(request).aggregates), media_type=Json.media_type)


@cache
def described(aggregates: Aggregates[Policy] = AGGREGATES) -> bytes:
    """The OpenAPI document as JSON. Made once: anyone may ask, and it takes a while."""
    return bytes(Json(openapi(tuple(call.described for call in calls(aggregates)))).body)


async def get_asyncapi(request: Request) -> Response:
    """The topics, described."""
    content = topics_described(gateway_of(request).settings)
    return Response(content, media_type=Json.media_type)


@lru_cache(maxsize=1)
def topics_described(settings: Settings) -> bytes:
    """The AsyncAPI document as JSON, made once."""
    return bytes(Json(asyncapi(settings)).body)


_REP: Final = "/v1/reps/{rep}"
_LEAD: Final = "/v1/leads/{lead}"
_CAPTURES: Final = "/v1/captures/{channel}"

_CALLS: Final = (
    send(_CAPTURES, post_captures, "send captures of a channel", Capture),
    read(
        f"{_CAPTURES}/{{event_id}}",
        get_capture,
        "which lead the latest capture of an id became, the earlier ones, or why none",
        CaptureStatus,
        who="board",
    ),
    send("/v1/signals", post_signals, "send signals of visitors", Signal),
    Call(
        Described(
            "POST",
            "/v1/sessions",
            "exchange a login code for a session",
            "anyone",
            {200: Opened, **refusals(401, 403, 413, 415, 422, 503)},
            LoginBody,
        ),
        open_session,
    ),
    Call(
        Described(
            "GET",
            "/v1/sessions",
            "whose session it is",
            "either",
            {200: Caller, **refusals(401, 422, 503)},
            query=_ROLE_QUERY,
        ),
        get_session,
    ),
    Call(
        Described(
            "DELETE",
            "/v1/sessions",
            "log out",
            "anyone",
            {204: "the session is void, the cookies are gone", **refusals(403, 422, 503)},
            query=_ROLE_QUERY,
        ),
        close_session,
    ),
    table("/v1/reps", get_reps, "all reps", Team),
    read(_REP, get_rep, "all that a rep works with", Desk, who="either"),
    Call(
        Described(
            "POST",
            f"{_REP}/heartbeat",
            "still here",
            "rep",
            {204: "noted", **refusals(401, 403, 404, 503)},
        ),
        post_heartbeat,
    ),
    read(
        f"{_REP}/assignments",
        get_assignments,
        "live assignments",
        Assignments,
        who="either",
    ),
    Call(
        Described(
            "POST",
            f"{_REP}/login-code",
            "a code, link and QR code for the rep to log in with",
            "supervisor",
            {200: LoginCode, **refusals(401, 403, 404, 413, 415, 422, 503)},
            LoginCodeBody,
        ),
        post_login_code,
    ),
    read("/v1/push-key", get_push_key, "what a browser subscribes with", PushKey, who="rep"),
    Call(
        Described(
            "POST",
            f"{_REP}/push-subscriptions/{{subscription}}/trial",
            "push a trial to it",
            "rep",
            {200: Tried, **refusals(401, 403, 404, 429, 503)},
        ),
        post_trial,
    ),
    Call(
        Described(
            "POST",
            "/v1/notices/{notice}/receipt",
            "the phone has shown the notice",
            "rep",
            {204: "noted", **refusals(401, 403, 404, 413, 415, 422, 503)},
            ReceiptBody,
        ),
        post_receipt,
    ),
    read(f"{_REP}/leads", get_leads, "all open leads", Leads, who="either"),
    stream(f"{_REP}/events", rep_events, "what concerns the rep, live", Desk, who="rep"),
    read(_LEAD, get_lead, "how a lead stands", LeadView, who="either"),
    read(
        f"{_LEAD}/explain",
        get_explanation,
        "why a lead has its score",
        Explained,
        who="either",
    ),
    read(f"{_LEAD}/history", get_history, "what happened with a lead", LeadHistory, who="either"),
    *BOARD_CALLS,
    open_("GET /healthz", get_health, "whether it lives", {200: Health, 503: Health}),
    open_(
        "GET /readyz",
        get_ready,
        "whether it can serve",
        {200: Health, 503: Health},
    ),
    open_(
        "GET /metrics",
        get_metrics,
        "for Prometheus; here on a loopback address only",
        {200: "text/plain", **refusals(404)},
    ),
    open_("GET /openapi.json", get_openapi, "this document", {200: "OpenAPI 3.1"}),
    open_("GET /asyncapi.json", get_asyncapi, "the topics", {200: "AsyncAPI 3.0"}),
)


@cache
def calls(aggregates: Aggregates[Policy] = AGGREGATES) -> tuple[Call, ...]:
    """Those of the table, and the actions that aggregates offer. Raises CallUnfit."""
    return (*_CALLS, *(mounted(call) for call in aggregates.http))


def routes(aggregates: Aggregates[Policy] = AGGREGATES) -> list[Route]:
    """The routes of all calls."""
    return [
        # An event's id may hold slashes.
        Route(
            call.described.path.replace("{event_id}", "{event_id:path}"),
            call.handler,
            methods=[call.described.method],
        )
        for call in calls(aggregates)
    ]
