"""The pools of a tenant at a glance: what waits, and who could take it."""

import asyncio
import math
from typing import Final

from hotlead.router.state.views.models import PoolView
from hotlead.router.state.views.place import Place, text
from hotlead.router.state.views.team import rep_views

PIECE_LEADS: Final = 500


async def waiting_count(place: Place, pool: str | None = None) -> int:
    """How many leads wait in a pool, or in all."""
    pools = [pool] if pool is not None else await place.members("pools")
    pipe = place.redis.pipeline(transaction=False)
    for name in pools:
        for class_ in await place.members("classes", place.pool(name)):
            pipe.zcard(place.keys.key("queue", "waiting", class_))
    return sum(await pipe.execute())


async def pool_views(place: Place) -> list[PoolView]:
    """All pools of the policy in force, by name. It looks at every lead that waits."""
    moment = await place.moment()
    reps = await rep_views(place)
    views = []
    for pool in await place.members("pools"):
        waiting, hot, oldest = await _waiting(place, pool)
        serving = [rep for rep in reps if pool in rep.pools]
        views.append(
            PoolView(
                pool=pool,
                waiting=waiting,
                hot=hot,
                oldest_wait_s=max(0.0, moment.now_ms - oldest) / 1000 if waiting else 0.0,
                reps=len(serving),
                idle=sum(rep.presence == "idle" for rep in serving),
                free=sum(rep.free for rep in serving),
            )
        )
    return views


async def _waiting(place: Place, pool: str) -> tuple[int, int, float]:
    """How many leads wait, how many of them are hot, and since when the oldest does."""
    pipe = place.redis.pipeline(transaction=False)
    for class_ in await place.members("classes", place.pool(pool)):
        pipe.zrange(place.keys.key("queue", "waiting", class_), 0, -1, withscores=True)
    found = [entry for entries in await pipe.execute() for entry in entries]
    hot = 0
    for start in range(0, len(found), PIECE_LEADS):
        pipe = place.redis.pipeline(transaction=False)
        for member, _ in found[start : start + PIECE_LEADS]:
            pipe.hexists(place.keys.key("lead", text(member)[15:]), "hot_at")
        hot += sum(await pipe.execute())
        await asyncio.sleep(0)
    return len(found), hot, min((since for _, since in found), default=math.inf)
