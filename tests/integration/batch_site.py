"""What the tests of batches share: topics, a producer, workers, and what the workers counted."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, Self

import redis.asyncio
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from hotlead.router.embedded.running import Running
from tests.integration.processes import Process, Processes

TIMEOUT_S = 60.0


class Site:
    """Kafka, a store and a prefix of one test's own. Make it with `open_site`."""

    def __init__(self, kafka: Running, store: Running, prefix: str, processes: Processes) -> None:
        self.kafka = kafka
        self.store_url = store.url
        self.prefix = prefix
        self.group = f"{prefix}group"
        self.processes = processes
        self.store = redis.asyncio.Redis.from_url(store.url, socket_timeout=None)
        self.admin = AIOKafkaAdminClient(bootstrap_servers=kafka.address)
        self.producer = AIOKafkaProducer(bootstrap_servers=kafka.address, metadata_max_age_ms=500)

    def name(self, topic: str) -> str:
        """A topic of this test."""
        return f"{self.prefix}{topic}"

    async def topics(self, **partitions: int) -> None:
        """Make topics of so many partitions."""
        new = [NewTopic(self.name(topic), count, 1) for topic, count in partitions.items()]
        await self.admin.create_topics(new)

    async def send(self, topic: str, values: Iterable[bytes], partitions: int = 4) -> None:
        """Send values round the partitions, and await them all."""
        sends = [
            await self.producer.send(self.name(topic), value, partition=number % partitions)
            for number, value in enumerate(values)
        ]
        await asyncio.gather(*sends)

    async def worker(self, *topics: str, ready: bool = True, **plan: Any) -> Process:
        """Start a worker of these topics; see `Plan`. Ready when it was assigned something."""
        full = {
            "brokers": self.kafka.address,
            "group": self.group,
            "topics": [self.name(topic) for topic in topics],
            "redis": self.store_url,
            "prefix": self.prefix,
            **plan,
        }
        return await self.processes.start(
            "-m",
            "tests.integration.batch_worker",
            env={"BATCH_WORKER": json.dumps(full)},
            ready_line="^assigned" if ready else None,
        )

    async def seen(self) -> dict[str, int]:
        """How often each position was worked."""
        return {k.decode(): int(v) for k, v in (await self._hash("seen")).items()}

    async def all_seen(self, count: int) -> dict[str, int]:
        """Await that so many positions were worked at least once."""
        deadline = time.monotonic() + TIMEOUT_S
        while len(seen := await self.seen()) < count:
            left = deadline - time.monotonic()
            assert left > 0, f"{len(seen)} of {count} records were worked"
            await self.signal("moved", min(left, 5.0))
        return seen

    async def signal(self, key: str, timeout_s: float = TIMEOUT_S) -> bool:
        """Await an element of a list that a worker pushes to."""
        return await self._blpop(f"{self.prefix}{key}", timeout_s) is not None

    async def go(self, calls: int = 1) -> None:
        """Let so many waiting calls go on."""
        push: Any = self.store.rpush(f"{self.prefix}go", *range(calls))
        await push

    async def open(self, offset: str) -> None:
        """Have the held topic read from an offset."""
        push: Any = self.store.rpush(f"{self.prefix}open", offset)
        await push

    async def worked_twice(self, count: int) -> bool:
        """Whether so many positions were worked twice."""
        return list((await self.seen()).values()).count(2) == count

    async def order(self, topic: str, partition: int) -> list[int]:
        """The offsets of a partition in the order in which they were worked."""
        key = f"{self.prefix}{self.name(topic)}:{partition}"
        offsets: Any = self.store.lrange(key, 0, -1)
        return [int(offset) for offset in await offsets]

    async def committed(self, topic: str) -> dict[int, int]:
        """The group's committed offset for each partition of a topic that has one."""
        offsets = await self.admin.list_consumer_group_offsets(self.group)
        return {tp.partition: o.offset for tp, o in offsets.items() if tp.topic == self.name(topic)}

    async def all_committed(self, topic: str, count: int) -> None:
        """Await that the committed offsets of a topic add up to this."""
        await until(lambda: self._adds_up(topic, count), f"{count} committed offsets of {topic}")

    async def group_is(self, state: str) -> bool:
        """Whether the broker says so of the group."""
        answer: Any
        [answer] = await self.admin.describe_consumer_groups([self.group])
        return bool(answer.groups[0][2] == state)

    async def _adds_up(self, topic: str, count: int) -> bool:
        return sum((await self.committed(topic)).values()) == count

    async def _hash(self, key: str) -> dict[bytes, bytes]:
        answer: Any = self.store.hgetall(f"{self.prefix}{key}")
        return dict(await answer)

    async def _blpop(self, key: str, timeout_s: float) -> Any:
        answer: Any = self.store.blpop([key], timeout=timeout_s)
        return await answer

    async def __aenter__(self) -> Self:
        await self.admin.start()
        await self.producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.producer.stop()
        await self.admin.close()
        await self.store.aclose()


def holds(worker: Process, topic: str) -> set[int]:
    """The partitions of a topic that a worker said it has now."""
    held: set[int] = set()
    for line in worker.output.splitlines():
        what, _, rest = line.partition(" ")
        name, _, numbers = rest.partition("=")
        if name == topic and what in {"assigned", "revoked"}:
            held = {int(n) for n in numbers.split(",")} if what == "assigned" else set()
    return held


async def until(holds_now: Callable[[], Awaitable[bool]], what: str) -> None:
    """For what nobody signals: ask until it holds."""
    deadline = time.monotonic() + TIMEOUT_S
    while not await holds_now():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def open_site(
    kafka: Running, store: Running, prefix: str, processes: Processes
) -> AsyncIterator[Site]:
    """A site for one test."""
    async with Site(kafka, store, prefix, processes) as site:
        yield site
