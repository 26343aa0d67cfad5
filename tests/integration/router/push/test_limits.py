"""The bucket that all workers share, on Redis and on Valkey."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import pytest
import redis.asyncio

from hotlead.router.embedded.running import Running
from hotlead.router.policy.people import Limit
from hotlead.router.push.limits import Bucket, Limits
from hotlead.router.state.views.place import text

CHANNEL = "dingtalk://s3cret"
PREFIX = "t:"


@pytest.fixture
async def client(store: Running) -> AsyncIterator[redis.asyncio.Redis]:
    async with redis.asyncio.Redis.from_url(store.url) as connected:
        yield connected


async def test_no_window_of_two_hasty_workers_holds_more(client: redis.asyncio.Redis) -> None:
    limit = Limit(at_most=5, per_s=0.4)
    ends = monotonic() + 2.0
    grants: list[tuple[float, float]] = []

    async def hasty() -> None:
        limits = Limits(client, PREFIX, "a secret")
        while (asked := monotonic()) < ends:
            if await limits.take(CHANNEL, (limit,)) == 0:
                grants.append((asked, monotonic()))
            await asyncio.sleep(0)

    await asyncio.gather(*(hasty() for _ in range(4)))
    grants.sort(key=lambda grant: grant[1])
    # Each was given between the two instants: no six lie in a window, whichever these were.
    for first, sixth in zip(grants, grants[limit.at_most :], strict=False):
        assert sixth[1] - first[0] >= limit.per_s
    assert len(grants) >= 2.0 / limit.per_s * limit.at_most / 2, "and half of it is used"


async def test_all_limits_give_one_or_none_does(client: redis.asyncio.Redis) -> None:
    limits = Limits(client, PREFIX, "a secret")
    one, four = Limit(at_most=1, per_s=60), Limit(at_most=4, per_s=50)
    assert await limits.take(CHANNEL, (one, four)) == 0
    for _ in range(5):
        assert 59 < await limits.take(CHANNEL, (one, four)) <= 60
    assert await limits.take(CHANNEL, (four,)) == 0, "the refusals took nothing of it"
    assert 0 < await limits.take(CHANNEL, (four,)) <= 50 / 3


async def test_a_channel_without_limits_asks_nobody(client: redis.asyncio.Redis) -> None:
    limits = Limits(client, PREFIX, "a secret")
    assert [await limits.take(CHANNEL, ()) for _ in range(3)] == [0, 0, 0]
    assert await client.keys("*") == []


async def test_each_channel_has_its_own_and_no_key_tells_its_secret(
    client: redis.asyncio.Redis,
) -> None:
    limits = Limits(client, PREFIX, "a secret")
    limit = (Limit(at_most=1, per_s=60),)
    assert await limits.take(CHANNEL, limit) == 0
    assert await limits.take("dingtalk://other", limit) == 0
    assert await limits.take(CHANNEL, limit) > 0
    keys = [text(key) for key in await client.keys("*")]
    assert sorted(keys) == sorted({limits.key(CHANNEL), limits.key("dingtalk://other")})
    assert all(key.startswith("t:limit:") and "s3cret" not in key for key in keys)
    assert limits.key(CHANNEL) != Limits(client, PREFIX, "another secret").key(CHANNEL)
    assert 59_000 < await client.pttl(limits.key(CHANNEL)) <= 61_000


async def test_a_clock_that_was_put_back_costs_one_empty_bucket_at_most(
    client: redis.asyncio.Redis,
) -> None:
    limits = Limits(client, PREFIX, "a secret")
    limit = Limit(at_most=4, per_s=8)
    bucket = Bucket.of(limit)
    seconds, _ = await client.time()
    far = (seconds + 3600) * 1_000_000
    await client.hset(limits.key(CHANNEL), str(bucket.window), str(far))
    assert 0 < await limits.take(CHANNEL, (limit,)) <= 8
