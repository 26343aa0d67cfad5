"""Reads a shard as it was at one entry, step by step, while its owner goes on changing it.

`begin` marks the instant: from then on each script notes what an element was before its first
change (router/shard/lua/parts/15_snapshot.lua). Then all keys are read in small steps, at whatever
instant; an element that did not change is right, and one that did is put back by what was noted,
which is read last. What comes out is a list of Redis commands that make the state of that instant.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from hotlead.router.errors import ShardLost, SnapshotAbandoned
from hotlead.router.shard.connection import text
from hotlead.router.shard.keys import KeyType, ShardKeys
from hotlead.router.state.store import ShardStore

# A step takes some ms of this process and less of Redis; all of a lead is in its first piece.
KEYS_A_STEP: Final = 200
FIRST_ELEMENTS: Final = 128
ELEMENTS_A_STEP: Final = 2000
ARGUMENTS_MAX: Final = 2000  # even, for pairs; Lua unpacks 8,000 at most

#: [Redis command, key below the shard, arguments]
Command = tuple[str, str, list[str]]


@dataclass(frozen=True, slots=True)
class Begun:
    """The last entry when a snapshot began, and the last one that was read back by then."""

    id: str
    seq: int
    stamp: str
    tail_seq: int
    tail_stamp: str
    tail_offset: int


async def begin(store: ShardStore, snapshot_id: str) -> Begun:
    """Begins a snapshot at the shard's last entry. Raises ShardLost.

    To be called when no script is under way, all have succeeded, and all entries are in Kafka.
    """
    reply = await _call(store, "snapshot_begin", snapshot_id)
    seq, stamp, tail_seq, tail_stamp, tail_offset = (text(part) for part in reply[1:])
    tail = (int(tail_seq), tail_stamp, int(tail_offset)) if tail_offset else (0, "", -1)
    return Begun(snapshot_id, int(seq), stamp, *tail)


async def read_state(store: ShardStore, begun: Begun) -> AsyncIterator[list[Command]]:
    """The commands that make the state, a bounded list for each step.

    Raises ShardLost, and SnapshotAbandoned when what had to be put back was not all noted.
    """
    async for commands in _read_keys(store):
        yield commands
    code = text((await _call(store, "snapshot_seal", begun.id))[0])
    if code != "sealed":
        raise SnapshotAbandoned("too much changed while the snapshot was read; the next one is due")
    async for commands in _read_noted(store):
        yield commands
    # Nobody else has noted anything meanwhile: the shard is still ours.
    await drop(store)


async def drop(store: ShardStore) -> None:
    """Ends the snapshot that is under way, if any. Raises ShardLost."""
    await _call(store, "snapshot_drop")


async def _call(store: ShardStore, script: str, *argv: str) -> list[Any]:
    reply = await store.call(script, store.generation, *argv)
    if text(reply[0]) == "stale":
        raise ShardLost("a newer owner has claimed the shard, or it is being made anew")
    return reply


async def _read_keys(store: ShardStore) -> AsyncIterator[list[Command]]:
    types = {spec.first: spec.type for spec in store.aggregates.keys if spec.in_snapshots}
    cursor = 0
    while True:
        cursor, found = await store.redis.scan(cursor, match=store.keys.pattern, count=KEYS_A_STEP)
        names = [text(name) for name in found]
        kinds = ((name, types.get(store.keys.name_of(name))) for name in names)
        wanted = [(name, kind) for name, kind in kinds if kind is not None]
        for start in range(0, len(wanted), KEYS_A_STEP):
            async for commands in _read_step(store, wanted[start : start + KEYS_A_STEP]):
                yield commands
        if cursor == 0:
            return


async def _read_step(
    store: ShardStore, wanted: list[tuple[str, KeyType]]
) -> AsyncIterator[list[Command]]:
    """The first piece of each key in one pipeline; then the rest of large ones, one by one."""
    pipe, large = store.redis.pipeline(transaction=False), list[tuple[str, KeyType, int]]()
    for name, kind in wanted:
        _ask(pipe, name, kind, 0, FIRST_ELEMENTS)
    commands = list[Command]()
    for (name, kind), reply in zip(wanted, await pipe.execute(), strict=True):
        cursor, made = _answer(store.keys, name, kind, reply)
        commands += made
        if cursor:
            large.append((name, kind, cursor))
    yield commands
    for name, kind, first in large:
        cursor = first
        while cursor:
            _ask(pipe, name, kind, cursor, ELEMENTS_A_STEP)
            cursor, made = _answer(store.keys, name, kind, (await pipe.execute())[0])
            yield list(made)


def _ask(pipe: Any, name: str, kind: KeyType, cursor: int, count: int) -> None:
    match kind:
        case "hash":
            pipe.hscan(name, cursor, count=count)
        case "set":
            pipe.sscan(name, cursor, count=count)
        case "zset":
            pipe.zscan(name, cursor, count=count)
        case _:
            pipe.lrange(name, 0, -1)


def _answer(keys: ShardKeys, name: str, kind: KeyType, reply: Any) -> tuple[int, Iterator[Command]]:
    """The cursor at which the key is read on, 0 at its end, and the commands for what was read."""
    cursor, elements = (0, reply) if kind == "list" else reply
    return cursor, _commands(kind, name.removeprefix(keys.root), elements)


def _commands(kind: str, key: str, elements: Any) -> Iterator[Command]:
    match kind:
        case "hash":
            return _pieces(
                "HSET", key, [part.decode() for pair in elements.items() for part in pair]
            )
        case "set":
            return _pieces("SADD", key, [member.decode() for member in elements])
        case "zset":
            flat = [part for member, score in elements for part in (repr(score), member.decode())]
            return _pieces("ZADD", key, flat)
        case _:
            return _list(key, [item.decode() for item in elements])


def _list(key: str, items: list[str]) -> Iterator[Command]:
    """A list has no elements that could be put back one by one: it is made whole, at any time."""
    yield "DEL", key, []
    yield from _pieces("RPUSH", key, items)


def _pieces(command: str, key: str, arguments: list[str]) -> Iterator[Command]:
    for start in range(0, len(arguments), ARGUMENTS_MAX):
        yield command, key, arguments[start : start + ARGUMENTS_MAX]


async def _read_noted(store: ShardStore) -> AsyncIterator[list[Command]]:
    name, cursor = store.keys.key("before"), 0
    while True:
        reply: Any = await store.redis.hscan(name, cursor, count=ELEMENTS_A_STEP)
        cursor, noted = reply
        yield [command for what, was in noted.items() for command in _put_back(what, was)]
        if cursor == 0:
            return


def _put_back(what: bytes, was: bytes) -> Iterator[Command]:
    """What makes an element what it was: `what` is type, length of the key, `:`, key, element."""
    length, _, rest = what[1:].partition(b":")
    key, element = rest[: int(length)].decode(), rest[int(length) :].decode()
    there, value = was[:1] == b"+", was[1:].decode()
    match what[:1]:
        case b"h":
            return iter([("HSET", key, [element, value]) if there else ("HDEL", key, [element])])
        case b"s":
            return iter([("SADD" if there else "SREM", key, [element])])
        case b"z":
            return iter([("ZADD", key, [value, element]) if there else ("ZREM", key, [element])])
        case _:
            return _list(key, orjson.loads(value) if there else [])
