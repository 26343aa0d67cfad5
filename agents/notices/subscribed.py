"""Which reps may have a phone that takes pushes, so that nothing is asked for all others.

Of each shard it is read from Redis once, and followed in the journal from then on. A rep who has
none any more may still be named; one who has is always, for Redis is never behind the journal.
"""

from collections.abc import Collection

from redis.asyncio import Redis

from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.clearing import UNFINISHED
from hotlead.router.state.views.place import text
from hotlead.topics.journal.reps import PushSubscribed


class Subscribed:
    """Tell it every PushSubscribed, and which shards are another worker's now."""

    def __init__(self, redis: "Redis", prefix: str) -> None:
        self._redis, self._prefix = redis, prefix
        self._reps: dict[int, set[str]] = {}
        # What was heard of a shard before it was read.
        self._heard: dict[int, set[str]] = {}

    def may_be(self, shard: int, rep: str) -> bool:
        """False when the rep has no phone for certain."""
        known = self._reps.get(shard)
        return known is None or rep in known

    def hear(self, change: PushSubscribed, shard: int) -> None:
        """A phone was subscribed."""
        known = self._reps if shard in self._reps else self._heard
        known.setdefault(shard, set()).add(change.rep)

    def forget(self, shards: Collection[int]) -> None:
        """What happens there is not heard any more."""
        for shard in shards:
            self._reps.pop(shard, None)
            self._heard.pop(shard, None)

    async def read(self, shards: Collection[int]) -> None:
        """Reads what is not known yet of these shards. Raises redis-py's errors."""
        for shard in set(shards) - self._reps.keys():
            keys = ShardKeys(shard, self._prefix)
            pipe = self._redis.pipeline(transaction=True)
            pipe.hexists(keys.key("shard"), UNFINISHED)
            pipe.hvals(keys.key("push_of"))
            unfinished, reps = await pipe.execute()
            if not unfinished:
                heard = self._heard.pop(shard, set())
                self._reps[shard] = heard | {text(rep) for rep in reps}
