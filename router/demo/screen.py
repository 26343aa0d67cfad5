"""The demo at a terminal: stages with a spinner, then the live view until the shop is closed."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Final, Self

from redis.exceptions import RedisError
from rich.console import Console
from rich.live import Live
from rich.status import Status

from hotlead.router.cancelling import cancel
from hotlead.router.demo.board import Board
from hotlead.router.demo.day import Day
from hotlead.router.demo.frame import Picture, draw
from hotlead.router.demo.lines import STAGES
from hotlead.router.replay.feeder import steady_ms
from hotlead.router.replay.play import Scene
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.queue import queue
from hotlead.router.state.views.team import rep_views

log = logging.getLogger(__name__)

FRAME_S: Final = 0.2
"""Five frames a second: at the demo's own speed the clock moves by a minute and a half each."""
QUEUE_ROWS: Final = 60


class Screen:
    """An onlooker with a terminal. Leave it before anything else is printed."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._stage = ""
        self._stage_ms = steady_ms()
        self._title = "starting"
        self._notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end_stage(done=kind is None)
        for text in self._notes:
            self._console.print(text, markup=False, highlight=False)

    def stage(self, text: str) -> None:
        """What happens now; what happened before is ticked off, with its time."""
        self._end_stage(done=True)
        if text in STAGES:
            # The live view tells of these.
            self._title = STAGES[text]
            return
        self._stage, self._stage_ms = text, steady_ms()
        self._status = self._console.status(text)
        self._status.start()

    def note(self, text: str) -> None:
        """Something to be read after the end."""
        self._notes.append(text)

    def total(self, captures: int) -> None:
        """How many captures there will be: the clock tells how far the day is."""

    def sent(self, captures: int) -> None:
        """How many were sent so far: the counts tell."""

    def pushed(self, after_s: float) -> None:
        """The first lead went to a rep."""
        self._title = f"first lead pushed {after_s:.1f} s after the start"
        self._notes.append(self._title)

    @asynccontextmanager
    async def looking(self, scene: Scene, place: Place, day: Day) -> AsyncIterator[None]:
        """Draws the live view, on a screen of its own."""
        self._end_stage(done=True)
        board = Board()
        scene.tail.subscribe(board.hear)
        with Live(console=self._console, screen=True, auto_refresh=False) as live:
            task = asyncio.create_task(self._draw(live, scene, place, day, board))
            try:
                yield
            finally:
                await cancel([task])
            if not task.cancelled():
                task.result()

    async def _draw(self, live: Live, scene: Scene, place: Place, day: Day, board: Board) -> None:
        while True:
            try:
                picture = await self._picture(scene, place, day, board)
            except RedisError:
                log.info("no picture: Redis does not answer")
            else:
                size = self._console.size
                live.update(draw(picture, size.width, size.height), refresh=True)
            await asyncio.sleep(FRAME_S)

    async def _picture(self, scene: Scene, place: Place, day: Day, board: Board) -> Picture:
        return Picture(
            now_ms=scene.pace.clock.now_ms(),
            start_ms=scene.pace.start_ms,
            opens_h=day.opens_h,
            closes_h=day.closes_h,
            speed=scene.pace.clock.speed,
            title=self._title,
            queue=await queue(place, limit=QUEUE_ROWS),
            reps=await rep_views(place),
            summary=scene.summary.result(dead_lettered=0, audit=None),
            board=board,
        )

    def _end_stage(self, *, done: bool) -> None:
        if self._status is None:
            return
        self._status.stop()
        self._status = None
        if done:
            took_s = (steady_ms() - self._stage_ms) / 1000
            self._console.print(f"[green]✓[/] {self._stage} [dim]{took_s:.1f} s[/]")
