"""The read store kept up with a real broker: resumed, refilled, begun anew with another log."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from hotlead.router.embedded.running import Running
from hotlead.router.errors import ReadStoreError, ReadStoreLost
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_reader import FETCHING, StoreReader
from hotlead.router.shard.follower import Follower
from tests.integration.journal_log import make_topics, soon
from tests.unit.router.kpis.journals import filled, rows, simulated, with_branches


@pytest.fixture(scope="module")
def records() -> list[bytes]:
    return with_branches(simulated(1, 2))


@pytest.fixture(scope="module")
def others() -> list[bytes]:
    return list(simulated(2, 2))


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "read.sqlite")


async def send(kafka: Running, topic: str, records: Sequence[bytes], shard: int = 0) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka.address) as producer:
        for raw in records:
            sent = await producer.send(topic, raw, partition=shard)
        await sent


def held(store: ReadStore) -> dict[str, list[Any]]:
    """All but the positions, in which the logs are named."""
    return {table: found for table, found in rows(store) if table != "positions"}


async def reached(store: ReadStore, offset: int, shard: int = 0) -> None:
    async with asyncio.timeout(60):
        while True:
            position = await asyncio.to_thread(store.position, shard)
            if position is not None and position.next >= offset:
                return
            await asyncio.sleep(0.02)


async def anew(store: ReadStore, offset: int) -> None:
    """Awaits that a store that was lost is filled again."""
    async with asyncio.timeout(60):
        while True:
            with suppress(ReadStoreError):
                position = await asyncio.to_thread(store.position, 0)
                if position is not None and position.next >= offset:
                    return
            await asyncio.sleep(0.02)


def follower(kafka: Running, topic: str, store: ReadStore) -> Follower:
    return Follower(kafka.address, topic, StoreReader(store), shards=2, fetching=FETCHING)


async def test_it_follows_resumes_and_goes_back_when_the_store_is_made_anew(
    kafka: Running, topic_prefix: str, path: str, records: list[bytes]
) -> None:
    topic = f"{topic_prefix}journal"
    await make_topics(kafka.address, **{topic: 2})
    store = ReadStore.opened(path)
    first = follower(kafka, topic, store)
    await first.start()
    # Nothing is there yet, so the log has no name.
    await soon(first.ready)
    await send(kafka, topic, records[:150])
    await reached(store, 150)
    await first.stop()
    store.close()

    await send(kafka, topic, records[150:200])
    store = ReadStore.opened(path)
    second = follower(kafka, topic, store)
    await second.start()
    await soon(second.ready)
    assert held(store) == held(filled(records[:200]))
    # As `hotlead kpis rebuild` does it in another process.
    other = ReadStore.opened(path)
    other.begin_anew()
    other.close()
    await send(kafka, topic, records[200:])
    await reached(store, len(records))
    assert held(store) == held(filled(records))
    assert not second.ended
    await second.stop()
    store.close()


async def test_a_file_that_is_lost_is_made_anew_and_followed(
    kafka: Running, topic_prefix: str, path: str, records: list[bytes]
) -> None:
    topic = f"{topic_prefix}journal"
    await make_topics(kafka.address, **{topic: 2})
    await send(kafka, topic, records[:200])
    store = ReadStore.opened(path)
    followed = follower(kafka, topic, store)
    await followed.start()
    await soon(followed.ready)
    await asyncio.to_thread(Path(path).unlink)
    await anew(store, 200)
    assert held(store) == held(filled(records[:200]))
    await asyncio.to_thread(Path(path).write_bytes, b"")
    with pytest.raises(ReadStoreLost):
        held(store)
    await anew(store, 200)
    await send(kafka, topic, records[200:])
    await reached(store, len(records))
    assert held(store) == held(filled(records))
    assert not followed.ended
    await followed.stop()
    store.close()


async def test_another_log_makes_it_anew(
    kafka: Running, topic_prefix: str, path: str, records: list[bytes], others: list[bytes]
) -> None:
    one, other = f"{topic_prefix}journal", f"{topic_prefix}other"
    await make_topics(kafka.address, **{one: 2, other: 2})
    await send(kafka, one, records)
    await send(kafka, other, others, shard=1)
    store = ReadStore.opened(path)
    await follower(kafka, one, store).catch_up()
    assert held(store) == held(filled(records))
    await follower(kafka, other, store).catch_up()
    alone = ReadStore.opened(":memory:")
    raws = list(enumerate(others))
    alone.take(1, "other", 0, raws, len(raws))
    assert held(store) == held(alone)
    store.close()
