"""POST of captures and signals: all validated before any is sent, answered once Kafka has them."""

from time import monotonic
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from starlette.requests import Request

from hotlead.router.dead_letters.way_back import capture_name
from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.answers import told
from hotlead.router.gateway.callers import at_board, bearer
from hotlead.router.gateway.connections import group_of
from hotlead.router.gateway.context import Gateway, Json, decoded, gateway_of, read_body
from hotlead.router.gateway.refusals import (
    Malformed,
    invalid,
    malformed,
    one_invalid,
    problems_of,
    unavailable,
)
from hotlead.router.gateway.replies import Accepted, CaptureStatus, DeadLetterView, Warned
from hotlead.router.gateway.room import room_of
from hotlead.router.gateway.sessions import ALL_SOURCES, SIGNALS_SOURCE
from hotlead.router.gateway.source_warnings import warnings_of
from hotlead.router.rules.hints import close_to
from hotlead.router.rules.identity import BadPhone, normalise_phone
from hotlead.router.rules.json_bodies import TWICE, encoded_twice
from hotlead.router.shard.http_call import Wrong
from hotlead.router.state.views.leads import leads_of_event
from hotlead.topics.captures import DEFAULT_TENANT, Capture, Signal
from hotlead.topics.dead_letters import REASONS
from hotlead.topics.streams import SIGNALS, capture_topic

EVENTS_MAX: Final = 500
_REJECTED: Final = {
    413: "too_large",
    401: "token",
    403: "token",
    404: "unknown_channel",
    415: "malformed",
    503: "unavailable",
}

Event = TypeVar("Event", Capture, Signal)


async def post_captures(request: Request) -> Json:
    """Captures of one channel."""
    gateway, channel = gateway_of(request), request.path_params["channel"]
    began = monotonic()
    try:
        _let_in(gateway, request)
        if channel not in gateway.settings.channels:
            known = gateway.settings.channels
            meant = close_to(channel, frozenset(known))
            asked = f"; did you mean {meant}?" if meant else ";"
            raise RequestRefused(
                404,
                "unknown_channel",
                f"there is no such channel{asked} known ones are {', '.join(known)}",
            )
        _let_in(gateway, request, source=channel)
        captures, sent = await _events(request, Capture, gateway.settings.tenants)
        topic = gateway.settings.topic(capture_topic(channel))
        await _send(gateway, topic, captures, "capture")
    except RequestRefused as refusal:
        _count(gateway, refusal)
        raise
    gateway.metrics.capture_request_duration[channel].observe(monotonic() - began)
    return _accepted(captures, await warnings_of(gateway, captures, sent))


async def post_signals(request: Request) -> Json:
    """Signals of visitors."""
    gateway = gateway_of(request)
    try:
        _let_in(gateway, request, source=SIGNALS_SOURCE)
        signals, sent = await _events(request, Signal, gateway.settings.tenants)
        await _send(gateway, gateway.settings.topic(SIGNALS), signals, "signals")
    except RequestRefused as refusal:
        _count(gateway, refusal)
        raise
    return _accepted(signals, await warnings_of(gateway, signals, sent))


async def get_capture(request: Request) -> Json:
    """Which lead the latest capture of an id became, or why none; for supervisors and its source.

    A source names its tenant in the query, `main` unless told.
    """
    gateway = gateway_of(request)
    channel, event_id = request.path_params["channel"], request.path_params["event_id"]
    sources = gateway.tokens.sources(bearer(request))
    if sources & {channel, ALL_SOURCES}:
        room_of(request).known("sources", " ".join(sorted(sources)))
        tenant = request.query_params.get("tenant", DEFAULT_TENANT)
    else:
        tenant = (await at_board(request)).tenant
    name = capture_name(gateway.settings, tenant, channel, event_id)
    read = leads_of_event(gateway.place(tenant), channel, name.event_id)
    leads = await told(gateway, tenant, read)
    if leads:
        latest, *earlier = leads
        return Json(
            CaptureStatus(channel=channel, event_id=event_id, lead=latest, earlier=earlier or None)
        )
    lapse = gateway.dead_letters.of(name)
    if lapse is None and not gateway.dead_letters.caught_up:
        raise unavailable("the dead letters are still being read; try again")
    if lapse is None:
        raise RequestRefused(
            404,
            "unknown_capture",
            "no lead came of such a capture: it has not been read yet, was never sent, or its bytes"
            " could not be read at all (`hotlead dead-letters list`)",
        )
    view = DeadLetterView(
        offset=lapse.fate.offset,
        reason=lapse.reason,
        meaning=REASONS[lapse.reason],
        detail=lapse.detail,
        state=lapse.fate.state,
        at_ms=lapse.at_ms,
    )
    return Json(CaptureStatus(channel=channel, event_id=event_id, dead_letter=view))


def _let_in(gateway: Gateway, request: Request, source: str | None = None) -> None:
    if not gateway.tokens.needed:
        client = request.client
        room_of(request).known("sources", group_of(client.host if client else ""))
        return
    sources = gateway.tokens.sources(bearer(request))
    if not sources:
        raise RequestRefused(401, "token", "send the source's token: Authorization: Bearer …")
    if source is not None and not sources & {source, ALL_SOURCES}:
        raise RequestRefused(403, "token", f"this token is not for {source}")
    room_of(request).known("sources", " ".join(sorted(sources)))


async def _events(
    request: Request, model: type[Event], tenants: tuple[str, ...]
) -> tuple[list[Event], Any]:
    """The events, all valid, and what was sent as it was read."""
    found = decoded(await read_body(request))
    if encoded_twice(found):
        raise malformed(TWICE)
    items = found if isinstance(found, list) else [found]
    if not items:
        raise one_invalid("$", "holds no event; send one, or an array of them")
    if len(items) > EVENTS_MAX:
        raise one_invalid("$", f"has {len(items)} events; send at most {EVENTS_MAX} in one request")
    events: list[Event] = []
    problems: list[dict[str, str]] = []
    for number, item in enumerate(items):
        path = f"$[{number}]" if items is found else "$"
        try:
            event = model.model_validate(item)
            _check_tenant(event, tenants)
            if isinstance(event, Capture):
                _check_phone(event)
            events.append(event)
        except ValidationError as error:
            problems += problems_of(error, path)
        except Wrong as wrong:
            problems.append({"at": f"{path}.{wrong.at}", "problem": wrong.problem})
    if problems:
        raise invalid(problems)
    return events, found


def _check_tenant(event: Capture | Signal, tenants: tuple[str, ...]) -> None:
    if event.tenant not in tenants:
        raise Wrong("tenant", "is no tenant here; leave it out or use one that is configured")


def _check_phone(capture: Capture) -> None:
    if capture.contact.phone:
        try:
            normalise_phone(capture.contact.phone, test=capture.test)
        except BadPhone as error:
            raise Wrong("contact.phone", str(error)) from None


async def _send(gateway: Gateway, topic: str, events: list[Any], stream: str) -> None:
    values = [event.model_dump_json(exclude_none=True).encode() for event in events]
    await gateway.outlet.send(topic, values, stream)


def _accepted(events: list[Any], warnings: list[Warned]) -> Json:
    ids = [event.event_id for event in events]
    told = Accepted(accepted=len(ids), event_ids=ids, warnings=warnings or None)
    return Json(told, status_code=202)


def _count(gateway: Gateway, refusal: RequestRefused) -> None:
    reason = (
        "malformed" if isinstance(refusal, Malformed) else _REJECTED.get(refusal.status, "invalid")
    )
    gateway.metrics.captures_rejected[reason].inc()
