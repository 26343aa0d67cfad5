"""One run: a seed, some days, then no more faults. All that is random or tells time is replaced."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from unittest.mock import patch

from hotlead.topics.streams import JOURNAL
from tests.simulation.world import World


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. `digest` is that of all valid entries: equal seeds, equal digests;
    `records` is the whole journal, with what is void in it.
    """

    seed: int
    days: int
    cpu_s: float
    digest: str
    entries: int
    changes: dict[str, int]
    faults: dict[str, int]
    journal: dict[str, int]
    complaints: list[str] = field(repr=False)
    records: list[bytes] = field(repr=False)


@contextmanager
def _held(world: World) -> Iterator[None]:
    """Clocks show the world's time, and stamps come from its seed."""

    def now_ms() -> int:
        return world.now

    def now_s() -> float:
        return world.now / 1000

    def token(size: int) -> str:
        return world.chance.randbytes(size).hex()

    with ExitStack() as stack:
        for place, replacement in (
            ("hotlead.router.clock.real_ms", now_ms),
            ("hotlead.agents.dead_letters.real_ms", now_ms),
            ("hotlead.agents.inbox.owner.monotonic", now_s),
            ("hotlead.agents.inbox.publisher.monotonic", now_s),
            ("hotlead.router.state.store.token_hex", token),
            ("hotlead.router.state.recovery.token_hex", token),
        ):
            stack.enter_context(patch(place, replacement))
        yield


@contextmanager
def _quiet() -> Iterator[None]:
    """Faults are meant: their warnings are not shown."""
    ours = logging.getLogger("hotlead")
    level = ours.level
    ours.setLevel(logging.ERROR)
    try:
        yield
    finally:
        ours.setLevel(level)


def lived(seed: int, lives: Callable[[World], Awaitable[None]], **world_as: Any) -> World:
    """A world made so, after what it lives through. Raises Unsettled."""

    async def run() -> World:
        asyncio.get_running_loop().set_exception_handler(lambda _, __: None)
        world = World(seed, **world_as)
        with _held(world):
            await lives(world)
        return world

    with _quiet():
        return asyncio.run(run())


def simulate(seed: int, days: int, **world_as: Any) -> Outcome:
    """Runs a world made so; what did not hold is in `complaints`. Raises Unsettled."""
    began = time.process_time()

    async def lives(world: World) -> None:
        await world.live(days)
        await world.converge()

    world = lived(seed, lives, **world_as)
    judge = world.judge
    digest = sha256(b"".join(judge.entries)).hexdigest()
    return Outcome(
        seed,
        days,
        time.process_time() - began,
        digest,
        len(judge.entries),
        dict(judge.changes),
        world.faults,
        dict(judge.verdicts),
        judge.complaints,
        [record.value or b"" for record in world.site.logs[world.site.log(JOURNAL)].records],
    )
