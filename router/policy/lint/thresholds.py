"""Warnings about thresholds: those that no score passes, or every score, and their order."""

from collections.abc import Iterator
from typing import Final

from hotlead.router.policy.document import FULL, Policy, Scoring
from hotlead.router.policy.lint.points import most
from hotlead.router.policy.lint.warning import Known, Rule, Told

DIGITS: Final = 6  # a score is a whole number of micropoints


def highest(scoring: Scoring) -> float:
    """The highest score that any lead can reach: the best of all attributes, every signal."""
    profile = min(FULL, sum(map(most, scoring.profile.values())))
    heat = min(FULL, sum(rule.cap if rule.points else 0.0 for rule in scoring.heat.values()))
    weights = scoring.weights
    total = weights.profile * profile + weights.heat * heat
    return round(total + scoring.fresh_at_first, DIGITS)


def at_capture(scoring: Scoring) -> float:
    """The score of a new lead that nothing is known of."""
    return round(scoring.fresh_at_first, DIGITS)


def hot_for_nobody(policy: Policy, known: Known) -> Iterator[Told]:
    """A hot threshold that no score is above."""
    best = highest(policy.scoring)
    for name, pool in policy.pools.items():
        if pool.hot >= best:
            yield (
                f"pools.{name}.hot",
                f"no lead is ever hot, and no ladder runs: the highest score is {best:g}, and hot"
                f" is above {pool.hot:g}",
                f"set it below {best:g}; 72 is the default",
            )


def hot_for_everybody(policy: Policy, known: Known) -> Iterator[Told]:
    """A hot threshold that every new lead is above."""
    least = at_capture(policy.scoring)
    for name, pool in policy.pools.items():
        if pool.hot < least or pool.hot == 0:
            yield (
                f"pools.{name}.hot",
                f"every new lead is hot: {least:g} points come from freshness alone",
                f"set it well above {least:g}; 72 is the default",
            )


def high_intent_for_nobody(policy: Policy, known: Known) -> Iterator[Told]:
    """A threshold of high intent that no score reaches."""
    best = highest(policy.scoring)
    for name, pool in policy.pools.items():
        if pool.high_intent > best:
            yield (
                f"pools.{name}.high_intent",
                f"no lead reaches it, so the top tier never goes first: the highest score is"
                f" {best:g}",
                f"set it to {best:g} at most; 85 is the default",
            )


def high_intent_for_everybody(policy: Policy, known: Known) -> Iterator[Told]:
    """A threshold of high intent that every new lead reaches."""
    least = at_capture(policy.scoring)
    for name, pool in policy.pools.items():
        if pool.high_intent <= least:
            yield (
                f"pools.{name}.high_intent",
                f"every new lead goes to the top tier first: {least:g} points come from freshness"
                " alone",
                f"set it well above {least:g}; 85 is the default",
            )


def high_intent_below_hot(policy: Policy, known: Known) -> Iterator[Told]:
    """High intent that is less than a hot that can be reached."""
    best = highest(policy.scoring)
    for name, pool in policy.pools.items():
        if pool.high_intent < pool.hot < best:
            yield (
                f"pools.{name}.high_intent",
                f"{pool.high_intent:g} is below hot, {pool.hot:g}: leads that are not hot go to the"
                " top tier first",
                f"set it above {pool.hot:g}, or lower hot",
            )


RULES: Final[tuple[Rule, ...]] = (
    hot_for_nobody,
    hot_for_everybody,
    high_intent_for_nobody,
    high_intent_for_everybody,
    high_intent_below_hot,
)
