"""Policies for tests of the scripts: a lead's score is chosen by one attribute.

Under `policy()` a lead captured now with `grade` g scores `0.8 · g + 20`, and loses 0.4 an hour
for 50 hours.
"""

from typing import Any

from hotlead.router.policy.document import (
    AttributePoints,
    Policy,
    Pool,
    Requirement,
    Scoring,
    SignalPoints,
    Weights,
)
from hotlead.router.policy.people import Reachability

COLD, WARM, HOT, HIGH = 25.0, 50.0, 75.0, 95.0
"""Grades that score 40, 60, 80 (hot) and 96 (high intent)."""

GRADES = AttributePoints(values={f"{half / 2:g}": half / 2 for half in range(201)})
NEEDS = {
    "region": Requirement(region=True),
    "language": Requirement(skills={"en": "english"}),
    "budget": Requirement(tiers={"huge": 2}),
}


def scoring(**changes: Any) -> Scoring:
    """Scoring by grade alone; signals `visit` add 10 points of heat, at most 20."""
    fields: dict[str, Any] = {
        "weights": Weights(profile=0.8, heat=0, freshness=0.2),
        "profile": {"grade": GRADES},
        "heat": {"visit": SignalPoints(points=10, cap=20)},
    }
    return Scoring(**(fields | changes))


def policy(*, version: str = "p1", rules: Scoring | None = None, **pool: Any) -> Policy:
    """One pool `main` that differs from the default as told; no wait is too long.

    Its reps send no heartbeats, so none is offline for being silent in the time of a test.
    """
    return Policy(
        version=version,
        scoring=rules or scoring(),
        pools={"main": Pool(**({"requires": NEEDS, "longest_wait_s": 10**8} | pool))},
        reachability=Reachability(offline_after_s=600),
    )


WARMING = scoring(weights=Weights(profile=0.3, heat=0.5, freshness=0.2))
"""The default weights: with it signals count."""
