"""A worker that dies, joins, leaves, or loses its Redis: nothing is lost, nothing done twice."""

import asyncio

from tests.integration.worker.own_redis import OwnRedis
from tests.integration.worker.site import Site


async def test_a_killed_worker_is_followed_by_another(site: Site) -> None:
    await site.staff()
    first = await site.worker()
    async with site.load() as load:
        await load.more(100)
        first.kill()
        await site.worker()
        await load.more(100)
    await site.holds(load)


async def test_a_second_worker_joins_and_leaves_under_load(site: Site) -> None:
    await site.staff()
    await site.worker()
    async with site.load() as load:
        await load.more(50)
        second = await site.worker()
        await second.await_line(r"^worker ready, shards \d$")
        await load.more(100)
        assert await second.terminate() == 0
        await load.more(100)
    await site.holds(load)


async def test_sigterm_under_load_ends_in_order(site: Site) -> None:
    await site.staff()
    worker = await site.worker()
    async with site.load() as load:
        await load.more(100)
        assert await worker.terminate() == 0
        await site.worker()
        await load.more(50)
    await site.holds(load)


async def test_redis_is_away_and_comes_back(frail: Site, own_redis: OwnRedis) -> None:
    await frail.staff()
    await frail.worker()
    async with frail.load() as load:
        await load.more(100)
        own_redis.kill()
        await asyncio.sleep(3)  # how long it is away
        own_redis.start()
        await load.more(100)
    assert "it is rebuilt" not in frail.workers[0].output, "all that was answered is in the file"
    await frail.holds(load)
