"""The score of a lead, in points (0..100) and in micropoints.

`score = 0.30 · profile + 0.50 · heat + 0.20 · freshness`, weights from the policy; freshness falls
by 2 points an hour and stands still at 0. Inside the router a score is a whole number of
micropoints (a millionth of a point), so that Python, Lua and JSON agree to the digit.
"""

import math
import re
from dataclasses import dataclass

from hotlead.router.policy.document import FULL, Scoring, SignalPoints
from hotlead.topics.captures import AttributeValue, value_text

MICRO = 1_000_000
HOUR_MS = 3_600_000
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


def micro(points: float) -> int:
    """Points as whole micropoints, halves rounded up (as the Lua scripts do)."""
    return math.floor(points * MICRO + 0.5)


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts of a score, each in 0..100, and the score they give."""

    profile: float
    heat: float
    freshness: float
    score: float


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


def profile(scoring: Scoring, attributes: dict[str, AttributeValue]) -> float:
    """Sum of the attributes' points, at most 100."""
    total = sum(attribute_points(scoring, name, value) for name, value in attributes.items())
    return min(FULL, total)


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


def heat(scoring: Scoring, signals: list[tuple[str, float]]) -> float:
    """Sum of the signals' points, each kind up to its cap, together at most 100."""
    by_kind: dict[str, float] = {}
    for kind, value in signals:
        rule = signal_points(scoring, kind, value)
        if rule is not None:
            by_kind[kind] = min(rule.cap, by_kind.get(kind, 0.0) + rule.points)
    return min(FULL, sum(by_kind.values()))


def freshness(scoring: Scoring, age_ms: int) -> float:
    """Freshness after `age_ms` since the latest capture; a time in the future counts as now."""
    if scoring.decay == "none":
        return 0.0
    return max(0.0, FULL - scoring.freshness_loss_per_h * max(0, age_ms) / HOUR_MS)


def score(scoring: Scoring, *, profile_points: float, heat_points: float, age_ms: int) -> Parts:
    """The score and its parts at an age."""
    fresh = freshness(scoring, age_ms)
    weights = scoring.weights
    total = weights.profile * profile_points + weights.heat * heat_points
    return Parts(profile_points, heat_points, fresh, total + weights.freshness * fresh)
