"""`hotlead rebuild`: makes a shard's state in Redis anew from the journal and the contacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotlead.router.producer import start_producer
from hotlead.router.settings import Settings
from hotlead.router.state.keys import ShardKeys
from hotlead.router.state.recovery import Ownership, Readers, open_shard
from hotlead.router.state.store import ShardStore, connect


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One shard made anew: up to which entry, and where its inbox goes on."""

    shard: int
    entries: int
    position: int


async def rebuild_shards(
    settings: Settings, shards: Sequence[int], *, from_this_log: bool = False
) -> list[Rebuilt]:
    """Opens each shard, clears it and folds its journal into it.

    A running worker that owns the shard sees the new `opened`, and opens it anew after this one.
    `from_this_log` forgets a state that belongs to another Kafka log.
    """
    done = []
    redis = connect(settings.redis)
    producer = await start_producer(settings.kafka, "hotlead-rebuild")
    readers = await Readers.start(settings)
    try:
        for shard in shards:
            keys = ShardKeys(shard, settings.redis_prefix)
            if from_this_log:
                await redis.delete(keys.key("shard"))
            owned: Ownership = await open_shard(
                ShardStore(redis, keys),
                readers,
                producer,
                shard=shard,
                settings=settings,
                clock=settings.clock,
                worker="rebuild",
                force_rebuild=True,
            )
            done.append(Rebuilt(shard, owned.seq, owned.position))
    finally:
        await readers.stop()
        await producer.stop()
        await redis.aclose()
    return done
