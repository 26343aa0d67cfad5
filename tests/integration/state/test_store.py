"""The owner's client: a Redis that is not the same, and one that answers too late."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock
from hotlead.router.errors import StoreRestarted
from hotlead.router.policy.document import Policy
from hotlead.router.pools.requests import activate
from hotlead.router.shard.connection import CONNECTIONS_MAX, StoreIdentity, connect, run_id_of
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.store import Placed, ShardStore
from tests.integration.worker.own_redis import OwnRedis


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    with OwnRedis(tmp_path / "redis") as own:
        yield own


@asynccontextmanager
async def opened(own: OwnRedis, timeout_s: float = 5.0) -> AsyncIterator[ShardStore]:
    identity = StoreIdentity()
    redis = connect(own.url, identity, timeout_s)
    store = ShardStore(redis, ShardKeys(0), AGGREGATES, generation=1)
    try:
        identity.run_id = await run_id_of(redis)
        await store.load_scripts()
        await store.claim(Clock(), identity.run_id, "log")
        yield store
    finally:
        await redis.aclose()


async def test_a_restarted_redis_is_refused_each_time(own_redis: OwnRedis) -> None:
    async with opened(own_redis) as store:
        own_redis.kill()
        own_redis.start()
        refused = 0
        for _ in range(4):
            with pytest.raises((StoreRestarted, RedisConnectionError)) as raised:
                await store.due(horizon_ms=None, limit=1)
            refused += raised.type is StoreRestarted
        assert refused >= 3, "the first may find its connection closed; then each is checked"


async def test_a_pipeline_that_is_late_is_not_sent_twice(own_redis: OwnRedis) -> None:
    async with opened(own_redis, timeout_s=0.5) as store:
        first = activate(Policy(), 0, rescore=False)
        own_redis.running.pause()
        asyncio.get_running_loop().call_later(0.8, own_redis.running.resume)
        with pytest.raises(RedisTimeoutError):
            await store.run([Placed(first, 0, 0)])
        # It ran once, when Redis went on; its entry waits in the outbox and nobody heard of it.
        assert (await store.run([Placed(first, 0, 0)]))[0].code == "skipped"
        assert [seq for seq, _ in await store.outbox()] == [1]


async def test_many_at_once_wait_for_a_connection_and_are_not_refused(own_redis: OwnRedis) -> None:
    async with opened(own_redis) as store:
        answers = await asyncio.gather(*(store.redis.ping() for _ in range(500)))
        assert all(answers)
        used = int((await store.redis.info("clients"))["connected_clients"])
        assert used <= CONNECTIONS_MAX
