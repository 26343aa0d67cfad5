"""Which phones a rep's notices go to by Web Push: looked up beside the stream, many at once.

Each handled batch of the journal is one look at Redis: a pipeline for each tenant in it. Nobody is
looked up who has no subscription for certain, and nothing is journalled for them.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.agents.notices.notice import Told
from hotlead.agents.notices.subscribed import Subscribed
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.subscriptions import Subscription, subscriptions

log = logging.getLogger(__name__)

WAITING_MAX: Final = 20_000
LOOK_MAX: Final = 1000
AWAY_S: Final = 1.0

Found = Callable[[Told, Sequence[Subscription]], None]
Looked = Callable[[Sequence[Told]], None]


class Phones:
    """Calls `found` for each change whose rep has a phone, then `looked` with all looked up."""

    def __init__(self, redis: "Redis", prefix: str, found: Found, looked: Looked) -> None:
        self._redis, self._prefix = redis, prefix
        self._found, self._looked = found, looked
        self._waiting: list[Told] = []
        self._looking: asyncio.Task[None] | None = None
        self.subscribed = Subscribed(redis, prefix)

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The task that looks, while there is one."""
        return self._looking

    def add(self, told: Told) -> bool:
        """Notes a change that names a rep; False when too many wait already."""
        if len(self._waiting) >= WAITING_MAX:
            return False
        self._waiting.append(told)
        return True

    def look(self) -> None:
        """Begins to look up what was noted."""
        if self._waiting and self._looking is None:
            self._looking = asyncio.create_task(self._look_all())

    async def _look_all(self) -> None:
        try:
            while some := self._waiting[:LOOK_MAX]:
                try:
                    await self.subscribed.read({told.shard for told in some})
                    phones = await self._of(some)
                except (RedisError, OSError, TimeoutError) as error:
                    log.warning("pushes wait, Redis does not answer: %s", type(error).__name__)
                    await asyncio.sleep(AWAY_S)
                    continue
                del self._waiting[: len(some)]
                for told in some:
                    if its := phones.get(_whose(told)):
                        self._found(told, its)
                self._looked(some)
        finally:
            self._looking = None

    async def _of(self, some: list[Told]) -> dict[tuple[int, str, str], list[Subscription]]:
        reps: dict[tuple[int, str], set[str]] = {}
        for told in some:
            shard, tenant, rep = _whose(told)
            reps.setdefault((shard, tenant), set()).add(rep)
        places = [
            Place(self._redis, ShardKeys(shard, self._prefix), tenant) for shard, tenant in reps
        ]
        answers = await asyncio.gather(
            *(
                subscriptions(place, sorted(names))
                for place, names in zip(places, reps.values(), strict=True)
            )
        )
        return {
            (shard, tenant, rep): phones
            for (shard, tenant), answer in zip(reps, answers, strict=True)
            for rep, phones in answer.items()
        }


def _whose(told: Told) -> tuple[int, str, str]:
    return told.shard, told.change.tenant, told.change.rep or ""
