"""A consumer and an app for the loop alone: no Kafka, no Faust."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

from aiokafka.structs import ConsumerRecord
from faust.types import TP

from hotlead.agents.batches import Batch, BatchApp, BatchSettings, Silent
from hotlead.agents.batches.batch import Record
from hotlead.agents.batches.loop import BatchLoop

INBOX = TP("inbox", 0)


def records(first: int, count: int, tp: TP = INBOX) -> list[Record]:
    """So many records from an offset on, of one byte each."""
    return [
        ConsumerRecord(tp.topic, tp.partition, first + n, 0, 0, None, b"v", None, -1, 1, ())
        for n in range(count)
    ]


def batch(first: int, count: int = 1, tp: TP = INBOX, generation: int = 1, era: int = 0) -> Batch:
    """A batch of such records."""
    return Batch.of(tp, records(first, count, tp), generation=generation, era=era)


class FakeConsumer:
    """Knows a generation, notes what is tried in vain and what is acknowledged."""

    def __init__(self) -> None:
        self.generation = 1
        self.tried: list[Batch] = []
        self.acknowledged: list[tuple[Batch, int | None]] = []

    def is_current(self, batch: Batch) -> bool:
        return batch.generation == self.generation

    def attempted(self, batch: Batch) -> None:
        self.tried.append(batch)

    def acknowledge(self, batch: Batch, through: int | None) -> None:
        self.acknowledged.append((batch, through))


class Counts(Silent):
    """Notes what the loop tells."""

    def __init__(self) -> None:
        self.dropped_batches: list[Batch] = []
        self.attempts: list[int] = []

    def dropped(self, agent: str, batches: Any) -> None:
        self.dropped_batches += batches

    def failed(self, agent: str, batches: Any, error: BaseException, attempt: int) -> None:
        self.attempts.append(attempt)


class Bench:
    """A loop that runs on a queue of its own."""

    def __init__(self, handle: Any, **settings: Any) -> None:
        self.batches = FakeConsumer()
        self.observer = Counts()
        self.draining = asyncio.Event()
        quick = {"retry_first_s": 0.001, "retry_longest_s": 0.002, **settings}
        self.settings = BatchSettings(group="g", brokers=("h:1",), **quick)
        self.queue: asyncio.Queue[Any] = asyncio.Queue()
        self.loop = BatchLoop(cast("BatchApp", self), "inbox", handle)
        stream: Any = SimpleNamespace(channel=SimpleNamespace(queue=self.queue))
        self.task = asyncio.create_task(self.loop.body(stream))

    def put(self, *batches: Batch) -> None:
        """Queue them as Faust would."""
        for each in batches:
            self.queue.put_nowait(SimpleNamespace(value=each))

    async def at_rest(self) -> None:
        """Await the end of the work under way."""
        assert await self.loop.ended(5.0)

    async def close(self) -> None:
        """End the loop."""
        self.task.cancel()
        await asyncio.wait({self.task})
