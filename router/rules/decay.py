"""What a score is worth at an instant, and what the keys of queues tell of it.

The one place in Python that knows what router/leads/lua/parts/20_decay.lua decides by: the same
sums in the same order, in doubles as Lua has them, so that both agree to the digit. Pure; values in
micropoints, instants in UTC ms.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from hotlead.router.policy.document import FULL
from hotlead.topics.journal.leads import Scored

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 3_600_000
#: 2020-01-01: the common instant that keys are put back to.
EPOCH0_MS: Final = 1_577_836_800_000


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The straight line on which a lead's score runs from one event to the next.

    `base` is profile's and heat's share of the score, `start` freshness's at `fresh_at` and `slope`
    what that loses an hour, until nothing of it is left.
    """

    base: int
    start: int
    slope: int
    fresh_at: int

    @classmethod
    def of(cls, change: Scored) -> "ScoreLine":
        """That of a change which tells a score."""
        return cls(change.base, change.start, change.slope, change.captured_at)

    def freshness(self, at_ms: int) -> float:
        """Freshness's share at an instant; one before `fresh_at` counts as that."""
        return max(0.0, self.start - _lost(self.slope, self.fresh_at, max(self.fresh_at, at_ms)))

    def freshness_points(self, at_ms: int) -> float:
        """The freshness part itself, in points (0..100)."""
        return self.freshness(at_ms) / self.start * FULL if self.start else 0.0

    def at(self, at_ms: int) -> int:
        """The score at an instant, halves rounded up."""
        return math.floor(self.base + self.freshness(at_ms) + 0.5)


class Law(NamedTuple):
    """How the values of a queue run: what freshness loses an hour, what waiting earns a minute.

    A value is the score and the waiting points. Whoever `falls` has freshness above 0. Waiting is
    counted by the pool's clock: `since` and `clock` are its totals when it began and now.
    """

    slope: float
    wait: float

    def value(self, line: ScoreLine, at_ms: int, since: int, clock: int) -> float:
        """That of a lead at an instant."""
        return line.at(at_ms) + _earned(self.wait, since, clock)

    def key(self, line: ScoreLine, since: int, *, falls: bool) -> int:
        """The value put back to one instant and one total, negated: the best has rank 0."""
        value: float = line.base
        if falls:
            value = value + line.start + _lost(self.slope, EPOCH0_MS, line.fresh_at)
        return -math.floor(value - _earned(self.wait, EPOCH0_MS, since) + 0.5)

    def value_of(self, key: float, at_ms: int, clock: int, *, falls: bool) -> float:
        """The value at an instant that a key stands for."""
        value = -key + _earned(self.wait, EPOCH0_MS, clock)
        return value - _lost(self.slope, EPOCH0_MS, at_ms) if falls else value


def _lost(slope: float, from_ms: int, to_ms: int) -> float:
    return slope * float(to_ms - from_ms) / HOUR_MS


def _earned(wait: float, from_ms: int, to_ms: int) -> float:
    return wait * float(to_ms - from_ms) / MINUTE_MS
