"""The worker processes, as whoever runs them sees them: started again when they end."""

import asyncio
import contextlib
import random
import re
import time
from dataclasses import dataclass
from typing import Final

from tests.integration.processes import Process
from tests.integration.worker.site import READY, Site

SLOTS: Final = (0, 1)
READY_S: Final = 90.0
LOOK_S: Final = 0.2
PAUSE_S: Final = 1.0
SAID_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class Ended:
    """A worker that ended by itself: its slot, its exit code, and the last that it wrote."""

    slot: int
    code: int
    said: str


class Workers:
    """A slot is a place for one worker; `env` says how a slot's worker differs."""

    def __init__(self, site: Site) -> None:
        self.env: dict[int, dict[str, str]] = {}
        self.ended: list[Ended] = []
        self._site = site
        self._running: dict[int, Process] = {}
        self._more: dict[int, dict[str, str]] = {}
        self._watching: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begins to start ended workers again."""
        self._watching = asyncio.create_task(self._watch())

    def any(self, dice: random.Random) -> int:
        """A slot in which a worker runs."""
        return dice.choice(sorted(slot for slot in SLOTS if slot in self._running))

    def process(self, slot: int) -> Process:
        """The worker there."""
        return self._running[slot]

    async def start(self, slot: int, *, ready: bool = True, **env: str) -> None:
        """Starts one; with `ready` when it serves or stands by."""
        self._more[slot] = env
        self._running[slot] = await self._site.worker(ready=False, **self.env.get(slot, {}), **env)
        if ready:
            await self.ready(slot)

    async def ready(self, slot: int) -> None:
        """Awaits that the worker there has been ready, or one that took its place."""
        deadline = time.monotonic() + READY_S
        while re.search(READY, self._running[slot].output, re.MULTILINE) is None:
            said = self._running[slot].output[-SAID_MAX:]
            assert time.monotonic() < deadline, f"slot {slot}: no worker is ready; {said}"
            await asyncio.sleep(LOOK_S)

    def kill(self, slot: int) -> None:
        """SIGKILL; it is not started again by itself."""
        self._running.pop(slot).kill()

    async def stop(self, slot: int) -> None:
        """SIGTERM; it must end in order, and is not started again by itself."""
        code = await self._running.pop(slot).terminate()
        assert code == 0, f"the worker of slot {slot} exited {code} on SIGTERM"

    async def close(self) -> None:
        """Stops all that run."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        for slot in list(self._running):
            await self.stop(slot)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            for slot, process in list(self._running.items()):
                code = process.exit_code
                if code is not None:
                    self.ended.append(Ended(slot, code, process.output[-SAID_MAX:]))
                    await asyncio.sleep(PAUSE_S)
                    if self._running.get(slot) is process:
                        await self.start(slot, ready=False, **self._more[slot])
