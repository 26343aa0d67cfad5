"""What a bench runs on: one Kafka and one Redis, emptied between runs, topics of each run's own."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from redis.asyncio import Redis

from hotlead.router.clock import Clock
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_redis
from hotlead.router.kafka.producer import start_producer
from hotlead.router.policy.document import Policy
from hotlead.router.provision.apply import apply_topics
from hotlead.router.settings import Settings
from loadtest.patience import BENCH

SHARDS: Final = 1
PARTITIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Stage:
    """The servers, and where logs lie."""

    kafka: Running
    redis: Running
    directory: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    @asynccontextmanager
    async def scene(
        self,
        name: str,
        *,
        policy: Policy = BENCH,
        clock: Clock | None = None,
        tenants: tuple[str, ...] = ("main",),
        shards: int = SHARDS,
    ) -> AsyncIterator["Scene"]:
        """One run's place: an empty Redis, and topics that nobody has read.

        Unless they are given the clock is the real one, and the policy decides as the default does.
        """
        told = clock or Clock()
        prefix = f"b{next(self._numbers)}-{name.replace('_', '-')}."
        settings = Settings(
            kafka=self.kafka.address,
            redis=f"{self.redis.url}/0",
            topic_prefix=prefix,
            redis_prefix=f"{prefix}:",
            tenants=tenants,
            shards=shards,
            partitions=PARTITIONS,
            group=f"{prefix}workers",
            metrics_port=0,
            clock_origin_ms=told.origin_ms,
            clock_origin_real_ms=told.origin_real_ms,
            speed=told.speed,
            secret="a session secret of the benches",  # noqa: S106  (of servers that nobody else reaches)
        )
        redis = Redis.from_url(settings.redis)
        await redis.flushall()
        await apply_topics(settings, first_policy=policy)
        producer = await start_producer(settings.kafka, "bench")
        try:
            yield Scene(self, settings, producer, redis)
        finally:
            await producer.stop()
            await redis.aclose()
            await self._forget(prefix)

    async def _forget(self, prefix: str) -> None:
        """Topics of a run that is over would be work for the broker in the next one."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka.address)
        await admin.start()
        try:
            names = [name for name in await admin.list_topics() if name.startswith(prefix)]
            await admin.delete_topics(names)
        finally:
            await admin.close()


@dataclass(frozen=True, slots=True)
class Scene:
    """One run's topics, and clients of the bench's own."""

    stage: Stage
    settings: Settings
    producer: AIOKafkaProducer
    redis: "Redis"


@contextmanager
def set_up(directory: Path) -> Iterator[Stage]:
    """Servers for one bench. Raises what says what is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    with run_apache() as kafka, run_redis() as redis:
        yield Stage(kafka, redis, directory)
