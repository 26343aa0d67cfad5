"""One shard's state in Redis: scripts run in pipelines, each refused unless it is in order."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final, cast

import orjson
from redis.asyncio import Redis
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
from hotlead.router.errors import OtherLog, ScriptFailed, ShardLost, StoreBehind, Unsendable
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.call import Call
from hotlead.router.shard.connection import text
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.timers import Search
from hotlead.router.state.scripts import scripts
from hotlead.router.state.snapshot_schema import schema

STAMP_BYTES: Final = 12
FOLD_BATCH: Final = 200
#: Transitions of one script. It holds up everybody else at this Redis meanwhile.
RUN_BATCH: Final = 50


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
    """The shard's own account when a new owner claimed it; `schema` says how its state is kept."""

    seq: int
    tip: str
    next: int
    tail_offset: int | None
    tail_stamp: str
    schema: str


@dataclass(frozen=True, slots=True)
class Due:
    """The shard's time, Redis's own, and what has fallen due: members of `deadlines` with their
    instants, and what was found, by kind."""

    now_ms: int
    real_ms: int
    position: int
    timers: tuple[tuple[str, int], ...]
    found: Mapping[str, tuple[str, ...]]


#: Errors that say nothing of the script: Redis cannot write now, and nothing was written (once a
#: script has written, Redis lets it end). The client takes the code off those that it has types of.
PASSING = ("OOM", "MISCONF", "LOADING", "READONLY", "BUSY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN")
PASSING_TYPES = (OutOfMemoryError, ReadOnlyError, ClusterDownError, TryAgainError)


def _failed(
    script: str, reply: ResponseError, placed: "Placed | None" = None
) -> RedisError | ScriptFailed:
    if isinstance(reply, PASSING_TYPES) or str(reply).startswith(PASSING):
        return RedisConnectionError(str(reply))
    failed = ScriptFailed(f"script {script}: {reply}")
    if placed is not None:
        failed.position, failed.timer = placed.position, placed.call.request.get("member")
    return failed


def _body(one: "Placed") -> bytes:
    try:
        return orjson.dumps(one.call.request)
    except TypeError as error:
        unsendable = Unsendable(f"script {one.call.script}: {error}")
        unsendable.position, unsendable.timer = one.position, one.call.request.get("member")
        raise unsendable from None


def _outcome(one: Placed, code: str, rest: "Sequence[bytes]") -> Outcome:
    if code == "stale":
        raise ShardLost("a newer owner has claimed the shard")
    if code == "gap":
        raise StoreBehind("Redis holds an older position than was seen")
    if code == "failed":
        raise _failed(one.call.script, ResponseError(text(rest[0])), one)
    return Outcome(code, rest[0] if rest else b"")


class ShardStore:
    """Access to one shard under one generation."""

    def __init__(
        self,
        redis: "Redis",
        keys: ShardKeys,
        aggregates: Aggregates[Any],
        generation: int = -1,
    ) -> None:
        self.redis = redis
        self.keys = keys
        self.aggregates = aggregates
        self.generation = generation

    async def load_scripts(self) -> None:
        """Makes the scripts known to Redis; harmless when they are."""
        pipe = self.redis.pipeline(transaction=False)
        for script in scripts(self.aggregates).values():
            pipe.script_load(script.text)
        await pipe.execute()

    async def call(self, name: str, *argv: str | int | float | bytes) -> list[Any]:
        """What one script returns; no pipeline, no place. Raises ScriptFailed."""
        script = scripts(self.aggregates)[name]
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
            for part in await self.call(
                "open",
                self.generation,
                clock.origin_ms,
                clock.origin_real_ms,
                clock.speed,
                run_id,
                log,
                schema(self.aggregates),
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
            schema=reply[6],
        )

    async def run(self, placed: Sequence[Placed], at_once: int = RUN_BATCH) -> list[Outcome]:
        """Runs a batch in one pipeline, so many in one script, and returns what each came to.

        Raises ShardLost, StoreBehind or ScriptFailed at the first that was refused; those before it
        stand, those after it were refused as well, so running the batch again is harmless. Which of
        several in one script failed is not known when it was what they wrote together.
        """
        if not placed:
            return []
        try:
            return await self._pipeline(placed, at_once)
        except NoScriptError:
            await self.load_scripts()
            return await self._pipeline(placed, at_once)

    async def _pipeline(self, placed: Sequence[Placed], at_once: int) -> list[Outcome]:
        sha, key = scripts(self.aggregates)["run"].sha, self.keys.key("shard")
        pipe = self.redis.pipeline(transaction=False)
        for start in range(0, len(placed), at_once):
            argv: list[str | int | bytes] = []
            for one in placed[start : start + at_once]:
                position = "" if one.position is None else one.position
                argv += (
                    one.call.script,
                    one.follows,
                    position,
                    token_hex(STAMP_BYTES),
                    _body(one),
                )
            pipe.evalsha(sha, 1, key, self.generation, *argv)
        outcomes: list[Outcome] = []
        for reply in await pipe.execute(raise_on_error=False):
            if isinstance(reply, ResponseError) and not isinstance(reply, NoScriptError):
                only = placed[len(outcomes)] if at_once == 1 else None
                raise _failed(only.call.script if only else "run", reply, only)
            if isinstance(reply, RedisError):
                raise reply
            for code, *rest in reply:
                outcomes.append(_outcome(placed[len(outcomes)], text(code), rest))
        return outcomes

    async def due(
        self, *, horizon_ms: int | None, limit: int, searches: Sequence[Search] = ()
    ) -> Due:
        """The shard's time and what fell due up to the horizon (up to now without one)."""
        horizon = "" if horizon_ms is None else horizon_ms
        asked = [part for one in searches for part in (one.kind, one.limit, one.given)]
        reply = await self.call("due", self.generation, horizon, limit, *asked)
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
            found={
                one.kind: tuple(text(id_) for id_ in ids)
                for one, ids in zip(searches, reply[5:], strict=True)
            },
        )

    async def policy(self) -> str:
        """The version in force."""
        name = self.keys.key("shard")
        return text(await cast("Awaitable[bytes]", self.redis.hget(name, "policy")))

    async def inbox(self) -> str:
        """Which log the shard's position is of; '' while that is not known."""
        name = self.keys.key("inbox")
        return text(await cast("Awaitable[bytes | None]", self.redis.hget(name, "log")))

    async def trim(self, seq: int, stamp: str, offset: int) -> None:
        """Forgets outbox entries up to one that was read back as valid."""
        await self.call("trim", self.generation, seq, stamp, offset)

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
            reply = await self.call("fold", self.generation, *entries[start : start + FOLD_BATCH])
            code = text(reply[0])
            if code == "stale":
                raise ShardLost("a newer owner has claimed the shard")
            if code != "folded":
                raise ScriptFailed(f"the fold does not go on at entry {text(reply[1])}")
