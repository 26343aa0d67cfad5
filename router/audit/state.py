"""The state in Redis as plain values, and what differs between two of them."""

import json
from typing import Any

from redis.asyncio import Redis

from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.keys import VOLATILE_SHARD_FIELDS, ShardKeys

SCAN_COUNT = 1000
Dump = dict[str, Any]


def _plain(value: bytes) -> Any:
    """Text, or what it says as JSON (whose fields may stand in any order)."""
    text = value.decode()
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


async def _read(redis: "Redis", names: list[str]) -> list[Any]:
    types = redis.pipeline(transaction=False)
    for name in names:
        types.type(name)
    pipe = redis.pipeline(transaction=False)
    kinds = await types.execute()
    for name, kind in zip(names, kinds, strict=True):
        match kind:
            case b"hash":
                pipe.hgetall(name)
            case b"zset":
                pipe.zrange(name, 0, -1, withscores=True)
            case b"set":
                pipe.smembers(name)
            case b"list":
                pipe.lrange(name, 0, -1)
            case _:
                pipe.exists(name)
    replies = await pipe.execute()
    return [_value(kind, raw) for kind, raw in zip(kinds, replies, strict=True)]


def _value(kind: bytes, raw: Any) -> Any:
    match kind:
        case b"hash":
            return {field.decode(): _plain(value) for field, value in raw.items()}
        case b"zset":
            return {member.decode(): float(score) for member, score in raw}
        case b"set":
            return sorted(member.decode() for member in raw)
        case b"list":
            return [_plain(item) for item in raw]
        case _:
            return None  # gone meanwhile


async def dump(redis: "Redis", keys: ShardKeys, aggregates: Aggregates[Any]) -> Dump:
    """Every key of a shard that is not volatile, by its name below the shard."""
    volatile = {spec.first for spec in aggregates.keys if spec.volatile}
    found: list[str] = []
    async for raw in redis.scan_iter(match=keys.pattern, count=SCAN_COUNT):
        name = raw.decode()
        if keys.name_of(name) not in volatile:
            found.append(name)
    out: Dump = {}
    for start in range(0, len(found), SCAN_COUNT):
        names = found[start : start + SCAN_COUNT]
        for name, value in zip(names, await _read(redis, names), strict=True):
            if value is not None:
                out[name.removeprefix(keys.root)] = value
    shard = out.get("shard", {})
    out["shard"] = {f: v for f, v in shard.items() if f not in VOLATILE_SHARD_FIELDS}
    return out


def differences(live: Dump, folded: Dump) -> list[str]:
    """A sentence for each key that differs; values are not shown, for they may be personal."""
    out = []
    for name in sorted(live.keys() | folded.keys()):
        if name not in folded:
            out.append(f"{name} is in Redis and not in the journal")
        elif name not in live:
            out.append(f"{name} is in the journal and not in Redis")
        elif live[name] != folded[name]:
            out.append(f"{name} differs{_where(live[name], folded[name])}")
    return out


def _where(live: Any, folded: Any) -> str:
    if isinstance(live, dict) and isinstance(folded, dict):
        fields = sorted(f for f in live.keys() | folded.keys() if live.get(f) != folded.get(f))
        return f" in {len(fields)} fields"
    return ""
