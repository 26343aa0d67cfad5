"""Reads whole topics, from their first record to where they ended when the reading began."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from hotlead.router.errors import KafkaUnreachable, TopicMissing
from hotlead.router.kafka.brokers_answering import answering_first
from hotlead.router.kafka.log_reader import LogReader

REQUEST_TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """One record of Kafka's log; `value` is None for a tombstone."""

    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None


@asynccontextmanager
async def consumer(kafka: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of no group, for looking only. Raises KafkaUnreachable."""
    made = AIOKafkaConsumer(
        bootstrap_servers=await answering_first(kafka),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    try:
        await made.start()
    except KafkaError as error:
        await made.stop()
        raise unreachable(kafka) from error
    try:
        yield made
    finally:
        await made.stop()


def unreachable(kafka: str) -> KafkaUnreachable:
    """The error for brokers that do not answer."""
    return KafkaUnreachable(
        f"no Kafka answers at {kafka}: start one, or name its address in HOTLEAD_KAFKA"
    )


async def partitions_of(kafka: str, topic: str) -> list[int]:
    """The numbers of a topic's partitions; none when there is no such topic."""
    async with consumer(kafka) as source:
        if topic not in await source.topics():
            return []
        await source._client.add_topic(topic)  # kept in the metadata, with its partitions
        return sorted(source.partitions_for_topic(topic) or ())


async def read_all(kafka: str, topic: str) -> AsyncIterator[Record]:
    """All records that the topic held when the reading began, one partition after another.

    Raises KafkaUnreachable, LogUnavailable, or TopicMissing when there is no such topic.
    """
    partitions = await partitions_of(kafka, topic)
    if not partitions:
        raise TopicMissing(f"there is no topic {topic}: run `hotlead topics apply`")
    async with LogReader(kafka, topic) as reader:
        for partition in partitions:
            async for records in reader.read_all(partition):
                for one in records:
                    yield Record(partition, one.offset, one.timestamp, one.key, one.value)


async def records_in(kafka: str, topic: str) -> int:
    """How many offsets the topic holds; 0 when there is no such topic. Raises KafkaUnreachable."""
    partitions = await partitions_of(kafka, topic)
    if not partitions:
        return 0
    async with LogReader(kafka, topic) as reader:
        return sum([await reader.end(number) - await reader.first(number) for number in partitions])
