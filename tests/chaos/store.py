"""The Redis of a run: killed, put back, and replaced by a replica that lags."""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import redis.asyncio

from hotlead.router.embedded import ports
from tests.chaos.link import Link
from tests.integration.worker.own_redis import OwnRedis

SYNC_S: Final = 20.0


class Store:
    """A primary with an append-only file, and a replica once `replicate` has made one."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._stack = ExitStack()
        self._number = 0
        self.primary = self._another()
        self._replica: OwnRedis | None = None
        self._feed: Link | None = None

    @property
    def port(self) -> int:
        """Of the primary."""
        return self.primary.running.port

    def client(self) -> redis.asyncio.Redis:
        """A client of the primary; close it."""
        return redis.asyncio.Redis.from_url(self.primary.url)

    async def replicate(self) -> None:
        """Makes a replica that has all that the primary has, and follows it."""
        self._replica = self._another()
        self._feed = await Link(ports.pick(0, "replication"), self.port).open()
        async with redis.asyncio.Redis.from_url(self._replica.url) as client:
            await client.replicaof("127.0.0.1", str(self._feed.port))
            async with asyncio.timeout(SYNC_S):
                while (await client.info("replication"))["master_link_status"] != "up":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)

    async def lag(self) -> None:
        """From now on the replica hears nothing of the primary."""
        assert self._feed is not None
        await self._feed.cut("held")

    async def promote(self) -> None:
        """The primary dies and the replica takes its place, with what it had heard."""
        assert self._feed is not None
        assert self._replica is not None
        self.primary.kill()
        await self._feed.close()
        async with redis.asyncio.Redis.from_url(self._replica.url) as client:
            await client.replicaof("NO", "ONE")
        self.primary, self._replica = self._replica, None

    async def close(self) -> None:
        """Closes the link between the two, if any."""
        if self._feed is not None:
            await self._feed.close()

    def _another(self) -> OwnRedis:
        self._number += 1
        directory = self._directory / f"redis-{self._number}"
        return self._stack.enter_context(OwnRedis(directory))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()
