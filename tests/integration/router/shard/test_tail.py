"""The journal followed on a real broker and store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest
import redis.asyncio
from aiokafka import AIOKafkaProducer
from prometheus_client import CollectorRegistry

from hotlead.router.embedded import apache
from hotlead.router.embedded.running import Running
from hotlead.router.metrics import Metrics
from hotlead.router.shard.tail import Followed, JournalTail
from hotlead.topics.journal import VERSION, Opened, encode_opened
from tests.integration.journal_log import JournalLog, make_topics, soon

OPENED = encode_opened(Opened(id="o1", worker="w", origin_ms=0, origin_real_ms=0, speed=1.0))


class Heard:
    """What a subscriber was handed; `await heard.count(n)`."""

    def __init__(self) -> None:
        self.lines: list[Followed] = []
        self._more = asyncio.Event()

    def __call__(self, followed: Followed) -> None:
        self.lines.append(followed)
        self._more.set()

    async def count(self, wanted: int) -> list[tuple[int, str]]:
        async with asyncio.timeout(60):
            while len(self.lines) < wanted:
                self._more.clear()
                await self._more.wait()
        return [(line.shard, line.entry.raw[0]["kind"]) for line in self.lines]


@asynccontextmanager
async def journal(kafka: Running, topic: str) -> AsyncIterator[JournalLog]:
    async with AIOKafkaProducer(bootstrap_servers=kafka.address) as producer:
        yield JournalLog(producer, topic)


@asynccontextmanager
async def followed(
    kafka: Running, store: Running, topic: str, registry: CollectorRegistry | None = None
) -> AsyncIterator[tuple[JournalTail, Heard]]:
    async with redis.asyncio.Redis.from_url(store.url) as client:
        tail = JournalTail(
            kafka.address,
            topic,
            shards=2,
            redis=client,
            redis_prefix="hotlead:",
            metrics=Metrics(registry or CollectorRegistry()),
        )
        heard = Heard()
        tail.subscribe(heard)
        await tail.start()
        try:
            yield tail, heard
        finally:
            await tail.stop()


async def test_valid_entries_in_order_and_no_others(
    kafka: Running, one_store: Running, topic_prefix: str
) -> None:
    topic, registry = f"{topic_prefix}journal", CollectorRegistry()
    await make_topics(kafka.address, **{topic: 2})
    async with journal(kafka, topic) as log:
        await log.raw(0, OPENED)
        await log.append(0, {"kind": "position"})
        await log.raw(0, log.entry(0, [{"kind": "void"}], prev="of another branch"))
        await log.raw(0, b"\xff poison")
        twice = log.entry(0, [{"kind": "captured"}])
        await log.raw(0, twice)
        await log.raw(0, twice)
        async with followed(kafka, one_store, topic, registry) as (tail, heard):
            await soon(tail.ready)
            assert await heard.count(2) == [(0, "position"), (0, "captured")]
            await log.append(1, {"kind": "hot"})
            await log.append(0, {"kind": "queued"})
            kinds = await heard.count(4)
            assert sorted(kinds[2:]) == [(0, "queued"), (1, "hot")]
            assert heard.lines[0].offset == 1
            assert (tail.position(0), tail.valid(0)) == (7, 6)
            await log.raw(0, log.entry(0, [{"kind": "void"}], prev="of another branch"))
            await log.raw(1, b"\xff poison")
            await log.append(1, {"kind": "hot"})
            await heard.count(5)
            assert (tail.position(1), tail.valid(1)) == (3, 2)
            assert tail.valid(0) == 6, "never the void one"
    counts = {
        verdict: registry.get_sample_value("hotlead_journal_records_total", {"verdict": verdict})
        for verdict in ("valid", "twice", "void", "poison", "opened")
    }
    assert counts == {"valid": 5, "twice": 1, "void": 2, "poison": 2, "opened": 1}


async def test_a_journal_of_a_newer_hotlead_is_read_no_further_and_the_others_are(
    kafka: Running, one_store: Running, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}journal"
    await make_topics(kafka.address, **{topic: 2})
    async with journal(kafka, topic) as log:
        await log.append(0, {"kind": "captured"})
        newer = orjson.loads(log.entry(0, [{"kind": "promised"}]))
        await log.raw(0, orjson.dumps(newer | {"version": VERSION + 1}))
        async with followed(kafka, one_store, topic) as (tail, heard):
            await heard.count(1)
            await log.append(1, {"kind": "hot"})
            assert await heard.count(2) == [(0, "captured"), (1, "hot")]
            said = f"of version {VERSION + 1}, and this hotlead knows {VERSION}"
            told = f"shard 0: journal entry 2 is {said}"
            assert tail.newer[0].startswith(told)
            assert not tail.ready.is_set()
            await log.append(1, {"kind": "queued"})
            assert await heard.count(3) == [(0, "captured"), (1, "hot"), (1, "queued")]


async def test_it_starts_behind_the_entry_that_redis_knows(
    kafka: Running, one_store: Running, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}journal"
    await make_topics(kafka.address, **{topic: 2})
    async with (
        journal(kafka, topic) as log,
        redis.asyncio.Redis.from_url(one_store.url) as client,
    ):
        await log.append(0, {"kind": "captured"})
        offset = await log.append(0, {"kind": "queued"})
        await client.hset("hotlead:{0}:shard", "tail_offset", str(offset))
        await client.hset("hotlead:{0}:shard", "tail_stamp", log.stamps[0])
        await log.append(0, {"kind": "assigned"})
        async with followed(kafka, one_store, topic) as (_tail, heard):
            assert await heard.count(1) == [(0, "assigned")]
        # A stamp that the log does not bear means that all is read anew.
        await client.hset("hotlead:{0}:shard", "tail_stamp", "another")
        async with followed(kafka, one_store, topic) as (tail, heard):
            await soon(tail.ready)
            assert await heard.count(3) == [(0, "captured"), (0, "queued"), (0, "assigned")]


async def test_a_subscriber_that_fails_stops_nobody(
    kafka: Running, one_store: Running, topic_prefix: str
) -> None:
    def fails(_followed: Followed) -> None:
        raise RuntimeError("a defect")

    topic = f"{topic_prefix}journal"
    await make_topics(kafka.address, **{topic: 2})
    async with (
        journal(kafka, topic) as log,
        followed(kafka, one_store, topic) as (tail, heard),
    ):
        await soon(tail.ready)
        tail.subscribe(fails)
        await log.append(0, {"kind": "captured"})
        await log.append(0, {"kind": "queued"})
        assert len(await heard.count(2)) == 2


async def test_a_broker_that_is_away_is_waited_for(
    one_store: Running, topic_prefix: str, tmp_path: Path
) -> None:
    if apache.missing():
        pytest.skip("the embedded broker keeps nothing over a restart")
    topic = f"{topic_prefix}journal"
    with apache.run_apache(tmp_path) as kafka:
        await make_topics(kafka.address, **{topic: 2})
        async with followed(kafka, one_store, topic) as (tail, heard):
            async with journal(kafka, topic) as log:
                await soon(tail.ready)
                await log.append(0, {"kind": "captured"})
                await heard.count(1)
            kafka.kill()
            with apache.run_apache(tmp_path, kafka.port) as again:
                async with AIOKafkaProducer(bootstrap_servers=again.address) as producer:
                    log.producer = producer
                    await log.append(0, {"kind": "queued"})
                    assert await heard.count(2) == [(0, "captured"), (0, "queued")]
