"""The score of a lead, in points (0..100) and in micropoints.

`score = 0.30 · profile + 0.50 · heat + 0.20 · freshness`, weights from the policy; freshness falls
by 2 points an hour and stands still at 0. Inside the router a score is a whole number of
micropoints (a millionth of a point), so that Python, Lua and JSON agree to the digit. The scripts
score; here is what a policy gives for an attribute or a signal, and a score read from the journal.
"""

import math
import re
from dataclasses import dataclass

from hotlead.router.policy.document import Scoring, SignalPoints
from hotlead.topics.captures import AttributeValue, value_text
from hotlead.topics.journal.leads import Scored

MICRO = 1_000_000
HOUR_MS = 3_600_000
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


def micro(points: float) -> int:
    """Points as whole micropoints, halves rounded up (as the Lua scripts do)."""
    return math.floor(points * MICRO + 0.5)


def is_number(text: str) -> bool:
    """Whether a text counts as the number that it shows."""
    return _NUMBER.fullmatch(text) is not None


def attribute_points(scoring: Scoring, name: str, value: AttributeValue) -> float:
    """Profile points that one attribute's value earns; 0 for an attribute the policy ignores.

    A number earns the same whether it comes as a number or, as from many forms, as text.
    """
    table = scoring.profile.get(name)
    if table is None:
        return 0.0
    text = value_text(value)
    if text in table.values:
        return table.values[text]
    if table.thresholds and not isinstance(value, bool):
        number = value if isinstance(value, float | int) else None
        if number is None and is_number(text):
            number = float(text)
        if number is not None:
            reached = [t.points for t in table.thresholds if number >= t.at_least]
            return max(reached, default=table.other)
    return table.other


def signal_points(scoring: Scoring, kind: str, value: float) -> SignalPoints | None:
    """What one signal earns, or None when the policy gives nothing for it."""
    rule = scoring.heat.get(kind)
    if rule is None:
        return None
    if rule.above is not None and not value > rule.above:
        return None
    if rule.at_least is not None and not value >= rule.at_least:
        return None
    return rule


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The straight line on which a lead's score runs from one event to the next, in micropoints.

    `base` is profile's and heat's share of the score, `start` freshness's at `fresh_at` (UTC ms)
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

    def freshness(self, at_ms: int) -> float:
        """Freshness's share at an instant; one before `fresh_at` counts as that."""
        return max(0.0, self.start - self.slope * max(0, at_ms - self.fresh_at) / HOUR_MS)

    def at(self, at_ms: int) -> int:
        """The score at an instant, rounded as the scripts round it (21_leads.lua, score_at)."""
        return math.floor(self.base + self.freshness(at_ms) + 0.5)
