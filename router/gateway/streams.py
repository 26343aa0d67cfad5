"""Server-sent events: each client a bounded queue, filled from the journal's tail.

An event is one journal entry's changes that concern the client; its id is `shard:offset`, so that
`Last-Event-ID` resumes right behind it by reading the journal again.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from starlette.types import Receive, Scope, Send

from hotlead.router.gateway.history import shown, told
from hotlead.router.journal.tail import Followed
from hotlead.router.metrics import Metrics
from hotlead.topics.journal import Change, Entry

QUEUE_MAX: Final = 256
CLIENTS_MAX: Final = 5000
KEEP_ALIVE_S: Final = 15.0
SEND_S: Final = 10.0
_TAKES: Final = frozenset({"assigned", "acknowledged"})
_LEAVES: Final = frozenset({"withdrawn", "left"})
_ENDS_OFFER: Final = frozenset({"acknowledged", "left", "closed"})
_ALIVE: Final = b"event: alive\ndata: {}\n\n"

Wants = Callable[[Change], bool]


@dataclass(slots=True)
class RepWants:
    """What one rep is told: their own affairs, the leads they have, and what they may claim."""

    tenant: str
    rep: str
    pools: frozenset[str] = frozenset()
    leads: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)

    def __call__(self, change: Change) -> bool:
        if change.get("tenant") != self.tenant or not told(change):
            return False
        kind, lead = change["kind"], change.get("lead")
        mine = change.get("rep") == self.rep
        concerns = mine or lead in self.leads
        if mine and lead is not None and kind in _TAKES:
            self.leads.add(lead)
        if mine and lead is not None and kind in _LEAVES:
            self.leads.discard(lead)
        if lead is not None and kind == "rung" and change.get("pool") in self.pools:
            if change.get("open"):
                self.opened.add(lead)
                return True
        elif lead in self.opened and kind in _ENDS_OFFER:
            # It may be opened again when it is released, so it stays known until it is closed.
            if kind == "closed":
                self.opened.discard(lead)
            return True
        return concerns


@dataclass(frozen=True, slots=True)
class TenantWants:
    """What supervisors are told: all of their tenant."""

    tenant: str

    def __call__(self, change: Change) -> bool:
        return change.get("tenant") == self.tenant and told(change)


def message(event: str, id_: str, body: Any) -> bytes:
    """One server-sent event."""
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (id_.encode(), event.encode(), orjson.dumps(body))


def changes_message(shard: int, offset: int, entry: Entry, wants: Wants) -> bytes | None:
    """The event for one entry, or None when nothing of it concerns the client."""
    wanted = [shown(change) for change in entry.changes if wants(change)]
    if not wanted:
        return None
    return message("changes", f"{shard}:{offset}", {"at_ms": entry.at, "changes": wanted})


@dataclass(eq=False, slots=True)
class Client:
    """One open stream. `lost` is set when it took too slowly, or when the gateway stops."""

    shard: int
    wants: Wants
    queue: asyncio.Queue[bytes | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=QUEUE_MAX)
    )
    lost: bool = False

    def put(self, event: bytes | None) -> None:
        """Queues an event; a client with a full queue is dropped, and comes again by itself."""
        if self.lost:
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.lost = True


class Streams:
    """All open streams of this gateway."""

    def __init__(self, metrics: Metrics, clients_max: int = CLIENTS_MAX) -> None:
        self._count = metrics.push_connections["sse"]
        self._clients_max = clients_max
        self._clients: dict[int, set[Client]] = {}
        self._size = 0
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether no more can be opened."""
        return self._closed or self._size >= self._clients_max

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal to those whom it concerns."""
        for client in self._clients.get(followed.shard, ()):
            event = changes_message(followed.shard, followed.offset, followed.entry, client.wants)
            if event is not None:
                client.put(event)

    def open(self, shard: int, wants: Wants) -> Client:
        """A client that is told from now on; give it back with `close`."""
        client = Client(shard, wants)
        self._clients.setdefault(shard, set()).add(client)
        self._size += 1
        self._count.set(self._size)
        return client

    def close(self, client: Client) -> None:
        """Forgets a client."""
        self._clients[client.shard].discard(client)
        self._size -= 1
        self._count.set(self._size)

    def stop(self) -> None:
        """Ends all streams; the gateway is about to stop."""
        self._closed = True
        for clients in self._clients.values():
            for client in clients:
                client.put(None)
                client.lost = True


class EventStream:
    """The response: `first` at once, then what the client is put, until either side ends it.

    An event `alive` every 15 s keeps proxies from closing it, and tells the page that the silence
    is no lost connection; it has no id, so that it is no place to resume from. A send that takes
    more than 10 s means that the client does not read; it is dropped.
    """

    def __init__(self, streams: Streams, client: Client, first: AsyncIterator[bytes]) -> None:
        self._streams, self._client, self._first = streams, client, first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_gone(receive))
        telling = asyncio.create_task(self._tell(send))
        try:
            await asyncio.wait({gone, telling}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (gone, telling):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, TimeoutError, OSError):
                    await task
            self._streams.close(self._client)

    async def _tell(self, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for earlier in self._first:
            await _send(send, earlier)
        while not (self._client.lost and self._client.queue.empty()):
            event: bytes | None
            try:
                async with asyncio.timeout(KEEP_ALIVE_S):
                    event = await self._client.queue.get()
            except TimeoutError:
                event = _ALIVE
            if event is None:
                break
            await _send(send, event)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, event: bytes) -> None:
    async with asyncio.timeout(SEND_S):
        await send({"type": "http.response.body", "body": event, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
