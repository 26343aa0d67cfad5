"""The pools of a tenant at a glance: what waits, and who could take it."""

import math

from hotlead.router.state.views.models import PoolView
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_views


async def pool_views(place: Place) -> list[PoolView]:
    """All pools of the policy in force, by name."""
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
    classes = await place.members("classes", place.pool(pool))
    pipe = place.redis.pipeline(transaction=False)
    for class_ in classes:
        pipe.zrange(place.keys.key("queue", "waiting", class_), 0, -1, withscores=True)
    found = [entry for entries in await pipe.execute() for entry in entries] if classes else []
    leads = [member[15:].decode() for member, _ in found]
    pipe = place.redis.pipeline(transaction=False)
    for lead in leads:
        pipe.hexists(place.keys.key("lead", lead), "hot_at")
    hot = sum(await pipe.execute()) if leads else 0
    return len(found), hot, min((since for _, since in found), default=math.inf)
