"""The design's formula of a score, in points: what tests and the bench hold the product against."""

from collections.abc import Iterable, Mapping

from hotlead.router.policy.document import Scoring
from hotlead.router.rules.scoring import attribute_points, signal_points
from hotlead.topics.captures import AttributeValue

FULL = 100.0


def profile(scoring: Scoring, attributes: Mapping[str, AttributeValue]) -> float:
    """Sum of the attributes' points, at most 100."""
    return min(FULL, sum(attribute_points(scoring, *one) for one in attributes.items()))


def heat(scoring: Scoring, signals: Iterable[tuple[str, float]]) -> float:
    """Sum of the signals' points, each kind up to its cap, together at most 100."""
    by_kind: dict[str, float] = {}
    for kind, value in signals:
        rule = signal_points(scoring, kind, value)
        if rule is not None:
            by_kind[kind] = min(rule.cap, by_kind.get(kind, 0.0) + rule.points)
    return min(FULL, sum(by_kind.values()))


def score(scoring: Scoring, profile_points: float, heat_points: float = 0.0) -> float:
    """The score at the instant of the latest capture."""
    weights = scoring.weights
    fresh = 0.0 if scoring.decay == "none" else FULL
    return weights.profile * profile_points + weights.heat * heat_points + weights.freshness * fresh
