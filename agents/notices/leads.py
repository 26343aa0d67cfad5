"""What Redis says of the leads that notices are about, read right before these are sent."""

from collections.abc import Sequence

from redis.asyncio import Redis

from hotlead.agents.notices.notice import Notice
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.clearing import UNFINISHED
from hotlead.router.state.views.place import Fields, fields

OVER = frozenset({"acknowledged", "closed"})


class Leads:
    """Reads by one pipeline. Raises redis-py's errors."""

    def __init__(self, redis: "Redis", prefix: str) -> None:
        self._redis, self._prefix = redis, prefix

    async def rows(self, notices: Sequence[Notice]) -> list[Fields | None]:
        """Each notice's lead, empty where it has none; None while the shard is made anew."""
        pipe = self._redis.pipeline(transaction=False)
        for notice in notices:
            keys = ShardKeys(notice.shard, self._prefix)
            pipe.hexists(keys.key("shard"), UNFINISHED)
            pipe.hgetall(keys.key("lead", notice.lead))
        found = await pipe.execute()
        return [
            None if notice.lead and (unfinished or not row) else fields(row)
            for notice, unfinished, row in zip(notices, found[::2], found[1::2], strict=True)
        ]


def obsolete(notice: Notice, row: Fields) -> bool:
    """Whether there is nothing left to tell: the assignment is over, or somebody has the lead."""
    if notice.epoch is None:
        return row.get("state") in OVER
    holds = row.get("state") == "assigned" and row.get("rep") == notice.to
    return not holds or row.get("epoch") != notice.epoch
