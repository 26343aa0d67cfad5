"""Handing out: one message for each partition's fetched records.

What holds here, and where Faust does otherwise:
- A message's value is a `Batch`; its offset is the last record's.
- Records that were fetched but can't be handed out (the flow stopped, the partition is on hold) are
  put back by seeking to the first of them. Faust seeks to the committed offset, which does nothing
  for a partition without one: its first records would be skipped.
- Backpressure is by agent and never waits: a topic whose agent has enough queued is left out of the
  fetch. Faust's own would let one full agent stop the handing-out to all.
- Handing out is one call, not four tasks, a record: an agent's queue is never full (see the point
  before), so there is nothing to wait for.
- A log that went back (a topic made anew) is read from where it starts, not silently skipped up to
  the old position.
"""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from aiokafka.errors import ConsumerStoppedError
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP, ConsumerMessage, Message
from mode import ServiceT

from hotlead.agents.batches.batch import Batch, Record
from hotlead.agents.batches.inline import InlineConsumerThread
from hotlead.agents.batches.progress import Moves

if TYPE_CHECKING:
    from hotlead.agents.batches.app import BatchApp

#: How long to wait before looking again at partitions that are left out of the fetch.
PAUSE_S = 0.02


class HandingOut(Consumer):
    """The half of the consumer that fetches. All of it runs on the app's loop."""

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

    async def _drain_messages(self, fetcher: ServiceT) -> None:
        """Fetch and hand out until stopped. What this raises ends the process."""
        try:
            while not self.should_stop and not fetcher.should_stop:
                async for tp, message in self.getmany(timeout=1.0):
                    self._read_offset[tp] = message.offset + 1
                    await self.callback(message)
                # A fetch that finds records in hand does not let others run.
                await asyncio.sleep(0)
        except (ConsumerStoppedError, asyncio.CancelledError):
            if not self.app.should_stop:
                raise

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
        places = self._places(wanted)
        try:
            fetched = await self._getmany(wanted, PAUSE_S if left_out else timeout)
        except Exception:
            # What was unpacked of others before it is gone, and aiokafka (0.14) stands behind it:
            # findings/aiokafka_error_loses_others.sh
            for tp, place in places.items():
                if self._places({tp}).get(tp, place) != place:
                    self._thread.seek(tp, place)
            raise
        # As of the fetch, in this very step; after each yield the world may have changed.
        generation, assignment = self.app.consumer_generation_id, self._assignment()
        eras = dict(self._eras)
        for key, records in fetched.items():
            tp = TP(*key)
            era = eras.get(tp, 0)
            if not records or assignment is not self._assignment() or era != self._era(tp):
                continue  # nothing, or it is another's now, or it is read from elsewhere now
            if not self._may_hand_out(tp, generation):
                self._thread.seek(tp, records[0].offset)
                continue
            batch = self._batch(tp, records, generation, era)
            yield tp, self._message(batch)

    def _may_hand_out(self, tp: TP, generation: int) -> bool:
        return (
            self.flow_active
            and not self.should_stop
            and generation == self.app.consumer_generation_id
            and tp not in self._held
            and tp in self._get_active_partitions()
        )

    def _era(self, tp: TP) -> int:
        """How often a partition was sought since it was assigned."""
        return self._eras.get(tp, 0)

    def _assignment(self) -> Any:
        """aiokafka's object for what is assigned now; another after each rebalance."""
        subscribed: Any = self._thread.client._subscription
        assignment = subscribed.subscription.assignment if subscribed.subscription else None
        return assignment if assignment is not None and assignment.active else None

    def _places(self, partitions: set[TP]) -> dict[TP, int]:
        """Where each stands that has been read from."""
        assignment = self._assignment()
        if assignment is None:
            return {}
        states = {tp: assignment.state_value(tp) for tp in partitions if tp in assignment.tps}
        return {tp: state.position for tp, state in states.items() if state.has_valid_position}

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

    def _batch(self, tp: TP, records: list[Record], generation: int, era: int) -> Batch:
        batch = Batch.of(tp, records, generation=generation, era=era)
        read = self._read_offset[tp]
        if read is not None and batch.first_offset < read:
            self.log.error(
                "%s-%d went back from offset %d to %d: reading on from there",
                batch.topic,
                batch.partition,
                read,
                batch.first_offset,
            )
            self._forget(tp)
        self.moves.handed(batch, self.polled_at)
        return batch

    def _forget(self, tp: TP) -> None:
        """What was read, acknowledged and committed of it no longer counts."""
        self._read_offset[tp] = None
        self._committed_offset[tp] = None
        self._acked.pop(tp, None)

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
