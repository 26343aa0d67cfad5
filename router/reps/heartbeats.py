"""Signs of life of reps: noted without an owner, and granted when there was none."""

from typing import Literal, cast

from redis.asyncio import Redis

from hotlead.router.shard.connection import text
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.store import ShardStore

Received = Literal["ok", "no_push", "unknown_rep"]


async def heartbeat(store: ShardStore, rep: str) -> bool:
    """Notes a sign of life; False when the rep is unknown. Needs no generation."""
    return text((await store.call("heartbeat", rep))[0]) == "ok"


async def receipt(store: ShardStore, rep: str, extra_ms: int) -> Received:
    """Notes the receipt of a push, worth a heartbeat `extra_ms` from now; see `Reachability`.

    Nothing is noted when the rep is unknown or takes no pushes. Needs no generation.
    """
    return cast("Received", text((await store.call("receipt", rep, extra_ms))[0]))


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
