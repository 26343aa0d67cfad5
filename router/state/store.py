"""One shard's state in Redis: scripts run in pipelines, each refused unless it is in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final, cast

import orjson
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    ClusterDownError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as RedisConnectionError

from hotlead.router.clock import Clock
from hotlead.router.errors import OtherLog, ScriptFailed, ShardLost, StoreBehind, StoreRestarted
from hotlead.router.rules.requests import Call
from hotlead.router.state.keys import ShardKeys
from hotlead.router.state.scripts import scripts

STAMP_BYTES: Final = 12
FOLD_BATCH: Final = 200
RETRIES: Final = 1


class StoreIdentity:
    """The Redis process that the shards were opened under, checked on every new connection."""

    def __init__(self) -> None:
        self.run_id: str | None = None

    async def check(self, connection: AbstractConnection) -> None:
        """Runs once for each connection, before its first command. Raises StoreRestarted.

        The connection is closed then: the pool would hand it out again as one that was checked.
        """
        await connection.on_connect()
        await connection.send_command("INFO", "server")
        run_id = _run_id(await connection.read_response())
        if self.run_id is not None and run_id != self.run_id:
            await connection.disconnect()
            raise StoreRestarted("Redis was restarted or replaced; the shard is opened anew")


def _run_id(info: bytes | str) -> str:
    for line in text(info).splitlines():
        if line.startswith("run_id:"):
            return line.removeprefix("run_id:").strip()
    raise ScriptFailed("INFO server names no run_id; use Redis 7 or Valkey")


def connect(url: str, identity: StoreIdentity | None = None, timeout_s: float = 5.0) -> "Redis":
    """A client for state. With an identity, a restarted Redis is noticed before the next script.

    An owner's client never sends a pipeline twice by itself: the second time its scripts would
    answer that they were skipped, and what the first one put into the outbox would go unseen.
    """
    return Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        redis_connect_func=identity.check if identity is not None else None,
        retry=Retry(NoBackoff(), RETRIES if identity is None else 0),
    )


async def run_id_of(redis: "Redis") -> str:
    """The id of the Redis process that answers."""
    return str((await redis.info("server"))["run_id"])


@dataclass(frozen=True, slots=True)
class Placed:
    """A call in its place: the inbox position that it follows, and its own (None for a timer)."""

    call: Call
    follows: int
    position: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script returned: its code, and the entry it appended to the outbox, or b''."""

    code: str
    entry: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """The shard's own account when a new owner claimed it."""

    seq: int
    tip: str
    next: int
    tail_offset: int | None
    tail_stamp: str


@dataclass(frozen=True, slots=True)
class Due:
    """The shard's time, Redis's own, and what has fallen due."""

    now_ms: int
    real_ms: int
    position: int
    timers: tuple[tuple[str, int], ...]
    silent: tuple[str, ...]
    back: tuple[str, ...]
    rescore: tuple[str, ...]


def text(value: bytes | str | None) -> str:
    """A reply of Redis as text; '' for none."""
    return value.decode() if isinstance(value, bytes) else value or ""


#: Errors that say nothing of the script: Redis cannot write now, and nothing was written (once a
#: script has written, Redis lets it end). The client takes the code off those that it has types of.
PASSING = ("OOM", "MISCONF", "LOADING", "READONLY", "BUSY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN")
PASSING_TYPES = (OutOfMemoryError, ReadOnlyError, ClusterDownError, TryAgainError)


def _failed(
    script: str, reply: ResponseError, position: int | None = None
) -> RedisError | ScriptFailed:
    if isinstance(reply, PASSING_TYPES) or str(reply).startswith(PASSING):
        return RedisConnectionError(str(reply))
    failed = ScriptFailed(f"script {script}: {reply}")
    failed.position = position
    return failed


class ShardStore:
    """Access to one shard under one generation."""

    def __init__(self, redis: "Redis", keys: ShardKeys, generation: int = -1) -> None:
        self.redis = redis
        self.keys = keys
        self.generation = generation

    async def load_scripts(self) -> None:
        """Makes the scripts known to Redis; harmless when they are."""
        pipe = self.redis.pipeline(transaction=False)
        for script in scripts().values():
            pipe.script_load(script.text)
        await pipe.execute()

    async def _call(self, name: str, *argv: str | int | float | bytes) -> list[Any]:
        script = scripts()[name]
        try:
            reply = await self.redis.evalsha(script.sha, 1, self.keys.key("shard"), *argv)
        except NoScriptError:
            await self.load_scripts()
            reply = await self.redis.evalsha(script.sha, 1, self.keys.key("shard"), *argv)
        except ResponseError as error:
            raise _failed(name, error) from error
        return cast("list[Any]", reply)

    async def claim(self, clock: Clock, run_id: str, log: str) -> Claimed:
        """Takes the shard for this generation. Raises ShardLost when a newer owner has it."""
        reply = [
            text(part)
            for part in await self._call(
                "open",
                self.generation,
                clock.origin_ms,
                clock.origin_real_ms,
                clock.speed,
                run_id,
                log,
            )
        ]
        if reply[0] == "stale":
            raise ShardLost("a newer owner has claimed the shard")
        if reply[0] == "other_log":
            shard = self.keys.shard
            raise OtherLog(
                f"Redis holds shard {shard} of another Kafka log of the same name; if this Kafka is"
                " the right one, empty that Redis, or run:"
                f" hotlead rebuild --shard {shard} --from-this-log"
            )
        return Claimed(
            seq=int(reply[1]),
            tip=reply[2],
            next=int(reply[3]),
            tail_offset=int(reply[4]) if reply[4] else None,
            tail_stamp=reply[5],
        )

    async def run(self, placed: Sequence[Placed]) -> list[Outcome]:
        """Runs a batch in one pipeline and returns what each script said.

        Raises ShardLost, StoreBehind or ScriptFailed at the first that was refused; those before it
        stand, those after it were refused as well, so running the batch again is harmless.
        """
        if not placed:
            return []
        try:
            return await self._pipeline(placed)
        except NoScriptError:
            await self.load_scripts()
            return await self._pipeline(placed)

    async def _pipeline(self, placed: Sequence[Placed]) -> list[Outcome]:
        known, key = scripts(), self.keys.key("shard")
        pipe = self.redis.pipeline(transaction=False)
        for one in placed:
            position = "" if one.position is None else one.position
            stamp, request = token_hex(STAMP_BYTES), orjson.dumps(one.call.request)
            pipe.evalsha(
                known[one.call.script].sha,
                1,
                key,
                self.generation,
                one.follows,
                position,
                stamp,
                request,
            )
        replies = await pipe.execute(raise_on_error=False)
        outcomes = []
        for one, reply in zip(placed, replies, strict=True):
            if isinstance(reply, NoScriptError):
                raise reply
            if isinstance(reply, ResponseError):
                raise _failed(one.call.script, reply, one.position)
            if isinstance(reply, RedisError):
                raise reply
            code = text(reply[0])
            if code == "stale":
                raise ShardLost("a newer owner has claimed the shard")
            if code == "gap":
                raise StoreBehind("Redis holds an older position than was seen")
            outcomes.append(Outcome(code, reply[1] if len(reply) > 1 else b""))
        return outcomes

    async def due(
        self, *, horizon_ms: int | None, limit: int, silent_before_ms: int, silent_limit: int = 100
    ) -> Due:
        """The shard's time and what fell due up to the horizon (up to now without one)."""
        horizon = "" if horizon_ms is None else horizon_ms
        reply = await self._call(
            "due", self.generation, horizon, limit, silent_before_ms, silent_limit
        )
        if text(reply[0]) == "stale":
            raise ShardLost("a newer owner has claimed the shard")
        timers = reply[4]
        return Due(
            now_ms=int(reply[1]),
            real_ms=int(reply[2]),
            position=int(reply[3]),
            timers=tuple(
                (text(timers[i]), int(float(timers[i + 1]))) for i in range(0, len(timers), 2)
            ),
            silent=tuple(text(rep) for rep in reply[5]),
            back=tuple(text(rep) for rep in reply[6]),
            rescore=tuple(text(lead) for lead in reply[7]),
        )

    async def trim(self, seq: int, stamp: str, offset: int) -> None:
        """Forgets outbox entries up to one that was read back as valid."""
        await self._call("trim", self.generation, seq, stamp, offset)

    async def outbox(self, after_seq: int = 0) -> list[tuple[int, bytes]]:
        """Entries not yet trimmed, with their sequence, in order."""
        rows = cast(
            "list[tuple[bytes, dict[bytes, bytes]]]",
            await self.redis.xrange(self.keys.key("outbox"), min=f"({after_seq}-0"),
        )
        return [(int(text(number).split("-")[0]), fields[b"entry"]) for number, fields in rows]

    async def fold(self, entries: Sequence[bytes]) -> None:
        """Applies valid entries in order. Raises ShardLost, ScriptFailed when one does not fit."""
        for start in range(0, len(entries), FOLD_BATCH):
            reply = await self._call("fold", self.generation, *entries[start : start + FOLD_BATCH])
            code = text(reply[0])
            if code == "stale":
                raise ShardLost("a newer owner has claimed the shard")
            if code != "folded":
                raise ScriptFailed(f"the fold does not go on at entry {text(reply[1])}")

    async def heartbeat(self, rep: str) -> bool:
        """Notes a sign of life; False when the rep is unknown. Needs no generation."""
        return text((await self._call("heartbeat", rep))[0]) == "ok"
