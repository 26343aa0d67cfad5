"""Signs of life of reps, which nobody can have given while no worker had the shard."""

from redis.asyncio import Redis

from hotlead.router.shard.connection import text
from hotlead.router.shard.keys import ShardKeys


async def grant(redis: Redis, keys: ShardKeys) -> None:
    """Grants each rep who is reachable a full period of silence from now on."""
    reps = [text(rep) for rep in await redis.smembers(keys.key("reps"))]
    pipe = redis.pipeline(transaction=False)
    for rep in reps:
        pipe.hget(keys.key("rep", rep), "reachable")
    told = await pipe.execute()
    there = [rep for rep, reachable in zip(reps, told, strict=True) if text(reachable) == "1"]
    if there:
        now = (await redis.time())[0] * 1000
        await redis.zadd(keys.key("heartbeats"), dict.fromkeys(there, now), gt=True)
