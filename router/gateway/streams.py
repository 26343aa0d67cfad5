"""Server-sent events: each client a bounded queue, filled from the journal's tail.

An event is one journal entry's changes that concern the client; its id is `shard:offset`, so that
`Last-Event-ID` resumes right behind it by reading the journal again.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import orjson

from hotlead.router.gateway.history import shown, told
from hotlead.router.gateway.sessions import Session
from hotlead.router.metrics import Metrics
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import Change, Entry, lead_of, rep_of, tenant_of
from hotlead.topics.journal.assignments import (
    Acknowledged,
    Assigned,
    Left,
    OutcomeUndone,
    Withdrawn,
)
from hotlead.topics.journal.leads import Closed, Reopened, RungFired
from hotlead.topics.journal.pools import PolicyActivated
from hotlead.topics.journal.reps import SignedOut
from hotlead.topics.journal.staff import StaffRegistered, StaffSignedOut

QUEUE_MAX: Final = 256
QUEUE_BYTES_MAX: Final = 256 * 1024
CLIENTS_MAX: Final = 11_000
#: Of one caller, on all devices; another ends the oldest, which may be a phone that lost its line,
#: unless that is new itself: who opens so many at once would come again with each that is ended.
EACH_MAX: Final = 32
NEW_S: Final = 10.0
#: Read the journal again at a time: each has connections of its own to Kafka.
RESUMING_MAX: Final = 8
_TAKES: Final = (Assigned, Acknowledged, OutcomeUndone)
#: Registered anew they may have another role, or none.
_SIGNS_OUT: Final = (SignedOut, StaffSignedOut, StaffRegistered)
_LEAVES: Final = (Withdrawn, Left)
_ENDS_UNDO: Final = (Reopened, OutcomeUndone)
_ENDS_OFFER: Final = (Acknowledged, Left, Closed)

Wants = Callable[[Change], bool]


@dataclass(slots=True)
class RepWants:
    """What one rep is told: their own affairs, the leads they have, and what they may claim.

    Of a lead that they closed they are told that it moved on, since then there is no undo.
    """

    tenant: str
    rep: str
    pools: frozenset[str] = frozenset()
    leads: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)

    @property
    def known(self) -> set[str]:
        """Every lead of which a change may concern them."""
        return self.leads | self.opened | self.closed

    def __call__(self, change: Change) -> bool:
        if tenant_of(change) != self.tenant or not told(change):
            return False
        lead, mine = lead_of(change), rep_of(change) == self.rep
        concerns = mine or lead in self.leads
        if mine and lead is not None and isinstance(change, _TAKES):
            self.leads.add(lead)
        if mine and lead is not None and isinstance(change, _LEAVES):
            self.leads.discard(lead)
        if mine and lead is not None and isinstance(change, Closed):
            self.closed.add(lead)
        elif lead in self.closed and isinstance(change, _ENDS_UNDO):
            self.closed.discard(lead)
            return True
        if isinstance(change, RungFired) and change.pool in self.pools:
            if change.open:
                self.opened.add(change.lead)
                return True
        elif lead in self.opened and isinstance(change, _ENDS_OFFER):
            # It may be opened again when it is released, so it stays known until it is closed.
            if isinstance(change, Closed):
                self.opened.discard(change.lead)
            return True
        return concerns


@dataclass(frozen=True, slots=True)
class TenantWants:
    """What those at the board are told: all of their tenant. `staff` is who of them it is."""

    tenant: str
    staff: str = ""

    def __call__(self, change: Change) -> bool:
        if isinstance(change, PolicyActivated):  # of the whole shard
            return True
        return tenant_of(change) == self.tenant and told(change)


def message(event: str, id_: str, body: Any) -> bytes:
    """One server-sent event."""
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (id_.encode(), event.encode(), orjson.dumps(body))


def changes_message(shard: int, offset: int, entry: Entry, wants: Wants) -> bytes | None:
    """The event for one entry, or None when nothing of it concerns the client."""
    pairs = zip(entry.changes, entry.raw, strict=True)
    wanted = [shown(raw) for change, raw in pairs if wants(change)]
    if not wanted:
        return None
    return message("changes", f"{shard}:{offset}", {"at_ms": entry.at, "changes": wanted})


@dataclass(eq=False, slots=True)
class Client:
    """One open stream. `lost` is set when it took too slowly, or when the gateway stops.

    `settled` is set once `wants` knows the leads that its rep has: then it is found by them.
    """

    shard: int
    wants: Wants
    session: Session
    queue: asyncio.Queue[bytes | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=QUEUE_MAX)
    )
    lost: bool = False
    settled: bool = False
    opened_s: float = field(default_factory=monotonic)
    _size_bytes: int = 0

    def put(self, event: bytes | None) -> None:
        """Queues an event; a client with a full queue is dropped, and comes again by itself."""
        if self.lost:
            return
        size_bytes = len(event or b"")
        if self.queue.full() or self._size_bytes + size_bytes > QUEUE_BYTES_MAX:
            self.lost = True
            return
        self.queue.put_nowait(event)
        self._size_bytes += size_bytes

    def end(self) -> None:
        """Ends the stream behind what is queued."""
        self.put(None)
        self.lost = True

    async def get(self) -> bytes | None:
        """Awaits the next event; None is the end."""
        event = await self.queue.get()
        self._size_bytes -= len(event or b"")
        return event


class Streams:
    """All open streams of this gateway; `resuming` bounds how many read the journal again.

    An entry is held against those alone whom it may concern: a rep's stream is found by the rep and
    by the leads that the rep has or may claim, so that an entry costs the same however many reps
    are there. A lead that is opened to claims is shown to all.
    """

    def __init__(self, metrics: Metrics, clients_max: int = CLIENTS_MAX) -> None:
        self._count = metrics.push_connections["sse"]
        self._clients_max = clients_max
        self._clients: dict[int, set[Client]] = {}
        self._unsettled: dict[int, set[Client]] = {}
        self._by_rep: dict[tuple[int, str], set[Client]] = {}
        self._by_lead: dict[tuple[int, str], set[Client]] = {}
        self._by_caller: dict[tuple[str, str, str], dict[Client, None]] = {}
        self.resuming = asyncio.Semaphore(RESUMING_MAX)
        self._size = 0
        self._closed = False

    def full(self, session: Session) -> bool:
        """Whether no more can be opened, or none by this caller now."""
        if self._closed or self._size >= self._clients_max:
            return True
        mine = self._by_caller.get(_caller(session), {})
        live = [one for one in mine if not one.lost]
        new = len(live) >= EACH_MAX and monotonic() - live[0].opened_s < NEW_S
        return new or len(mine) >= 2 * EACH_MAX

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal to those whom it concerns."""
        shard, entry = followed.shard, followed.entry
        leads = {lead for change in entry.changes if (lead := lead_of(change)) is not None}
        signed_out = [change for change in entry.changes if isinstance(change, _SIGNS_OUT)]
        for client in self._concerned(shard, entry, leads):
            event = changes_message(shard, followed.offset, entry, client.wants)
            if event is not None:
                client.put(event)
            if any(_is_meant(client.wants, change) for change in signed_out):
                client.end()
            self._find_by(client, leads)

    def open(self, shard: int, wants: Wants, session: Session) -> Client:
        """A client that is told from now on; give it back with `close`."""
        client = Client(shard, wants, session)
        mine = self._by_caller.setdefault(_caller(session), {})
        live = [one for one in mine if not one.lost]
        if len(live) >= EACH_MAX:
            live[0].end()
        mine[client] = None
        self._clients.setdefault(shard, set()).add(client)
        self._unsettled.setdefault(shard, set()).add(client)
        self._size += 1
        self._count.set(self._size)
        return client

    def settle(self, client: Client) -> None:
        """What the client wants is known now; until then it is asked about every entry."""
        wants = client.wants
        if isinstance(wants, RepWants):
            client.settled = True
            self._unsettled[client.shard].discard(client)
            self._by_rep.setdefault((client.shard, wants.rep), set()).add(client)
            self._find_by(client, wants.known)

    def close(self, client: Client) -> None:
        """Forgets a client."""
        self._clients[client.shard].discard(client)
        self._unsettled[client.shard].discard(client)
        caller = _caller(client.session)
        del self._by_caller[caller][client]
        if not self._by_caller[caller]:
            del self._by_caller[caller]
        if isinstance(client.wants, RepWants):
            leads = client.wants.known
            _discard(self._by_rep, (client.shard, client.wants.rep), client)
            for lead in leads:
                _discard(self._by_lead, (client.shard, lead), client)
        self._size -= 1
        self._count.set(self._size)

    def sessions(self) -> set[Session]:
        """Those that opened the streams."""
        return {client.session for clients in self._clients.values() for client in clients}

    def end(self, marks: Collection[str]) -> None:
        """Ends the streams of these sessions."""
        for clients in self._clients.values() if marks else ():
            for client in clients:
                if client.session.mark in marks:
                    client.end()

    def stop(self) -> None:
        """Ends all streams; the gateway is about to stop."""
        self._closed = True
        for clients in self._clients.values():
            for client in clients:
                client.end()

    def _concerned(self, shard: int, entry: Entry, leads: set[str]) -> set[Client]:
        """Those whom an entry may concern; what they want decides."""
        if any(isinstance(change, RungFired) and change.open for change in entry.changes):
            return set(self._clients.get(shard, ()))
        found = set(self._unsettled.get(shard, ()))
        for change in entry.changes:
            found.update(self._by_rep.get((shard, rep_of(change) or ""), ()))
        for lead in leads:
            found.update(self._by_lead.get((shard, lead), ()))
        return found

    def _find_by(self, client: Client, leads: set[str]) -> None:
        """These leads may have come to the client, or gone."""
        wants = client.wants
        if not client.settled or not isinstance(wants, RepWants):
            return
        for lead in leads:
            key = client.shard, lead
            if lead in wants.known:
                self._by_lead.setdefault(key, set()).add(client)
            else:
                _discard(self._by_lead, key, client)


def _caller(session: Session) -> tuple[str, str, str]:
    return session.role, session.tenant, session.id


def _is_meant(wants: Wants, change: SignedOut | StaffSignedOut | StaffRegistered) -> bool:
    if isinstance(change, SignedOut):
        return isinstance(wants, RepWants) and change.rep == wants.rep
    if isinstance(wants, TenantWants):
        return (change.tenant, change.staff) == (wants.tenant, wants.staff)
    return False


def _discard(
    index: dict[tuple[int, str], set[Client]], key: tuple[int, str], client: Client
) -> None:
    clients = index.get(key)
    if clients is not None:
        clients.discard(client)
        if not clients:
            del index[key]
