"""A line to the owners of shards: the inbox one way, the journal back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis

from hotlead.router.kafka.producer import start_producer
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.router.shard.actions import ANSWER_TIMEOUT_S, Actions
from hotlead.router.shard.connection import connect
from hotlead.router.shard.tail import JournalTail
from hotlead.topics.streams import INBOX, JOURNAL


@dataclass(frozen=True, slots=True)
class Line:
    """Subscribe to `tail`, then start it; `actions` are answered from then on."""

    redis: "Redis"
    producer: AIOKafkaProducer
    tail: JournalTail
    actions: Actions


@asynccontextmanager
async def open_line(
    settings: Settings,
    client_id: str,
    metrics: Metrics,
    *,
    answer_timeout_s: float = ANSWER_TIMEOUT_S,
) -> AsyncIterator[Line]:
    """A line that is closed at the end, the tail stopped. Raises KafkaUnreachable."""
    async with AsyncExitStack() as stack:
        producer = await start_producer(settings.kafka, client_id)
        stack.push_async_callback(producer.stop)
        redis = connect(settings.redis, timeout_s=settings.redis_timeout_s)
        stack.push_async_callback(redis.aclose)
        tail = JournalTail(
            settings.kafka,
            settings.topic(JOURNAL),
            shards=settings.shards,
            redis=redis,
            redis_prefix=settings.redis_prefix,
            metrics=metrics,
        )
        stack.push_async_callback(tail.stop)
        actions = Actions(
            producer,
            settings.topic(INBOX),
            key=settings.identity_key.encode(),
            shards=settings.shards,
            tail=tail,
            metrics=metrics,
            timeout_s=answer_timeout_s,
        )
        yield Line(redis, producer, tail, actions)
