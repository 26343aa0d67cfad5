"""Ends a process whose event loop stands still: a thread waits for a sign of the loop.

It ends the process without any tidying, for what would tidy stands still too; whoever supervises it
starts it anew. Nothing is lost by that: what was not committed comes again. Code that never lets
another thread run stops the watchdog too; nothing here does that.
"""

import asyncio
import faulthandler
import os
import sys
import threading
from time import monotonic
from types import TracebackType
from typing import Final, NoReturn, Self

#: The exit code of a process that ended itself because it stood still.
EXIT_STUCK: Final = 70
#: The loop may stand still for so long; above a broker's session and a slow disk's worst.
STILL_S: Final = 30.0
BEAT_S: Final = 0.5


def end_stuck(why: str) -> NoReturn:
    """Ends the process: why, then what every thread and task is at, without any value."""
    sys.stderr.write(f"stuck: {why}\n")
    sys.stderr.flush()
    faulthandler.dump_traceback(all_threads=True)
    os._exit(EXIT_STUCK)


class Watchdog:
    """An async context: the loop that it is entered in must not stand still for `still_s`."""

    def __init__(self, still_s: float = STILL_S) -> None:
        self._still_s = still_s
        self._beat_at = monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._beating: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._beating = asyncio.create_task(self._beat(), name="watchdog-beat")
        self._thread.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._beating is not None:
            self._beating.cancel()

    async def _beat(self) -> None:
        while True:
            self._beat_at = monotonic()
            await asyncio.sleep(BEAT_S)

    def _watch(self) -> None:
        look_s = min(1.0, self._still_s / 4)
        looked_at = monotonic()
        while not self._over.wait(look_s):
            now = monotonic()
            if now - looked_at > look_s + self._still_s / 2:
                # The whole process slept (SIGSTOP, a paused machine): the loop gets its time anew.
                self._beat_at = now
            looked_at = now
            if now - self._beat_at > self._still_s:
                end_stuck(f"the event loop has stood still for {now - self._beat_at:.0f} s")
