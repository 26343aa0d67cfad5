"""Whether the gateway can serve: what is missing, and looked at no more often than is useful."""

import asyncio
import math
from time import monotonic
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.router.errors import LogError
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.settings import Settings
from hotlead.router.shard.tail import JournalTail
from hotlead.topics.streams import JOURNAL

LOOK_S: Final = 2.0
SEEN_S: Final = 0.5


class Readiness:
    """What is missing, looked at once for all who ask in the same half second: anyone may."""

    def __init__(self, redis: "Redis", tail: JournalTail, settings: Settings) -> None:
        self._redis, self._tail, self._settings = redis, tail, settings
        self._looking = asyncio.Lock()
        self._seen: list[str] = []
        self._seen_at = -math.inf

    async def missing(self) -> list[str]:
        """In words; nothing when all is there."""
        async with self._looking:
            if monotonic() - self._seen_at > SEEN_S:
                self._seen, self._seen_at = await self._look(), monotonic()
            return self._seen

    async def _look(self) -> list[str]:
        missing = []
        if not self._tail.ready.is_set():
            missing.append("the journal is not caught up")
        missing += self._tail.newer.values()
        try:
            async with asyncio.timeout(LOOK_S):
                await self._redis.ping()
        except (RedisError, TimeoutError, OSError):
            missing.append("Redis does not answer")
        journal = self._settings.topic(JOURNAL)
        try:
            async with (
                asyncio.timeout(LOOK_S),
                LogReader(self._settings.kafka, journal, timeout_s=LOOK_S) as reader,
            ):
                await reader.end(0)
        except (LogError, TimeoutError):
            missing.append("Kafka does not answer")
        return missing
