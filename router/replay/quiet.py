"""When a replay is over: all captures are through, nothing is due, and the journal rests."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from hotlead.router.replay.feeder import steady_ms
from hotlead.router.shard.tail import Followed

REST_MS = 2_000.0
LOOK_S = 0.2
# What the clock alone brings, for ever; it tells nothing of leads.
BACKGROUND = frozenset(
    {"position", "shift_changed", "pool_hours", "froze", "relaxed", "unpaced", "refusals_kept"}
)
LADDER_ENDS = frozenset({"acknowledged", "closed", "reopened"})


@dataclass
class Rest:
    """Hears the journal, and knows since when nothing has happened and what is still due."""

    _moved_ms: float = field(default_factory=steady_ms)
    _live: set[str] = field(default_factory=set)
    _climbing: set[str] = field(default_factory=set)

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        for change in followed.entry.raw:
            kind = change["kind"]
            if kind not in BACKGROUND:
                self._moved_ms = steady_ms()
            if kind == "assigned":
                self._live.add(change["lead"])
            elif kind in ("withdrawn", "acknowledged", "closed"):
                self._live.discard(change["lead"])
            # By the rungs and not by the clock: a rung fires a little after it is due.
            if kind == "hot" or (kind == "left" and change.get("rung_at")):
                self._climbing.add(change["lead"])
            elif kind in LADDER_ENDS or (kind == "rung" and not change.get("next_due")):
                self._climbing.discard(change["lead"])

    @property
    def ladders_over(self) -> bool:
        """Whether no lead climbs a ladder: each was acknowledged, or its last rung has fired."""
        return not self._climbing

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
