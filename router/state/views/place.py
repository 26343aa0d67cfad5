"""Where a view reads: one shard, for one tenant, at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass

from redis.asyncio import Redis

from hotlead.router.clock import Clock
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.sharding import shard_of
from hotlead.router.state.clearing import UNFINISHED

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Moment:
    """The shard's time, how far its state goes in the chain, and the policy in force.

    `whole` is false while the state is being made anew: half of it is there.
    """

    now_ms: int
    seq: int
    policy: str
    speed: float = 1.0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """One tenant's shard in Redis."""

    redis: Redis
    keys: ShardKeys
    tenant: str

    @classmethod
    def of(cls, redis: Redis, prefix: str, shards: int, tenant: str) -> "Place":
        """The place of a tenant."""
        return cls(redis, ShardKeys(shard_of(tenant, shards), prefix), tenant)

    def pool(self, pool: str) -> str:
        """The tenant's part of a pool, as keys name it."""
        return f"{self.tenant}/{pool}"

    async def moment(self) -> Moment:
        """What time it is for the shard, as its scripts would read it."""
        pipe = self.redis.pipeline(transaction=True)
        names = ("origin", "origin_real", "speed", "now", "seq", "policy", UNFINISHED)
        pipe.hmget(self.keys.key("shard"), names)
        pipe.time()
        found, (seconds, micros) = await pipe.execute()
        given = [text(value) if value is not None else "" for value in found]
        real = int(seconds) * 1000 + int(micros) // 1000
        clock = Clock(int(given[0] or 0), int(given[1] or 0), float(given[2] or 1))
        return Moment(
            now_ms=max(clock.at(real), int(float(given[3] or 0))),
            seq=int(given[4] or 0),
            policy=given[5],
            speed=clock.speed,
            whole=not given[6],
        )

    async def hashes(self, kind: str, ids: list[str]) -> dict[str, Fields]:
        """The hashes `kind:ID` of this tenant that there are, by id."""
        if not ids:
            return {}
        pipe = self.redis.pipeline(transaction=False)
        for one in ids:
            pipe.hgetall(self.keys.key(kind, one))
        rows = (fields(row) for row in await pipe.execute())
        return {
            one: row
            for one, row in zip(ids, rows, strict=True)
            if row and row.get("tenant") == self.tenant
        }

    async def members(self, *parts: str) -> list[str]:
        """A set's members, in order."""
        return sorted(text(one) for one in await self.redis.smembers(self.keys.key(*parts)))


def text(value: bytes | str) -> str:
    """Redis's bytes as text."""
    return value.decode() if isinstance(value, bytes) else value


def fields(row: Mapping[bytes | str, bytes | str]) -> Fields:
    """A hash as text."""
    return {text(name): text(value) for name, value in row.items()}


def number(row: Fields, name: str) -> int | None:
    """A field as a whole number, or None when it is not there."""
    value = row.get(name)
    return int(float(value)) if value else None


def names(row: Fields, name: str) -> list[str]:
    """A field that lists names."""
    return [part for part in row.get(name, "").split(",") if part]
