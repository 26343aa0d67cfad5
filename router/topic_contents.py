"""Reads whole topics, from their first record to where they ended when the reading began."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from hotlead.router.errors import KafkaUnreachable, TopicMissing

REQUEST_TIMEOUT_MS = 10_000
FETCH_WAIT_MS = 500


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
        bootstrap_servers=kafka,
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


async def read_all(kafka: str, topic: str) -> AsyncIterator[Record]:
    """All records that the topic held when the reading began, each partition in order.

    Raises KafkaUnreachable, or TopicMissing when there is no such topic.
    """
    async with consumer(kafka) as source:
        if topic not in await source.topics():
            raise TopicMissing(f"there is no topic {topic}: run `hotlead topics apply`")
        # Kept in the cluster's metadata from here on, with its partitions.
        await source._client.add_topic(topic)
        numbers = source.partitions_for_topic(topic) or set()
        partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
        source.assign(partitions)
        ends = await source.end_offsets(partitions)
        starts = await source.beginning_offsets(partitions)
        left = {partition for partition in partitions if starts[partition] < ends[partition]}
        for partition in partitions:
            if partition in left:
                source.seek(partition, starts[partition])
            else:
                source.pause(partition)
        while left:
            fetched = await source.getmany(*left, timeout_ms=FETCH_WAIT_MS)
            for partition, records in fetched.items():
                for one in records:
                    if one.offset < ends[partition]:
                        yield Record(
                            partition.partition, one.offset, one.timestamp, one.key, one.value
                        )
            # By position and not by record: compaction may have removed the last ones.
            for partition in list(left):
                if await source.position(partition) >= ends[partition]:
                    left.discard(partition)
                    source.pause(partition)


async def records_in(kafka: str, topic: str) -> int:
    """How many offsets the topic holds; 0 when there is no such topic. Raises KafkaUnreachable."""
    async with consumer(kafka) as source:
        if topic not in await source.topics():
            return 0
        await source._client.add_topic(topic)
        numbers = source.partitions_for_topic(topic) or set()
        partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
        ends = await source.end_offsets(partitions)
        starts = await source.beginning_offsets(partitions)
        return sum(ends[partition] - starts[partition] for partition in partitions)
