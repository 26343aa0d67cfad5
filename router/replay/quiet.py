"""When a replay is over: all captures are through, nothing is due, and the journal rests."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from hotlead.router.replay.feeder import steady_ms
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal.assignments import Acknowledged, Assigned, Left, Withdrawn
from hotlead.topics.journal.leads import (
    Closed,
    Froze,
    Hot,
    RefusalsKept,
    Relaxed,
    Reopened,
    RungFired,
)
from hotlead.topics.journal.pools import PoolHours
from hotlead.topics.journal.reps import ShiftChanged, Unpaced, WrapUpEnded
from hotlead.topics.journal.shard import Position

REST_MS = 2_000.0
LOOK_S = 0.2
# What the clock alone brings, for ever; it tells nothing of leads.
BACKGROUND = (Position, ShiftChanged, PoolHours, Froze, Relaxed, Unpaced, WrapUpEnded, RefusalsKept)


@dataclass
class Rest:
    """Hears the journal, and knows since when nothing has happened and what is still due."""

    _moved_ms: float = field(default_factory=steady_ms)
    _live: set[str] = field(default_factory=set)
    _climbing: set[str] = field(default_factory=set)

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        for change in followed.entry.changes:
            if not isinstance(change, BACKGROUND):
                self._moved_ms = steady_ms()
            match change:
                case Assigned():
                    self._live.add(change.lead)
                case Withdrawn() | Acknowledged() | Closed():
                    self._live.discard(change.lead)
            # By the rungs and not by the clock: a rung fires a little after it is due.
            match change:
                case Left(rung_at=None) | RungFired(next_due=int()):
                    pass
                case Hot() | Left():
                    self._climbing.add(change.lead)
                case Acknowledged() | Closed() | Reopened() | RungFired():
                    self._climbing.discard(change.lead)

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
