"""The demo told in plain lines: for a log, a pipe, or --headless."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from hotlead.router.cancelling import cancel
from hotlead.router.demo.day import Day
from hotlead.router.demo.team import HOUR_MS
from hotlead.router.replay.play import Scene
from hotlead.router.state.views.place import Place

STAGES: Final = {
    "replaying": "the shop opens",
    "waiting until all is at rest": "the shop is closed: waiting until no ladder runs",
}


def clock_text(hours: float) -> str:
    """A time of day: 9.5 is 09:30."""
    minutes = int(hours * 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


class Lines:
    """An onlooker who says a line at each stage, and one each hour of the day."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def stage(self, text: str) -> None:
        """What happens now."""
        self._say(STAGES.get(text, text))

    def note(self, text: str) -> None:
        """Something to be read after the end."""
        self._say(text)

    def total(self, captures: int) -> None:
        """How many captures there will be."""
        self._say(f"{captures} captures in this day")

    def sent(self, captures: int) -> None:
        """How many were sent so far: the hours tell."""

    def pushed(self, after_s: float) -> None:
        """The first lead went to a rep."""
        self._say(f"first lead pushed to a rep {after_s:.1f} s after the start")

    @asynccontextmanager
    async def looking(self, scene: Scene, place: Place, day: Day) -> AsyncIterator[None]:
        """Tells each hour."""
        task = asyncio.create_task(self._tell(scene, day))
        try:
            yield
        finally:
            await cancel([task])
        if not task.cancelled():
            task.result()

    async def _tell(self, scene: Scene, day: Day) -> None:
        hour = int(day.opens_h) + 1
        while True:
            await scene.pace.until_offset((hour - day.opens_h) * HOUR_MS)
            now = scene.summary.result(dead_lettered=0, audit=None)
            rungs = sum(now["rungs"].values())
            told = (f"{name} {now[name]}" for name in ("captured", "waiting", "assigned"))
            closed = f"acknowledged {now['acknowledged']}, closed {now['closed']}"
            self._say(f"{clock_text(hour)}  {', '.join(told)}, {closed}, rungs {rungs}")
            hour += 1
