"""When a replay is over: all captures are through, nothing is due, and the journal rests."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from hotlead.router.clock import Clock
from hotlead.router.journal.tail import Followed
from hotlead.router.replay.feeder import steady_ms

REST_MS = 2_000.0
LOOK_S = 0.2
# What the clock alone brings, for ever; it tells nothing of leads.
BACKGROUND = frozenset(
    {"position", "shift_changed", "pool_hours", "froze", "relaxed", "unpaced", "refusals_kept"}
)


@dataclass
class Rest:
    """Hears the journal, and knows since when nothing has happened and what is still due.

    `ladder_ms` is the longest ladder of the policy.
    """

    clock: Clock
    ladder_ms: float
    _moved_ms: float = field(default_factory=steady_ms)
    _live: set[str] = field(default_factory=set)
    _hot_until_ms: float = 0.0

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        for change in followed.entry.changes:
            kind = change["kind"]
            if kind not in BACKGROUND:
                self._moved_ms = steady_ms()
            if kind == "assigned":
                self._live.add(change["lead"])
            elif kind in ("withdrawn", "acknowledged", "closed"):
                self._live.discard(change["lead"])
            elif kind == "hot":
                self._hot_until_ms = max(self._hot_until_ms, change["clock_at"] + self.ladder_ms)

    @property
    def ladders_over(self) -> bool:
        """Whether every ladder that was begun has come to its end, acknowledged or not."""
        return self.clock.now_ms() > self._hot_until_ms

    @property
    def reached(self) -> bool:
        """Whether no rep has a lead to acknowledge, no ladder runs, and nothing moved lately."""
        rested = steady_ms() - self._moved_ms >= REST_MS
        return rested and not self._live and self.ladders_over


async def await_rest(
    rested: Callable[[], bool], through: Callable[[], Awaitable[bool]], *, limit_s: float
) -> bool:
    """Waits until all is at rest and through; False when that takes longer than the limit."""
    deadline_ms = steady_ms() + limit_s * 1000
    while steady_ms() < deadline_ms:
        if rested() and await through():
            return True
        # The journal tells when something happens, but nobody tells that nothing does.
        await asyncio.sleep(LOOK_S)
    return False
