"""Makes a cleared shard what a snapshot holds, so that only what followed must be folded."""

from hotlead.router.errors import ShardLost
from hotlead.router.shard.connection import text
from hotlead.router.state.clearing import guarded
from hotlead.router.state.snapshot_log import Snapshot, chunks
from hotlead.router.state.store import ShardStore


async def restore(store: ShardStore, shard: int, snapshot: Snapshot) -> None:
    """Fills the shard, chunk by chunk, and puts it right behind the snapshot's entry.

    Raises SnapshotUnusable when a chunk is missing or torn: the shard is to be cleared again;
    ShardLost; what Redis and Kafka raise.
    """
    async for commands in chunks(snapshot.log, shard, snapshot.found):
        reply = await store.call("snapshot_restore", store.generation, commands)
        if text(reply[0]) != "restored":
            raise ShardLost("a newer owner has claimed the shard")
    entry = snapshot.entry
    place = {
        "seq": entry.seq,
        "tip": entry.stamp,
        "next": entry.next,
        "now": entry.at,
        "policy": entry.policy,
    }
    await guarded(store, lambda pipe: pipe.hset(store.keys.key("shard"), mapping=place))
