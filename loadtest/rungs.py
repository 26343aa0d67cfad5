"""The rungs on the journal, each with the instant at which it was read from Kafka; how late."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from hdrh.histogram import HdrHistogram

from hotlead.router.clock import Clock, real_ms
from hotlead.router.settings import Settings
from hotlead.topics.journal import RawChange
from hotlead.topics.streams import JOURNAL

HOT: Final = b'"kind":"hot"'
RUNG: Final = b'"kind":"rung"'
WAIT_MS: Final = 100
LATEST_MS: Final = 3_600_000
FROM_SHARE, TO_SHARE = 0.1, 0.9


class Rungs:
    """Entries that hold a rung, as they come; decoded when all is over, so that it costs little.

    `hot` counts leads whose hot clock was started.
    """

    def __init__(self) -> None:
        self.hot = 0
        self.raw: list[bytes] = []
        self.at_ms: list[int] = []

    def hear(self, raw: bytes, at_ms: int) -> None:
        """Takes one record of the journal, read at a real instant."""
        self.hot += HOT in raw
        if RUNG in raw:
            self.raw.append(raw)
            self.at_ms.append(at_ms)

    def once_each(self, leads: int) -> bool:
        """Whether so many leads had their first rung, each once, and nothing else fired."""
        told = Counter((one["lead"], one["n"]) for one in self._changes())
        return len(told) == leads == len(self.raw) and all(n == 1 for _, n in told)

    def late_ms(self, clock: Clock) -> list[int]:
        """Real milliseconds between each rung's due instant and its reading, in their order."""
        start = clock.origin_real_ms - clock.origin_ms  # at the speed of the day
        return [
            at - (one["due"] + start) for at, one in zip(self.at_ms, self._changes(), strict=True)
        ]

    def _changes(self) -> list[RawChange]:
        found: list[RawChange] = []
        for raw in self.raw:
            changes = orjson.loads(raw)["changes"]
            found += [change for change in changes if change["kind"] == "rung"]
        return found


def rate(at_ms: Sequence[int]) -> float:
    """Rungs a second between a tenth of them and nine tenths."""
    first, last = round(len(at_ms) * FROM_SHARE), round(len(at_ms) * TO_SHARE) - 1
    return (last - first) / max(1e-3, (at_ms[last] - at_ms[first]) / 1000)


def lateness_s(late_ms: Sequence[int]) -> dict[str, float]:
    """Percentiles of lateness, in seconds. Raises ValueError when a rung came early."""
    if min(late_ms) < 0:
        raise ValueError(f"a rung came {-min(late_ms)} ms before it was due")
    histogram = HdrHistogram(1, LATEST_MS, 3)
    for late in late_ms:
        histogram.record_value(late)
    found = {
        name: histogram.get_value_at_percentile(share) / 1000
        for name, share in (("p50", 50.0), ("p99", 99.0), ("p999", 99.9))
    }
    return {**found, "max": max(late_ms) / 1000}


@asynccontextmanager
async def hearing(settings: Settings) -> AsyncIterator[Rungs]:
    """Hears the journal from its start."""
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    await consumer.start()
    places = [TopicPartition(settings.topic(JOURNAL), shard) for shard in range(settings.shards)]
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    rungs = Rungs()
    task = asyncio.create_task(_hear(consumer, rungs))
    try:
        yield rungs
    finally:
        task.cancel()
        await asyncio.wait({task})
        await consumer.stop()


async def _hear(consumer: AIOKafkaConsumer, rungs: Rungs) -> None:
    while True:
        fetched = await consumer.getmany(timeout_ms=WAIT_MS)
        now = real_ms()
        for records in fetched.values():
            for record in records:
                rungs.hear(record.value or b"", now)
