"""The pools of a tenant at a glance: what waits, and who could take it."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from hotlead.router.rules.queues import Member
from hotlead.router.state.views.models import PoolView, RepView
from hotlead.router.state.views.place import Place, fields, number, text
from hotlead.router.state.views.team import PIECE_REPS, rep_views

PIECE_LEADS: Final = 500


class _Hot(NamedTuple):
    """A hot lead without an answer, and since when its clock runs."""

    at_ms: int
    lead: str


async def waiting_count(place: Place, pool: str | None = None) -> int:
    """How many leads wait in a pool, or in all."""
    pools = [pool] if pool is not None else await place.members("pools")
    pipe = place.redis.pipeline(transaction=False)
    for name in pools:
        for class_ in await place.members("classes", place.pool(name)):
            pipe.zcard(place.keys.key("queue", "waiting", class_))
    return sum(await pipe.execute())


async def pool_views(place: Place) -> list[PoolView]:
    """All pools of the policy in force, by name.

    It looks at every lead that waits or rings.
    """
    moment = await place.moment()
    reps = await rep_views(place)
    ringing = await _ringing(place, reps)
    unserved = fields(await place.redis.hgetall(place.keys.key("unserved")))
    views = []
    for pool in await place.members("pools"):
        waiting, hot, oldest = await _waiting(place, pool)
        serving = [rep for rep in reps if pool in rep.pools]
        first = min((*hot, *ringing[pool]), default=None)
        views.append(
            PoolView(
                pool=pool,
                waiting=waiting,
                hot=len(hot),
                hot_ringing=len(ringing[pool]),
                hottest=first.lead if first else None,
                hot_at_ms=first.at_ms if first else None,
                oldest_wait_s=max(0.0, moment.now_ms - oldest) / 1000 if waiting else 0.0,
                oldest_since_ms=int(oldest) if waiting else None,
                reps=len(serving),
                idle=sum(rep.presence == "idle" for rep in serving),
                free=sum(rep.free for rep in serving),
                unserved_since_ms=number(unserved, place.pool(pool)),
            )
        )
    return views


async def _waiting(place: Place, pool: str) -> tuple[int, list[_Hot], float]:
    """How many leads wait, which of them are hot, and since when the oldest waits."""
    pipe = place.redis.pipeline(transaction=False)
    for class_ in await place.members("classes", place.pool(pool)):
        pipe.zrange(place.keys.key("queue", "waiting", class_), 0, -1, withscores=True)
    found = [entry for entries in await pipe.execute() for entry in entries]
    hot = []
    for start in range(0, len(found), PIECE_LEADS):
        leads = [Member.of(text(member)).lead for member, _ in found[start : start + PIECE_LEADS]]
        pipe = place.redis.pipeline(transaction=False)
        for lead in leads:
            pipe.hget(place.keys.key("lead", lead), "hot_at")
        clocks = await pipe.execute()
        hot += [_Hot(int(float(at)), lead) for lead, at in zip(leads, clocks, strict=True) if at]
        await asyncio.sleep(0)
    # In `waiting` stands what the pool's clock showed; the member has the instant.
    since = min((Member.of(text(member)).since_ms for member, _ in found), default=math.inf)
    return len(found), hot, since


async def _ringing(place: Place, reps: Sequence[RepView]) -> dict[str, list[_Hot]]:
    """By pool, the hot leads that ring at a rep: they are in no queue."""
    found: dict[str, list[_Hot]] = defaultdict(list)
    called = [rep.rep for rep in reps if rep.live]
    for start in range(0, len(called), PIECE_REPS):
        pipe = place.redis.pipeline(transaction=False)
        for rep in called[start : start + PIECE_REPS]:
            pipe.smembers(place.keys.key("live", rep))
        leads = [text(lead) for some in await pipe.execute() for lead in some]
        pipe = place.redis.pipeline(transaction=False)
        for lead in leads:
            pipe.hmget(place.keys.key("lead", lead), ("pool", "state", "hot_at"))
        for lead, (pool, state, at) in zip(leads, await pipe.execute(), strict=True):
            # It may have been answered between the two looks.
            if at and text(state) == "assigned":
                found[text(pool)].append(_Hot(int(float(at)), lead))
        await asyncio.sleep(0)
    return found
