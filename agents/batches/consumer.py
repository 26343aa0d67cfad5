"""The consumer: what is committed, and what happens when partitions come and go. And its transport.

What holds here, and where Faust does otherwise:
- An acknowledgement names the batch; what is committed is the highest offset acknowledged, in
  order.
- When partitions are revoked the work under way is drained and committed first, and the books
  closed after. Faust closes the books first, and so delivers again what was worked but not yet
  committed.
- Where an owner has sought a partition it stays, also when that was before Faust's own seek to the
  committed offsets, which ends each rebalance.
"""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import Any, ClassVar

from faust.transport.drivers.aiokafka import Transport
from faust.types import TP
from faust.types.transports import ConsumerT

from hotlead.agents.batches.batch import Batch
from hotlead.agents.batches.handing import HandingOut
from hotlead.agents.batches.inline import InlineConsumerThread
from hotlead.agents.batches.made_anew import LogsKnown
from hotlead.agents.batches.progress import Progress
from hotlead.router.kafka.topic_ids import topic_ids


class BatchConsumer(HandingOut):
    """One for each app. All of it runs on the app's loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._sought: dict[TP, int] = {}
        # Whether what is sought now stays: from each assignment to the next rebalance's start.
        self._in_force = False
        super().__init__(*args, **kwargs)
        self.logs = LogsKnown(self._topic_ids, self._made_anew)

    @property
    def generation(self) -> int:
        """The group's generation, -1 while it is not a member."""
        return self._thread.generation

    def assigned(self) -> frozenset[TP]:
        """The partitions that are ours now."""
        if self._thread._consumer is None:
            return frozenset()
        return frozenset(self.assignment())

    def missing(self) -> list[str]:
        """Topics of ours that Kafka does not know, as of when it was last asked, by name."""
        consumer = self._thread._consumer
        if consumer is None:
            return []
        known = consumer._client.cluster
        return sorted(one for one in self.batch_app.loops if not known.partitions_for_topic(one))

    async def _topic_ids(self) -> dict[str, str]:
        consumer = self._thread._consumer
        return {} if consumer is None else await topic_ids(consumer._client, self.batch_app.loops)

    async def _made_anew(self, topic: str) -> bool:
        """Has it read from its start; False when the next assignment forgets that."""
        await self.batch_app.made_anew(topic)
        return self._in_force

    def is_current(self, batch: Batch) -> bool:
        """Whether a batch may still be worked and acknowledged."""
        return (
            batch.generation == self.generation == self.app.consumer_generation_id
            and batch.era == self._era(batch.tp)
        )

    # Acknowledging and committing

    def acknowledge(self, batch: Batch, through: int | None) -> None:
        """A current batch was worked; what may be committed of it ends at `through`, if at all."""
        self.moves.worked(batch, monotonic())
        if through is not None:
            self.may_commit(batch.tp, through)

    def may_commit(self, tp: TP, through: int) -> None:
        """What may be committed of a partition that is ours ends here now."""
        committed = self._committed_offset[tp]
        if committed is None or through >= committed:
            self._acked[tp].append(through)
            self._n_acked += 1

    def attempted(self, batch: Batch) -> None:
        """A batch was worked in vain."""
        self.moves.attempted(batch.tp, monotonic())

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
        self._in_force = False
        if revoked and not self.app.should_stop:
            await self.batch_app.let_go(frozenset(revoked))
        self._held.clear()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Tell the owners; nothing of the partitions is handed out before they have been told."""
        partitions = frozenset(assigned)
        self._held.clear()
        self._eras.clear()
        self._sought.clear()
        self._in_force = True
        self.moves.assigned(partitions, monotonic())
        if not self.app.should_stop:
            await self.batch_app.take_on(partitions)
            await self.logs.look()
        await super().on_partitions_assigned(assigned, generation_id)

    def hold(self, partitions: Iterable[TP]) -> None:
        """Hand out nothing of these until they are released, revoked or assigned anew."""
        self._held.update(partitions)

    def release(self, partitions: Iterable[TP]) -> None:
        """Hand them out again, from where they stood."""
        self._held.difference_update(partitions)

    def refuse(self, tp: TP) -> None:
        """Have the group share out anew, and give us this one only when nobody else takes it."""
        self._thread.refuse(tp)

    def is_held(self, tp: TP) -> bool:
        """Whether it waits to be released."""
        return tp in self._held

    def seek_to(self, tp: TP, offset: int) -> bool:
        """Read `tp` from `offset` on; batches of it that are out already are void.

        False, and nothing done, when it is not ours any more.
        """
        if tp not in self.assigned():
            return False
        self._eras[tp] = self._era(tp) + 1
        self._sought[tp] = offset
        self._read_from(tp, offset)
        return True

    async def perform_seek(self) -> None:
        """Faust calls this once an assignment, before anything of it is handed out."""
        await super().perform_seek()
        for tp, offset in self._sought.items():
            self._read_from(tp, offset)

    def _read_from(self, tp: TP, offset: int) -> None:
        self._forget(tp)
        self.moves.sought(tp, monotonic())
        self._thread.seek(tp, offset)

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
