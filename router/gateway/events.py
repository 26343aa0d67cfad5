"""GET …/events: a snapshot, then changes; or from `Last-Event-ID` on, by the journal."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.types import ASGIApp

from hotlead.router.errors import LogError, RequestRefused
from hotlead.router.gateway.answers import told
from hotlead.router.gateway.callers import at_board, own_rep
from hotlead.router.gateway.context import Gateway, gateway_of, unknown_rep
from hotlead.router.gateway.customers import team_seen, with_customers
from hotlead.router.gateway.escalated import escalated
from hotlead.router.gateway.event_stream import EventStream
from hotlead.router.gateway.refusals import unavailable
from hotlead.router.gateway.replies import Board
from hotlead.router.gateway.reps import desk
from hotlead.router.gateway.sessions import Session
from hotlead.router.gateway.streams import (
    RepWants,
    TenantWants,
    Wants,
    changes_message,
    message,
)
from hotlead.router.gateway.whole_numbers import whole
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.sharding import shard_of
from hotlead.router.shard.valid import read_behind
from hotlead.router.state.views.queue import queue
from hotlead.router.state.views.team import rep_view, stats
from hotlead.topics.streams import JOURNAL

log = logging.getLogger(__name__)

RESUME_RECORDS_MAX: Final = 20_000
RESUME_BYTES_MAX: Final = 1024 * 1024
BOARD_ROWS: Final = 50

Snapshot = Callable[[], Awaitable[dict[str, Any]]]


async def rep_events(request: Request) -> ASGIApp:
    """A rep's stream."""
    session, rep = await own_rep(request)
    gateway = gateway_of(request)
    _check_room(gateway, session)
    place = gateway.place(session.tenant)
    known = await rep_view(place, rep)
    if known is None:
        raise unknown_rep()
    wants = RepWants(session.tenant, rep, frozenset(known.pools))

    async def snapshot() -> dict[str, Any]:
        # Again, for the rep may have been signed out before this stream could hear of it.
        await own_rep(request)
        now = await desk(gateway, place, rep)
        wants.leads.update(one.lead for one in (*now.assignments, *now.leads))
        wants.opened.update(one.lead for one in now.claimable)
        wants.closed.update(one.lead for one in now.recently_closed)
        return now.model_dump(exclude_none=True)

    return await _stream(request, session, wants, snapshot)


async def board_events(request: Request) -> ASGIApp:
    """The supervisors' stream."""
    session = await at_board(request)
    gateway = gateway_of(request)
    place = gateway.place(session.tenant)

    async def snapshot() -> dict[str, Any]:
        moment = await place.moment()
        fired = await escalated(gateway, session)
        now = Board(
            labels=(await gateway.policies.of(moment.policy)).labels,
            stats=await stats(place),
            queue=await with_customers(place, session, await queue(place, limit=BOARD_ROWS)),
            reps=await team_seen(place, session),
            pools=await gateway.glances.of(place),
            escalations=fired.escalations,
            reach=fired.reach,
            at_ms=moment.now_ms,
            speed=moment.speed,
        )
        return now.model_dump(exclude_none=True)

    wants = TenantWants(session.tenant, session.id)
    return await _stream(request, session, wants, snapshot)


async def _stream(request: Request, session: Session, wants: Wants, snapshot: Snapshot) -> ASGIApp:
    gateway, tenant = gateway_of(request), session.tenant
    _check_room(gateway, session)
    shard = shard_of(tenant, gateway.settings.shards)
    # From here on nothing is missed: what the tail reads next is queued for the client.
    client = gateway.streams.open(shard, wants, session)
    until, valid = gateway.tail.position(shard), gateway.tail.valid(shard)
    try:
        body = await told(gateway, tenant, snapshot())
        gateway.streams.settle(client)
        after = _resume_from(request.headers.get("last-event-id", ""), shard, until)
        missed = await _missed(gateway, shard, after, until, wants) if after is not None else None
        if missed is None:
            missed = [message("snapshot", f"{shard}:{valid}", body)]
    except BaseException:
        gateway.streams.close(client)
        raise

    async def first() -> AsyncIterator[bytes]:
        for event in missed:
            yield event

    return EventStream(gateway.streams, client, first())


def _check_room(gateway: Gateway, session: Session) -> None:
    if gateway.streams.full(session):
        raise unavailable("too many streams are open; try again later", 10)


def _resume_from(last: str, shard: int, until: int) -> int | None:
    """The offset to go on behind, or None when a new snapshot is due."""
    given, _, offset = last.partition(":")
    after = whole(offset)
    if after is None or whole(given) != shard:
        return None
    return after if 0 <= until - 1 - after <= RESUME_RECORDS_MAX else None


async def _missed(
    gateway: Gateway, shard: int, after: int, until: int, wants: Wants
) -> list[bytes] | None:
    """The events after an offset that was told, up to `until`; None when they cannot be had."""
    settings, events, size_bytes = gateway.settings, list[bytes](), 0
    try:
        async with (
            gateway.streams.resuming,
            LogReader(settings.kafka, settings.topic(JOURNAL), timeout_s=5) as reader,
        ):
            async for valid in read_behind(reader, shard, after, until):
                for one in valid:
                    event = changes_message(shard, one.offset, one.entry, wants)
                    if event is not None:
                        events.append(event)
                        size_bytes += len(event)
                        if size_bytes > RESUME_BYTES_MAX:
                            return None  # a snapshot says it in less
    except (LogError, RequestRefused) as error:
        log.info("a stream begins anew: %s", error)
        return None
    return events
