"""The straight line on which a lead's score runs from one event to the next, in micropoints."""

import math
from dataclasses import dataclass

from hotlead.router.rules.scoring import HOUR_MS
from hotlead.topics.journal.leads import Scored


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """`base` is profile's and heat's share of the score, `start` freshness's at `fresh_at` (UTC ms)
    and `slope` what that loses an hour, until nothing of it is left.
    """

    base: int
    start: int
    slope: int
    fresh_at: int

    @classmethod
    def of(cls, change: Scored) -> "ScoreLine":
        """That of a change which tells a score."""
        return cls(change.base, change.start, change.slope, change.captured_at)

    def at(self, at_ms: int) -> int:
        """The score at an instant, rounded as the scripts round it (21_leads.lua, score_at)."""
        lost = self.slope * max(0, at_ms - self.fresh_at) / HOUR_MS
        return math.floor(self.base + max(0.0, self.start - lost) + 0.5)
