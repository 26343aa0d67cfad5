"""Waiting for processes of a run."""

import asyncio
from time import monotonic
from typing import Final

from hotlead.router.embedded.child import Child

READY_S: Final = 90.0
LOOK_S: Final = 0.02


async def said(child: Child, words: str) -> str:
    """Awaits a line that a process says; returns all that it said."""
    deadline = monotonic() + READY_S
    while words not in (text := child.log_text()) or not text.endswith("\n"):
        if child.exit_code() is not None or monotonic() > deadline:
            raise child.failed(f"did not say {words!r}")
        await asyncio.sleep(LOOK_S)
    return text


async def ended(child: Child, deadline_s: float) -> None:
    """Awaits the end of a process, or the instant (monotonic seconds)."""
    while child.exit_code() is None and monotonic() < deadline_s:  # noqa: ASYNC110  (it tells nobody)
        await asyncio.sleep(LOOK_S)


async def until(instant_s: float) -> None:
    """Awaits an instant (monotonic seconds)."""
    await asyncio.sleep(max(0.0, instant_s - monotonic()))
