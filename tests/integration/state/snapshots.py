"""A snapshot of the driven shard: read step by step, and put into a second state beside it."""

import random
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.clearing import clear
from hotlead.router.state.snapshot_reading import Command
from hotlead.router.state.store import ShardStore
from tests.integration.state import actions
from tests.integration.state.policies import COLD, HIGH, HOT, WARM
from tests.integration.state.shard import Shard
from tests.integration.state.snapshot import take

RESTORED = "restored:"
PEOPLE, REPS = 12, ("r0", "r1", "r2")
ACTS: Final[tuple[Callable[[Shard, str], Awaitable[object]], ...]] = (
    *(actions.acknowledge, actions.acknowledge, actions.decline, actions.release),
    *(actions.activity, actions.close),
)


async def restored(redis: Redis, commands: Iterable[Command]) -> dict[str, Any]:
    """What a snapshot's commands make of a cleared shard, `shard` left out, each sent by itself."""
    keys = ShardKeys(0, scratch=RESTORED)
    store = ShardStore(redis, keys, AGGREGATES, generation=1)
    await store.claim(Clock(0, 0, 1.0), "run", "log")
    await clear(store)
    for command in commands:
        assert await store.call("snapshot_restore", 1, orjson.dumps([command])) == [b"restored"]
    found = (await take(redis, keys)).lasting()
    await redis.delete(*[name async for name in redis.scan_iter(match=keys.pattern)])
    del found["shard"]
    return found


async def live(shard: Shard) -> dict[str, Any]:
    """What a snapshot of the shard as it is now must give."""
    found = (await take(shard.redis, shard.store.keys)).lasting()
    found.pop("contacts", None)
    del found["shard"]
    return found


class Life:
    """Things that happen to a shard, drawn from a seed."""

    def __init__(self, shard: Shard, seed: int) -> None:
        self._shard, self._draw = shard, random.Random(seed)

    async def begin(self) -> None:
        """Some reps."""
        for rep in REPS:
            await self._shard.rep(rep, capacity=self._draw.choice((1, 3)))

    async def go_on(self, steps: int) -> None:
        """So many things happen, and what falls due by then."""
        for _ in range(steps):
            await self._one()
            await self._shard.run_timers()

    async def _one(self) -> None:
        shard, draw = self._shard, self._draw
        person, rep = draw.randrange(PEOPLE), draw.choice(REPS)
        lead = f"L{person}"
        what = draw.choice(
            ("capture", "capture", "signal", "presence", "act", "act", "wait", "phone")
        )
        match what:
            case "capture":
                grade = draw.choice((COLD, WARM, HOT, HIGH))
                visitor = draw.choice((None, f"v{person}"))
                await shard.capture(lead, grade, visitor=visitor, attributes={"region": "east"})
            case "signal":
                await shard.signal(f"v{draw.randrange(2 * PEOPLE)}")
            case "presence":
                await shard.presence(rep, draw.choice(("idle", "idle", "away")))
            case "phone" if draw.random() < 0.2:
                await actions.sign_out(shard, rep, shard.now)
            case "phone":
                await actions.subscribe(shard, rep, f"p{draw.randrange(12)}")
            case "wait":
                seconds = draw.choice((1, 61, 301, 3600, 26 * 3600))
                await shard.jump(seconds=seconds)
            case _:
                await draw.choice(ACTS)(shard, lead)
