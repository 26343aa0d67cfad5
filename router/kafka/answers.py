"""Whether Kafka answers in full: asked before anybody is blamed for standing still."""

import asyncio
from collections.abc import Iterable

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from hotlead.router.errors import KafkaUnreachable
from hotlead.router.kafka.topic_contents import consumer


async def kafka_answers(kafka: str, topics: Iterable[str], timeout_s: float) -> bool:
    """Whether each partition of these topics has a leader that answers, and copies to write to.

    A partition that lacks more than one copy counts as away: with acks from all, nothing may be
    written to it.
    """
    try:
        async with asyncio.timeout(timeout_s), consumer(kafka) as asking:
            wanted: list[TopicPartition] = []
            for topic in topics:
                await asking._client.add_topic(topic)  # kept in the metadata, with its partitions
                numbers = asking.partitions_for_topic(topic)
                if not numbers:
                    return False
                wanted += [TopicPartition(topic, number) for number in numbers]
            for at in wanted:
                known = asking._client.cluster._partitions[at.topic][at.partition]
                if len(known.isr) < len(known.replicas) - 1:
                    return False
            await asking.end_offsets(wanted)
    except (KafkaError, KafkaUnreachable, TimeoutError, OSError):
        return False
    return True
