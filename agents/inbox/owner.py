"""The owner of one shard: its inbox in order, its timers, its journal.

The life of a shard here: the partition is assigned and held, `open_shard` claims it, the partition
is read on from the shard's position, batches are worked until the partition is revoked or the shard
is lost (a newer owner, a void entry, another Redis); a lost one is opened anew.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from time import monotonic

from hotlead.agents.batches import Record
from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.publisher import Publisher
from hotlead.agents.inbox.reading import Unreadable, read_event
from hotlead.agents.inbox.runner import Runner
from hotlead.agents.inbox.timers import (
    LIMIT,
    POSITION_EVERY_S,
    UNREAD_LIMIT_S,
    Counts,
    Timers,
)
from hotlead.agents.tools import Tools
from hotlead.router.errors import NewerRecord, SnapshotAbandoned
from hotlead.router.policy.document import Policy
from hotlead.router.shard.beside import Desk
from hotlead.router.shard.call import Call
from hotlead.router.shard.requests import Given
from hotlead.router.shard.timers import Duty, Look
from hotlead.router.state.recovery import Ownership
from hotlead.router.state.snapshot_reading import Begun, begin
from hotlead.router.state.store import Due, Outcome, Placed, ShardStore
from hotlead.topics.inbox import InboxEvent, Marker, PolicyActivated
from hotlead.topics.inbox_records import inbox_record
from hotlead.topics.streams import INBOX, JOURNAL

log = logging.getLogger(__name__)

TICK_S = 0.05
LOOK_LIMIT = 100
UNREAD_LOOK_LIMIT = 20_000
ROUNDS_MAX = 40
#: Calls that go to Redis together, while those before are on their way to Kafka.
PREPARED = 200


class Owner:
    """One shard, opened. Methods run one at a time: the batch loop and the ticker take turns.

    `failures` are those of all openings of the shard.
    """

    def __init__(
        self,
        tools: Tools,
        store: ShardStore,
        owned: Ownership,
        shard: int,
        failures: Failures,
    ) -> None:
        self._tools, self._store, self.shard = tools, store, shard
        self._aggregates = tools.aggregates
        self.ownership = owned
        self.position = owned.position
        self.policy: Policy = tools.policies.get(owned.policy)
        self._failures = failures
        self._turn = asyncio.Lock()
        self._ids = count(1)
        self._marker_sent = False
        self._unread_since: float | None = None
        self._journalled = (owned.position, monotonic())
        self._timers = Timers(store, failures)
        self._now_ms = 0
        self.publisher = Publisher(
            tools.producer,
            store,
            topic=tools.settings.topic(JOURNAL),
            shard=shard,
            sent_seq=owned.seq,
            read_back_seq=owned.read_back_seq,
            metrics=tools.metrics,
        )
        self._runner = Runner(store, self.publisher, failures, tools.metrics)
        self._desk = Desk(store.redis, store.keys, tools.producer, tools.settings, tools.metrics)

    # The inbox

    async def work(self, records: Sequence[Record]) -> None:
        """Takes inbox records in order; returns when their effects are in Kafka.

        Raises what Redis, Kafka or the shard's guards raise; the same records may come again.
        Raises NewerRecord for one that only a newer hotlead knows; those before it are done.
        """
        async with self._taking_turn():
            placed, follows, newer = list[Placed](), self.position, None
            for record in records:
                if record.offset < self.position:
                    continue
                try:
                    event = await self._decode(record)
                except NewerRecord as error:
                    newer = error
                    break
                placed.append(Placed(self._call_for(record, event), follows, record.offset))
                follows = record.offset + 1
                if isinstance(event, Marker | PolicyActivated):
                    await self._do(placed)
                    if isinstance(event, PolicyActivated):
                        # Asked again, or done before an error, it may have changed nothing.
                        self.policy = self._tools.policies.get(await self._store.policy())
                    placed, self.position = [], follows
                    if isinstance(event, Marker):
                        await self._marker_read(event)
                elif len(placed) == PREPARED:
                    await self._runner.begin(placed)
                    placed = []
            await self._do(placed)
            self.position = follows
            await self._settle()
        if newer is not None:
            raise newer

    @asynccontextmanager
    async def _taking_turn(self) -> AsyncIterator[None]:
        async with self._turn:
            try:
                yield
            except BaseException:
                await self._runner.abandon()
                raise

    async def _decode(self, record: Record) -> InboxEvent | None:
        """The event, or None when it cannot be processed and was put with the dead letters."""
        if self._failures.too_many(record.offset):
            detail = "its script fails again and again"
            await self._tools.dead_letters.write(record, "failed", detail, stage="inbox")
            return None
        try:
            event = read_event(
                record, self._tools.settings.identity_key.encode(), self._aggregates.decode
            )
        except Unreadable as verdict:
            await self._tools.dead_letters.write(
                record, "unreadable", verdict.detail, stage="inbox"
            )
            return None
        if isinstance(event, PolicyActivated):
            await self._tools.policies.load()
        return event

    def _call_for(self, record: Record, event: InboxEvent | None) -> Call:
        try:
            return self._call(event)
        except Exception:
            # A defect of a rule: after some attempts the event goes to the dead letters.
            self._failures.add(record.offset)
            raise

    def _call(self, event: InboxEvent | None) -> Call:
        if event is None:
            return Call("unreadable", {"reason": "dead letter"})
        unused = f"{self.shard}-{self.ownership.generation}-{next(self._ids)}"
        new_id, find = self._aggregates.id_for(event, unused), self._tools.policies.find
        return self._aggregates.call_for(event, self.policy, self._clock(), new_id, find)

    async def _do(self, placed: Sequence[Placed]) -> list[Outcome]:
        """Runs these and what was begun before; returns when all entries are in Kafka."""
        for start in range(0, len(placed), PREPARED):
            await self._runner.begin(placed[start : start + PREPARED])
        done = await self._runner.finish()
        came = [(one.call, outcome.code) for one, outcome in done]
        await self._aggregates.after_batch(self._desk, came)
        told = [one for one, outcome in done if outcome.entry]
        if told:
            position = told[-1].position
            reached = self.position if position is None else position + 1
            self._journalled = (reached, monotonic())
        return [outcome for _, outcome in done]

    def _clock(self) -> int:
        return self._now_ms or self._tools.settings.clock.now_ms()

    async def bootstrap(self) -> None:
        """Puts the newest policy into force in a shard that never had one."""
        if self.ownership.policy:
            return
        async with self._taking_turn():
            _, due = await self._look(1)
            self.policy = self._tools.policies.newest()
            given = Given(self.policy, due.now_ms, "", self._tools.policies.find)
            calls = self._aggregates.first(given)
            await self._do([Placed(call, self.position, None) for call in calls])

    # Timers

    async def tick(self) -> None:
        """Looks what fell due, and asks for it by a marker; to be called every TICK_S."""
        async with self._taking_turn():
            _, due = await self._look(LOOK_LIMIT)
            self._aggregates.show_overdue(
                self._tools.metrics, self.shard, (member for member, _ in due.timers)
            )
            wanted = self._wanted(due)
            if not wanted and not self._marker_sent:
                self._unread_since = None
            unread = self._unread_since
            if unread is not None and monotonic() - unread > UNREAD_LIMIT_S:
                await self._fire(due.now_ms, due.real_ms, unread=True)
            await self._settle()
        if wanted and not self._marker_sent:
            await self._ask(due)

    async def _ask(self, due: Due) -> None:
        """Sends a marker, while batches go on. The inbox counts as unread from the first try on."""
        self._marker_sent = True
        if self._unread_since is None:
            self._unread_since = monotonic()
        marker = Marker(at_ms=due.now_ms, real_ms=due.real_ms, sender=self.ownership.opened_id)
        value, headers = inbox_record(marker, self._tools.settings.identity_key.encode())
        try:
            await self._tools.producer.send_and_wait(
                self._tools.settings.topic(INBOX), value, headers=headers, partition=self.shard
            )
        except BaseException:
            self._marker_sent = False
            raise

    def _wanted(self, due: Due) -> bool:
        return bool(due.timers) or any(due.found.values()) or self._position_is_stale()

    def _position_is_stale(self) -> bool:
        position, at = self._journalled
        return self.position > position and monotonic() - at > POSITION_EVERY_S

    async def _look(
        self,
        limit: int,
        horizon_ms: int | None = None,
        seen_ms: int | None = None,
        *,
        unread: bool = False,
    ) -> tuple[Look[Policy], Due]:
        look, due = await self._timers.look(
            self.policy, limit, horizon_ms=horizon_ms, seen_ms=seen_ms, unread=unread
        )
        self._now_ms = due.now_ms
        return look, due

    async def _marker_read(self, marker: Marker) -> None:
        if marker.sender != self.ownership.opened_id:
            return
        self._marker_sent, self._unread_since = False, None
        await self._fire(marker.at_ms, marker.real_ms, unread=False)

    async def _fire(self, horizon_ms: int, seen_ms: int, *, unread: bool) -> Counts:
        """Acts on all that fell due up to the horizon, in bounded rounds.

        `seen_ms` is the horizon by Redis's clock.
        """
        counts = Counts()
        for number in range(ROUNDS_MAX):
            limit = UNREAD_LOOK_LIMIT if unread else LIMIT
            look, due = await self._look(limit, horizon_ms, seen_ms, unread=unread)
            duties = await self._timers.duties(look, due, first=number == 0)
            if self._position_is_stale():
                call = Call("position", {"at_least": self.position})
                duties.append(Duty("position", call))
            if not duties:
                break
            outcomes = await self._do([Placed(duty.call, self.position, None) for duty in duties])
            if not counts.add(duties, outcomes):
                break
        return counts

    # Snapshots

    async def begin_snapshot(self, snapshot_id: str) -> Begun:
        """Begins a snapshot while nothing else runs, and all entries so far are in Kafka.

        Raises SnapshotAbandoned when a script may have failed half-way, ShardLost and what Redis
        and Kafka raise.
        """
        async with self._turn:
            if self._runner.unsure:
                raise SnapshotAbandoned("a batch failed; the state may not be whole")
            await self._settle()
            return await begin(self._store, snapshot_id)

    async def _settle(self) -> None:
        """Sends again what is in doubt, trims, and shows where the outbox stands."""
        if self.publisher.doubt:
            await self.publisher.publish(())
        await self.publisher.trim()
        metrics, shard = self._tools.metrics, str(self.shard)
        metrics.outbox_length[shard].set(self.publisher.outstanding)
        metrics.outbox_oldest_age[shard].set(self.publisher.oldest_age_s)
