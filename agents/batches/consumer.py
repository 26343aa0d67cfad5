"""The consumer that hands out one message for each partition's fetched records, and its transport.

What holds here, and where Faust does otherwise:
- A message's value is a `Batch`; its offset is the last record's.
- Records that were fetched but can't be handed out (the flow stopped, the partition is on hold) are
  put back by seeking to the first of them. Faust seeks to the committed offset, which does nothing
  for a partition without one: its first records would be skipped.
- Backpressure is by agent and never waits: a topic whose agent has enough queued is left out of the
  fetch. Faust's own would let one full agent stop the handing-out to all.
- An acknowledgement names the batch; what is committed is the highest offset acknowledged, in
  order.
- When partitions are revoked the work under way is drained and committed first, and the books
  closed after. Faust closes the books first, and so delivers again what was worked but not yet
  committed.
- A log that went back (a topic made anew) is read from where it starts, not silently skipped up to
  the old position.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, cast

from faust.transport.drivers.aiokafka import Consumer, Transport
from faust.types import TP, ConsumerMessage, Message
from faust.types.transports import ConsumerT

from hotlead.agents.batches.batch import Batch
from hotlead.agents.batches.inline import InlineConsumerThread
from hotlead.agents.batches.progress import Moves, Progress

if TYPE_CHECKING:
    from hotlead.agents.batches.app import BatchApp

#: How long to wait before looking again at partitions that are left out of the fetch.
PAUSE_S = 0.02


class BatchConsumer(Consumer):
    """One for each app. All of it runs on the app's loop."""

    _thread: InlineConsumerThread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.moves = Moves()
        #: When the fetching loop last went round.
        self.polled_at = monotonic()
        self._held: set[TP] = set()
        self._eras: dict[TP, int] = {}
        super().__init__(*args, **kwargs)

    @property
    def batch_app(self) -> "BatchApp":
        """The app, as the type that it is."""
        return cast("BatchApp", self.app)

    @property
    def generation(self) -> int:
        """The group's generation, -1 while it is not a member."""
        return self._thread.generation

    def assigned(self) -> frozenset[TP]:
        """The partitions that are ours now."""
        if self._thread._consumer is None:
            return frozenset()
        return frozenset(self.assignment())

    def is_current(self, batch: Batch) -> bool:
        """Whether a batch may still be worked and acknowledged."""
        return (
            batch.generation == self.generation == self.app.consumer_generation_id
            and batch.era == self._eras.get(batch.tp, 0)
        )

    # Handing out

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:
        """One message for each partition with records; checks before each as Faust's own does."""
        if not self.flow_active:
            await self.wait(cast("Any", self.can_resume_flow))
        self.polled_at = monotonic()
        wanted, left_out = self._wanted()
        if not wanted:
            await self._rest()
            return
        # Something left out may be wanted again at any time: do not sleep long on the others.
        fetched = await self._getmany(wanted, PAUSE_S if left_out else timeout)
        generation, assignment = self.app.consumer_generation_id, self._assignment()
        rest = {TP(*tp): records for tp, records in fetched.items() if records}
        while rest and self._may_hand_out(generation):
            tp, records = next(iter(rest.items()))
            if tp in self._held or tp not in self._get_active_partitions():
                break
            del rest[tp]
            batch = Batch.of(tp, records, generation=generation, era=self._eras.get(tp, 0))
            self._expect(batch)
            self.moves.handed(batch, self.polled_at)
            yield tp, self._message(batch)
        if assignment is not None and assignment is self._assignment():
            for tp, records in rest.items():
                self._thread.seek(tp, records[0].offset)

    def _may_hand_out(self, generation: int) -> bool:
        return (
            self.flow_active
            and not self.should_stop
            and generation == self.app.consumer_generation_id
        )

    def _assignment(self) -> Any:
        """aiokafka's object for what is assigned now; another after each rebalance."""
        subscribed: Any = self._thread.client._subscription
        assignment = subscribed.subscription.assignment if subscribed.subscription else None
        return assignment if assignment is not None and assignment.active else None

    def _wanted(self) -> tuple[set[TP], bool]:
        """Partitions to fetch from, and whether some were left out."""
        full = self.batch_app.full_topics()
        active = self._get_active_partitions()
        wanted = {tp for tp in active if tp.topic not in full} - self._held
        return wanted, len(wanted) < len(active)

    async def _rest(self) -> None:
        """A pause that aiokafka does not take for a consumer gone idle (max_poll_interval)."""
        with self._thread.client._subscription.fetch_context():
            await self.sleep(PAUSE_S)

    def _expect(self, batch: Batch) -> None:
        """Faust drops what lies before its read position: that would lose a log begun anew."""
        read = self._read_offset[batch.tp]
        if read is not None and batch.first_offset < read:
            self.log.error(
                "%s-%d went back from offset %d to %d: reading on from there",
                batch.topic,
                batch.partition,
                read,
                batch.first_offset,
            )
            self._forget(batch.tp)

    def _message(self, batch: Batch) -> ConsumerMessage:
        last = batch.records[-1]
        return ConsumerMessage(
            batch.topic,
            batch.partition,
            batch.last_offset,
            last.timestamp / 1000,
            last.timestamp_type,
            None,
            None,
            cast("Any", batch),
            None,
            0,
            batch.size_bytes,
            batch.tp,
            generation_id=batch.generation,
        )

    # Acknowledging and committing

    def acknowledge(self, batch: Batch, through: int | None) -> None:
        """A current batch was worked; what may be committed of it ends at `through`, if at all."""
        tp = batch.tp
        self.moves.worked(batch, monotonic())
        if through is None:
            return
        committed = self._committed_offset[tp]
        if committed is None or through >= committed:
            self._acked[tp].append(through)
            self._n_acked += 1

    def _new_offset(self, tp: TP) -> int | None:
        """The offset to commit: one past the highest acknowledged, for they come in order."""
        acked = self._acked[tp]
        if not acked:
            return None
        offset = max(acked) + 1
        acked.clear()
        return offset

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Offsets between batches are no gaps: a batch is acknowledged whole."""

    async def commit_now(self) -> None:
        """Commit all that is acknowledged at this call, waiting for a commit that is under way."""
        await self.maybe_wait_for_commit_to_finish()
        await self.commit()

    async def wait_empty(self) -> None:
        """Faust asks this before it lets partitions go and when it stops. Bounded."""
        await self.batch_app.drain()

    # Partitions that come and go

    async def threadsafe_partitions_revoked(
        self, receiver_loop: asyncio.AbstractEventLoop, revoked: set[TP]
    ) -> None:
        """There is one thread: no queue between it and itself."""
        await self.on_partitions_revoked(revoked)

    async def threadsafe_partitions_assigned(
        self,
        receiver_loop: asyncio.AbstractEventLoop,
        assigned: set[TP],
        generation_id: int = 0,
    ) -> None:
        """There is one thread: no queue between it and itself."""
        await self.on_partitions_assigned(assigned, generation_id)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Drain and commit while the partitions are still ours; then close the books."""
        if revoked and not self.app.should_stop:
            await self.batch_app.let_go(frozenset(revoked))
        self._held.clear()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Tell the owners; nothing of the partitions is handed out before they have been told."""
        partitions = frozenset(assigned)
        self._held.clear()
        self._eras.clear()
        self.moves.assigned(partitions, monotonic())
        if not self.app.should_stop:
            await self.batch_app.take_on(partitions)
        await super().on_partitions_assigned(assigned, generation_id)

    def hold(self, partitions: Iterable[TP]) -> None:
        """Hand out nothing of these until they are released, revoked or assigned anew."""
        self._held.update(partitions)

    def release(self, partitions: Iterable[TP]) -> None:
        """Hand them out again, from where they stood."""
        self._held.difference_update(partitions)

    def seek_back(self, tp: TP, offset: int) -> None:
        """Read `tp` from `offset` on; batches of it that are out already are void."""
        self._eras[tp] = self._eras.get(tp, 0) + 1
        self._forget(tp)
        self.moves.sought(tp, monotonic())
        self._thread.seek(tp, offset)

    def _forget(self, tp: TP) -> None:
        self._read_offset[tp] = None
        self._committed_offset[tp] = None
        self._acked.pop(tp, None)

    # Looking on

    def progress(self, now: float) -> list[Progress]:
        """How far each assigned partition is."""
        assignment = self._assignment() if self._thread._consumer is not None else None
        if assignment is None:
            return []
        states = [(TP(*tp), assignment.state_value(tp)) for tp in sorted(assignment.tps)]
        return [
            self.moves.progress(
                tp, state.position if state.has_valid_position else None, state.highwater, now
            )
            for tp, state in states
        ]

    def verify_event_path(self, now: float, tp: TP) -> None:
        """See progress.py instead."""

    def _new_consumer_thread(self) -> InlineConsumerThread:
        return InlineConsumerThread(
            self,
            loop=self.loop,
            thread_loop=self.loop,
            beacon=self.beacon,
            settings=self.batch_app.settings,
        )


class BatchTransport(Transport):
    """Faust's Kafka transport with this consumer in it."""

    Consumer: ClassVar[type[ConsumerT]] = BatchConsumer
