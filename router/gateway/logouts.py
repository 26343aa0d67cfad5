"""Sessions that were logged out: void at every gateway until they would have expired.

A mark of each is in Redis (`PREFIXlogout:MARK`, a string that expires with the session), outside
all shards, for it is no state of theirs. An open stream ends with its session: each LOOK_S all are
looked through for those that expired, or were logged out at another gateway.
"""

import asyncio
import logging
from collections.abc import Collection
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.router.clock import real_ms
from hotlead.router.errors import BadCode
from hotlead.router.gateway.sessions import Session
from hotlead.router.gateway.streams import Streams

log = logging.getLogger(__name__)

LOOK_S: Final = 2.0
ASKED_AT_ONCE: Final = 500


class Logouts:
    """Asked at every call. `run` ends the streams whose session is over."""

    def __init__(self, redis: "Redis", prefix: str, streams: Streams) -> None:
        self._redis, self._prefix, self._streams = redis, prefix, streams

    async def void(self, session: Session) -> None:
        """Ends the session, here at once."""
        left_ms = session.expires_ms - real_ms()
        if left_ms > 0:
            await self._redis.set(self._key(session.mark), session.role, px=left_ms)
        self._streams.end({session.mark})

    async def check(self, session: Session) -> None:
        """Raises BadCode when it was logged out."""
        if await self._redis.exists(self._key(session.mark)):
            raise BadCode("the session was logged out; log in again")

    async def run(self) -> None:
        """Ends streams whose session is over, for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except (RedisError, OSError) as error:
                log.debug("whose session was logged out is not known: %s", type(error).__name__)

    async def look(self) -> None:
        """Ends those whose session is over by now. Raises RedisError, OSError."""
        now_ms = real_ms()
        sessions = self._streams.sessions()
        self._streams.end({one.mark for one in sessions if one.expires_ms <= now_ms})
        self._streams.end(await self._among({one.mark for one in sessions}))

    async def _among(self, marks: Collection[str]) -> set[str]:
        """Those that were logged out."""
        found, asked = set[str](), list(marks)
        for first in range(0, len(asked), ASKED_AT_ONCE):
            some = asked[first : first + ASKED_AT_ONCE]
            values = await self._redis.mget([self._key(mark) for mark in some])
            found.update(mark for mark, value in zip(some, values, strict=True) if value)
        return found

    def _key(self, mark: str) -> str:
        return f"{self._prefix}logout:{mark}"
