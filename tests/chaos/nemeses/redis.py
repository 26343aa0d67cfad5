"""Redis that loses its last second, all, or what its replica had not heard; Redis that is full."""

import asyncio
from typing import Any

from tests.chaos.nemeses.nemesis import Nemesis

REDIS = frozenset({"redis"})
LAST_S = 1.0
FULL_BYTES = 1


class KillRedis(Nemesis):
    """kill -9, and a start from the file without its last second."""

    name = "kill-redis"
    touches = REDIS
    lasts_s = (0.5, 4.0)
    shows = ("rebuilt",)

    async def begin(self) -> dict[str, Any]:
        primary = self.site.store.primary
        primary.keep()
        self.site.sources.burst(50, grade=0)
        await asyncio.sleep(LAST_S)  # what is written from here on is lost
        primary.kill()
        primary.put_back()
        return {}

    async def heal(self) -> None:
        self.site.store.primary.start()


class EmptyRedis(Nemesis):
    """FLUSHALL in the midst of a batch."""

    name = "empty-redis"
    touches = REDIS

    async def begin(self) -> dict[str, Any]:
        await self.site.amid_burst()
        await self.site.inner.redis.flushall()
        return {}


class Failover(Nemesis):
    """The primary dies, and a replica that had not heard its last second takes its place."""

    name = "failover"
    touches = REDIS
    lasts_s = (0.5, 3.0)
    shows = ("rebuilt",)

    async def begin(self) -> dict[str, Any]:
        store = self.site.store
        await store.replicate()
        self.site.sources.burst(50, grade=0)
        await store.lag()
        await asyncio.sleep(LAST_S)  # what is written from here on is lost
        await store.promote()
        return {}

    async def heal(self) -> None:
        await self.site.follow_primary()


class RedisFull(Nemesis):
    """No memory is left: Redis refuses every write."""

    name = "redis-full"
    touches = REDIS
    lasts_s = (3.0, 8.0)

    async def begin(self) -> dict[str, Any]:
        await self.site.inner.redis.config_set("maxmemory", FULL_BYTES)
        return {}

    async def heal(self) -> None:
        await self.site.inner.redis.config_set("maxmemory", 0)
