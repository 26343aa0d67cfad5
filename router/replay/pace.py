"""Waiting for instants of the day's clock."""

import asyncio
from dataclasses import dataclass

from hotlead.router.clock import Clock


@dataclass(frozen=True, slots=True)
class Pace:
    """The replay's first row is at `start_ms` of the clock; offsets count from there."""

    clock: Clock
    start_ms: int

    async def until(self, at_ms: float) -> None:
        """Awaits an instant of the day's clock; returns at once when it has passed."""
        left_s = self.clock.real_seconds(at_ms - self.clock.now_ms())
        if left_s > 0:
            await asyncio.sleep(left_s)

    async def until_offset(self, offset_ms: float) -> None:
        """Awaits an offset from the first row."""
        await self.until(self.start_ms + offset_ms)
