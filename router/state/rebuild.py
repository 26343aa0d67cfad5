"""`hotlead rebuild`: makes a shard's state in Redis anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hotlead.router.kafka.producer import start_producer
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.connection import connect
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.recovery import Ownership, Readers, open_shard
from hotlead.router.state.snapshot_log import leftovers
from hotlead.router.state.snapshot_writing import remove
from hotlead.router.state.store import ShardStore
from hotlead.topics.streams import SNAPSHOTS


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One shard made anew: behind which entry of a snapshot (0: from the start), up to which entry,
    and where its inbox goes on.
    """

    shard: int
    begun_with: int
    entries: int
    position: int


async def rebuild_shards(
    settings: Settings,
    shards: Sequence[int],
    aggregates: Aggregates[Any],
    *,
    from_this_log: bool = False,
    from_start: bool = False,
) -> list[Rebuilt]:
    """Opens each shard, clears it, restores its newest snapshot and folds what followed.

    A running worker that owns the shard sees the new `opened`, and opens it anew after this one.
    `from_this_log` forgets a state that belongs to another Kafka log, and reads an inbox that is
    another one from its start. `from_start` folds the whole
    journal, and takes the snapshots away, for they may hold what was wrong in Redis; the worker
    writes a new one.
    """
    done = []
    redis = connect(settings.redis)
    producer = await start_producer(settings.kafka, "hotlead-rebuild")
    readers = await Readers.start(settings, aggregates)
    try:
        for shard in shards:
            keys = ShardKeys(shard, settings.redis_prefix)
            if from_this_log:
                await redis.delete(keys.key("shard"))
            owned: Ownership = await open_shard(
                ShardStore(redis, keys, aggregates),
                replace(readers, snapshots=None) if from_start else readers,
                producer,
                shard=shard,
                settings=settings,
                clock=settings.clock,
                worker="rebuild",
                force_rebuild=True,
                from_this_inbox=from_this_log,
            )
            if from_start and readers.snapshots is not None:
                every = await leftovers(readers.snapshots, shard, None)
                await remove(producer, settings.topic(SNAPSHOTS), shard, every)
            done.append(Rebuilt(shard, owned.begun_with, owned.seq, owned.position))
    finally:
        await readers.stop()
        await producer.stop()
        await redis.aclose()
    return done
