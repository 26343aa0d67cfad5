"""What comes out on a topic of Kafka, with the instant at which each record was read."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Final

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from hotlead.router.settings import Settings
from hotlead.topics.streams import ASSIGNMENTS, JOURNAL

WAIT_MS: Final = 100
ASSIGNED: Final = (b'"kind":"assigned"', b'"kind": "assigned"')
JOINED: Final = (b'"kind":"joined"',)


class Heard:
    """The records of the topic as they come; decoded when all is over, so that it costs little.

    One that says the very same as another is the same one told again, which at least once allows.
    """

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.at_s: list[float] = []
        self._known: set[bytes] = set()

    def hear(self, raw: bytes, at_s: float) -> None:
        """Takes one record, unless it was there before."""
        if raw not in self._known:
            self._known.add(raw)
            self.raw.append(raw)
            self.at_s.append(at_s)

    @property
    def count(self) -> int:
        """Records so far."""
        return len(self.raw)

    def decoded(self) -> list[dict[str, Any]]:
        """Each record."""
        return [orjson.loads(raw) for raw in self.raw]


@asynccontextmanager
async def listening(
    settings: Settings, stream: str = ASSIGNMENTS, marks: tuple[bytes, ...] = ASSIGNED
) -> AsyncIterator[Heard]:
    """Hears a topic from its start: the records in which one of the marks stands."""
    topic, count = settings.topic(stream), settings.partitions
    if stream == JOURNAL:
        count = settings.shards
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    await consumer.start()
    places = [TopicPartition(topic, number) for number in range(count)]
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    heard = Heard()
    task = asyncio.create_task(_hear(consumer, heard, marks))
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.wait({task})
        await consumer.stop()


async def _hear(consumer: AIOKafkaConsumer, heard: Heard, marks: tuple[bytes, ...]) -> None:
    while True:
        fetched = await consumer.getmany(timeout_ms=WAIT_MS)
        now = monotonic()
        for records in fetched.values():
            for record in records:
                value = record.value or b""
                if any(mark in value for mark in marks):
                    heard.hear(value, now)


def profiles(decoded: list[dict[str, Any]], *, micro: bool) -> Counter[float]:
    """How many assignments there are by the profile points of their lead."""
    return Counter(round(one["profile"] / (1e6 if micro else 1), 3) for one in decoded)
