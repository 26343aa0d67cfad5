"""Emptying a shard that is to be made anew, and the mark that it is not finished.

The life of a rebuild: the shard is marked, its keys are removed, a snapshot is restored where there
is one, the journal is folded, what it does not hold is put beside, the mark goes. Whoever dies on
the way leaves the mark, by which the next owner knows that the state is not to be trusted, wherever
its tip stands. Each step is taken together with a look at who owns the shard, so that an old owner
who wakes removes nothing.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from redis.exceptions import WatchError

from hotlead.router.errors import ShardLost
from hotlead.router.shard.connection import text
from hotlead.router.state.snapshot_schema import schema
from hotlead.router.state.store import ShardStore

UNFINISHED: Final = "unfinished"
SCAN_COUNT: Final = 1000


async def clear(store: ShardStore) -> None:
    """Marks the shard and removes all its keys but the claim on it, in bounded steps.

    Raises ShardLost when a newer owner has it.
    """
    keep = store.keys.key("shard")
    zero = {"seq": 0, "tip": "", "next": 0, "now": 0, "policy": "", UNFINISHED: 1}
    await guarded(
        store,
        lambda pipe: pipe.hset(keep, mapping=zero).hdel(
            keep, "tail_seq", "tail_stamp", "tail_offset"
        ),
    )
    cursor = 0
    while True:
        cursor, found = await store.redis.scan(cursor, match=store.keys.pattern, count=SCAN_COUNT)
        doomed = [name for name in found if text(name) != keep]
        if doomed:
            await _unlink(store, doomed)
        if cursor == 0:
            break


async def finish(store: ShardStore, tail: tuple[int, str, int] | None) -> None:
    """Takes the mark away: what `clear` began is done. Raises ShardLost.

    `tail` is sequence, stamp and offset of the last entry folded: the next owner reads on there.
    """
    keep = store.keys.key("shard")
    fields = dict(zip(("tail_seq", "tail_stamp", "tail_offset"), tail or (), strict=False))
    fields["schema"] = schema(store.aggregates)
    await guarded(store, lambda pipe: pipe.hset(keep, mapping=fields).hdel(keep, UNFINISHED))


async def unfinished(store: ShardStore) -> bool:
    """Whether somebody began to make the shard anew and did not finish."""
    return bool(await store.redis.hexists(store.keys.key("shard"), UNFINISHED))


async def _unlink(store: ShardStore, names: list[bytes | str]) -> None:
    await guarded(store, lambda pipe: pipe.unlink(*names))


async def guarded(store: ShardStore, command: Callable[[Any], object]) -> None:
    """Runs commands in one step with a look at who owns the shard. Raises ShardLost."""
    keep, lost = store.keys.key("shard"), "a newer owner has claimed the shard"
    async with store.redis.pipeline(transaction=True) as pipe:
        await pipe.watch(keep)
        generation: Any = await cast("Any", pipe).hget(keep, "generation")
        if text(generation) != str(store.generation):
            raise ShardLost(lost)
        cast("Any", pipe).multi()
        command(pipe)
        try:
            await pipe.execute()
        except WatchError:
            raise ShardLost(lost) from None
