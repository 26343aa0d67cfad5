"""The loop that every agent runs: take all that is queued, work it as one, acknowledge in order.

The life of a batch: fetched -> queued for its agent -> taken, with all else that is queued -> given
to the handler -> acknowledged after the handler returned -> committed within the commit interval,
and at the latest before the partition is given back. Where it leaves that path:
- the handler raises: called again after a pause with the same batches, until it returns. Nothing is
  acknowledged meanwhile, other agents go on, and this agent's topics are fetched only up to the
  limits.
- partitions are revoked, or the worker stops: what is queued is forgotten, the handler may finish
  until the drain's deadline and is then cancelled. What was not acknowledged comes again, to
  whoever has the partition then.
- the batch is of another generation, or its partition was sought: dropped, before or after the
  work.
"""

import asyncio
import contextlib
import random
from collections.abc import Sequence
from time import monotonic
from typing import Any, cast

from faust.types import TP, StreamT
from mode.utils.logging import get_logger
from mode.utils.queues import ThrowableQueue

from hotlead.agents.batches.app import BatchApp, BatchSchema
from hotlead.agents.batches.batch import Batch, Handle, Partitions, Through
from hotlead.agents.batches.where import where

log = get_logger(__name__)

#: What a cancelled handler may take to clean up.
CANCEL_GRACE_S = 1.0


class BatchLoop:
    """One agent. Made by `batch_agent`."""

    def __init__(self, app: BatchApp, name: str, handle: Handle) -> None:
        self.name = name
        self._app = app
        self._handle = handle
        self._queue: ThrowableQueue[Any] | None = None
        self._call: asyncio.Task[Through] | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    async def body(self, stream: StreamT[Any]) -> None:
        """What Faust runs as the agent. Ends when Faust stops it; anything else ends the process.

        Reads the stream's queue and not the stream, which would acknowledge by itself.
        """
        queue = self._queue = cast("Any", stream.channel).queue
        try:
            while True:
                first = await queue.get()
                await self._work(self._take(first.value, queue))
        except StopAsyncIteration:
            return  # how Faust tells an agent to end
        except Exception as error:
            await self._app.crash(error)
            raise

    def full(self) -> bool:
        """Whether enough is queued."""
        queue = self._queue
        if queue is None or queue.empty():
            return False
        settings = self._app.settings
        return queue.qsize() >= settings.buffer_batches_max or (
            sum(batch.size_bytes for batch in self._queued()) >= settings.buffer_bytes_max
        )

    async def drain(self, deadline: float) -> None:
        """Wait until the handler has ended; cancel it at the deadline (monotonic seconds)."""
        if await self.ended(deadline - monotonic()):
            return
        log.error("%s: handler cut off at the drain's deadline, nothing acknowledged", self.name)
        self._app.observer.cut(self.name)
        if self._call is not None:
            self._call.cancel()
        if not await self.ended(CANCEL_GRACE_S):
            log.critical("%s: handler ignores its cancellation", self.name)

    async def ended(self, timeout_s: float) -> bool:
        """Await the end of the work under way; False when it takes longer."""
        try:
            await asyncio.wait_for(self._idle.wait(), max(timeout_s, 0))
        except TimeoutError:
            return False
        return True

    def _take(self, first: Batch, queue: ThrowableQueue[Any]) -> list[Batch]:
        """All that is queued, up to the limit of one call."""
        self._idle.clear()
        batches, records = [first], len(first)
        while records < self._app.settings.take_records_max and not queue.empty():
            batch = queue.get_nowait().value
            batches.append(batch)
            records += len(batch)
        return batches

    async def _work(self, batches: list[Batch]) -> None:
        """Until the handler returned, or the batches are no longer ours."""
        attempt = 0
        try:
            while not self._app.draining.is_set() and (batches := self._current(batches)):
                attempt += 1
                began = monotonic()
                error, through = await self._try(batches)
                if error is None:
                    self._acknowledge(batches, through, monotonic() - began)
                    return
                if self._app.draining.is_set():
                    return
                self._failed(batches, error, attempt)
                await self._pause(attempt)
        finally:
            self._idle.set()

    async def _try(self, batches: list[Batch]) -> tuple[BaseException | None, Through]:
        """One call of the handler: its error or what it returned."""
        call = self._call = asyncio.create_task(_called(self._handle, list(batches)))
        try:
            await asyncio.wait({call})
        except asyncio.CancelledError:
            call.cancel()
            raise
        finally:
            self._call = None
        if call.cancelled():
            return asyncio.CancelledError(), None
        error = call.exception()
        if error is not None and not isinstance(error, Exception):
            raise error
        return (error, None) if error is not None else (None, call.result())

    def _current(self, batches: Sequence[Batch]) -> list[Batch]:
        consumer = self._app.batches
        current = [batch for batch in batches if consumer.is_current(batch)]
        if len(current) < len(batches):
            self._app.observer.dropped(
                self.name, [batch for batch in batches if not consumer.is_current(batch)]
            )
        return current

    def _acknowledge(self, batches: list[Batch], through: Through, seconds: float) -> None:
        current = self._current(batches)
        for batch in current:
            self._app.batches.acknowledge(batch, batch.committable(through))
        if current:
            self._app.observer.handled(self.name, current, seconds)

    def _failed(self, batches: list[Batch], error: BaseException, attempt: int) -> None:
        if (
            attempt & (attempt - 1) == 0
        ):  # the 1st, 2nd, 4th, 8th...: an outage does not fill the log
            log.error("%s: attempt %d failed, again: %s", self.name, attempt, where(error))
        self._app.observer.failed(self.name, batches, error, attempt)
        for batch in (*batches, *self._queued()):  # what is queued waits for the same
            self._app.batches.attempted(batch)

    def _queued(self) -> list[Batch]:
        return [event.value for event in cast("Any", self._queue)._queue] if self._queue else []

    async def _pause(self, attempt: int) -> None:
        """Wait before the next attempt, or until the batches are to be given back.

        Between half and all of the doubled pause, so that workers that failed together do not
        come back together.
        """
        settings = self._app.settings
        longest = min(settings.retry_first_s * 2 ** min(attempt - 1, 30), settings.retry_longest_s)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._app.draining.wait(), longest * random.uniform(0.5, 1))


async def _called(handle: Handle, batches: list[Batch]) -> Through:
    return await handle(batches)


def batch_agent(
    app: BatchApp,
    topic: str | Sequence[str],
    handle: Handle,
    *,
    name: str | None = None,
    on_assigned: Partitions | None = None,
    on_revoked: Partitions | None = None,
    on_made_anew: Partitions | None = None,
) -> BatchLoop:
    """Register an agent for one topic, or for several as one stream. Before the app starts.

    `handle` gets all queued batches, oldest first within a partition, one call at a time. When it
    returns, they are acknowledged (see `Through` for less than all); when it raises, it is called
    again.

    `on_assigned` and `on_revoked` are told of this agent's partitions only. Every rebalance revokes
    all partitions and assigns what comes next, often the same. `on_assigned` is awaited before
    anything of the partitions is handed out, while no heartbeat is sent: it starts what takes time
    and returns (`app.hold` keeps a partition waiting); if it raises, the process ends. `on_revoked`
    is awaited after the last handler ended and the last commit; the partitions are still ours until
    it returns, or the drain's time is over. The worker's own stop counts as revocation.
    `on_made_anew` is told when a topic turns out to be another log, before that is read from its
    start.
    """
    topics = (topic,) if isinstance(topic, str) else tuple(topic)
    if taken := [t for t in topics if t in app.loops]:
        raise ValueError(f"{taken[0]} has an agent: acknowledgements of two can't be told apart")
    loop = BatchLoop(app, name or topics[0], handle)
    for each in topics:
        app.loops[each] = loop
    if on_assigned is not None:
        app.when_assigned.append(_only(topics, on_assigned))
    if on_revoked is not None:
        app.when_revoked.append(_only(topics, on_revoked))
    if on_made_anew is not None:
        app.when_made_anew.append(_only(topics, on_made_anew))
    channel = app.topic(*topics, schema=BatchSchema(), internal=False)
    app.agent(channel, name=loop.name, concurrency=1)(loop.body)
    return loop


def _only(topics: tuple[str, ...], tell: Partitions) -> Partitions:
    async def told(partitions: frozenset[TP]) -> None:
        ours = frozenset(tp for tp in partitions if tp.topic in topics)
        if ours:
            await tell(ours)

    return told
