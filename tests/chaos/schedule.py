"""When which fault begins and ends: fixed by the seed, written in the history."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from tests.chaos.nemeses import NEMESES
from tests.chaos.nemeses.nemesis import Nemesis
from tests.chaos.signs import signs
from tests.chaos.site import ChaosSite

CALM_S: Final = (5.0, 9.0)
SHORT_LASTS_S: Final = 20.0
FIRST_S: Final = 4.0
SIGN_S: Final = 8.0
LOOK_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything: how long the load lasts, captures a second, short faults or full."""

    load_s: float
    per_s: float
    short: bool


class Schedule:
    """Runs nemeses side by side for as long as the load lasts; at its end all is healed.

    Of two that touch the same thing one waits for the other. Each has a turn at least, however
    late.
    """

    def __init__(self, site: ChaosSite, names: Sequence[str], plan: Plan) -> None:
        self.now: dict[str, float] = {}
        self.done = 0
        self._site, self._plan = site, plan
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._nemeses = [
            NEMESES[name](site, random.Random(f"{site.seed}:{name}")) for name in names
        ]

    async def run(self) -> None:
        """Returns when all is healed for good. Raises what a nemesis could not do."""
        until = time.monotonic() + self._plan.load_s
        async with asyncio.TaskGroup() as group:
            for number, nemesis in enumerate(self._nemeses):
                group.create_task(self._turns(nemesis, until, FIRST_S + number))

    async def _turns(self, nemesis: Nemesis, until: float, first_s: float) -> None:
        await asyncio.sleep(first_s)
        began = False
        while not began or time.monotonic() + _longest(nemesis, self._plan) + CALM_S[0] < until:
            async with AsyncExitStack() as stack:
                for thing in sorted(nemesis.touches):
                    await stack.enter_async_context(self._locks[thing])
                if began and time.monotonic() > until:
                    return
                await self._turn(nemesis)
                began = True
            await asyncio.sleep(nemesis.dice.uniform(*CALM_S))

    async def _turn(self, nemesis: Nemesis) -> None:
        lasts_s = min(nemesis.dice.uniform(*nemesis.lasts_s), _longest(nemesis, self._plan))
        before = signs(self._site)
        value = {"nemesis": nemesis.name, "lasts_s": round(lasts_s, 2)}
        operation = self._site.history.invoke("nemesis", "fault", value=value)
        self.now[nemesis.name] = time.monotonic()
        try:
            value |= await nemesis.begin()
            await asyncio.sleep(lasts_s)
        finally:
            await nemesis.heal()
            self.now.pop(nemesis.name)
        operation.end("ok", value=value)
        self.done += 1
        if nemesis.shows:
            await self._look(nemesis, before)

    async def _look(self, nemesis: Nemesis, before: Counter[str]) -> None:
        """Writes down whether the fault showed; a shard that fell back shows it a moment later."""
        deadline = time.monotonic() + SIGN_S
        while True:
            since = signs(self._site) - before
            seen = {sign: since[sign] for sign in nemesis.shows}
            if any(seen.values()) or time.monotonic() > deadline:
                break
            await asyncio.sleep(LOOK_S)
        value = {"nemesis": nemesis.name, "seen": seen}
        self._site.history.told("nemesis", "evidence", value=value)


def _longest(nemesis: Nemesis, plan: Plan) -> float:
    longest = nemesis.lasts_s[1]
    return min(longest, SHORT_LASTS_S) if plan.short else longest
