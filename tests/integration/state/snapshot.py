"""All that a shard holds in Redis, as Python values, read in one step."""

from dataclasses import dataclass
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.shard.keys import VOLATILE_SHARD_FIELDS, ShardKeys
from hotlead.topics.journal import Entry

_DUMP: Final = """
local out = {}
for _, name in ipairs(redis.call('KEYS', ARGV[1])) do
  local kind = redis.call('TYPE', name).ok
  local values
  if kind == 'hash' then values = redis.call('HGETALL', name)
  elseif kind == 'zset' then values = redis.call('ZRANGE', name, 0, -1, 'WITHSCORES')
  elseif kind == 'set' then values = redis.call('SMEMBERS', name)
  elseif kind == 'list' then values = redis.call('LRANGE', name, 0, -1) end
  if values then out[#out + 1] = { name, kind, values } end
end
return out
"""
SCRATCH: Final = "audit:"
_VOLATILE: Final = {spec.name for spec in AGGREGATES.keys if spec.volatile}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Keys by name below the shard, with their values; hashes and sorted sets as dicts."""

    keys: dict[str, Any]

    def hash(self, *parts: str) -> dict[str, str]:
        """A hash's fields as text; empty when the key is not there."""
        found: dict[str, str] = self.keys.get(":".join(parts), {})
        return found

    def scores(self, *parts: str) -> dict[str, float]:
        """A sorted set."""
        found: dict[str, float] = self.keys.get(":".join(parts), {})
        return found

    def members(self, *parts: str) -> set[str]:
        """A set."""
        found: set[str] = self.keys.get(":".join(parts), set())
        return found

    def each(self, prefix: str) -> dict[str, Any]:
        """Keys that begin so, by what follows."""
        return {k[len(prefix) :]: v for k, v in self.keys.items() if k.startswith(prefix)}

    def lasting(self) -> dict[str, Any]:
        """What the journal must give: all but the volatile, JSON parsed."""
        kept = {}
        for name, value in self.keys.items():
            if name.split(":", 1)[0] in _VOLATILE:
                continue
            fields = value
            if name == "shard":
                fields = {k: v for k, v in value.items() if k not in VOLATILE_SHARD_FIELDS}
            kept[name] = _plain(fields)
        return kept


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


async def take(redis: Redis, keys: ShardKeys) -> Snapshot:
    """The shard below these keys; the scratch state is no part of the live one."""
    reply: Any = await redis.eval(_DUMP, 0, keys.pattern)
    found: dict[str, Any] = {}
    for raw_name, raw_kind, values in reply:
        name = raw_name.decode().removeprefix(keys.root)
        if not name.startswith(SCRATCH):
            found[name] = _typed(raw_kind.decode(), [value.decode() for value in values])
    return Snapshot(found)


def _typed(kind: str, values: list[str]) -> Any:
    if kind == "list":
        return values
    if kind == "set":
        return set(values)
    pairs = zip(values[::2], values[1::2], strict=True)
    if kind == "zset":
        return {member: float(score) for member, score in pairs}
    return dict(pairs)


@dataclass(frozen=True, slots=True)
class Moment:
    """A shard at rest, with the entries that led to it."""

    state: Snapshot
    entries: list[Entry]
    now: int
