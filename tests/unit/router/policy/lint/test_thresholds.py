"""The highest score that the linter counts with is one that a lead can have, and none is above."""

from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hotlead.router.policy.document import Scoring
from hotlead.router.policy.lint.thresholds import at_capture, highest
from hotlead.router.rules import scoring
from tests.formula import heat, profile, score

POINTS = st.integers(0, 100)
NAMES = st.sampled_from(["a", "b", "c"])


@st.composite
def rules(draw: st.DrawFn) -> Scoring:
    profile, heat = draw(st.integers(0, 100)) / 200, draw(st.integers(0, 100)) / 200
    attribute = st.fixed_dictionaries(
        {
            "values": st.dictionaries(NAMES, POINTS, max_size=2),
            "thresholds": st.lists(
                st.fixed_dictionaries({"at_least": st.integers(0, 9), "points": POINTS}), max_size=2
            ),
            "other": POINTS,
        }
    )
    signal = st.fixed_dictionaries({"points": POINTS, "cap": POINTS})
    document: dict[str, Any] = {
        "decay": draw(st.sampled_from(["linear", "none"])),
        "weights": {"profile": profile, "heat": heat, "freshness": 1 - profile - heat},
        "profile": draw(st.dictionaries(NAMES, attribute, max_size=3)),
        "heat": draw(st.dictionaries(NAMES, signal, max_size=3)),
    }
    return Scoring.model_validate(document)


def scored(rule: Scoring, attributes: dict[str, Any], signals: list[tuple[str, float]]) -> float:
    return round(score(rule, profile(rule, attributes), heat(rule, signals)), 6)


ATTRIBUTES = st.dictionaries(NAMES, st.one_of(NAMES, st.integers(0, 12)))
SIGNALS = st.lists(st.tuples(NAMES, st.just(1.0)), max_size=12)


@settings(deadline=None)
@given(rules(), ATTRIBUTES, SIGNALS)
def test_no_score_is_above_it(
    rule: Scoring, attributes: dict[str, Any], signals: list[tuple[str, float]]
) -> None:
    assert at_capture(rule) <= scored(rule, attributes, signals) <= highest(rule)


@settings(deadline=None)
@given(rules())
def test_the_best_lead_has_it(rule: Scoring) -> None:
    best: dict[str, Any] = {}
    for name, table in rule.profile.items():
        values: list[Any] = [*table.values, *range(12), "other"]
        best[name] = max(values, key=partial(scoring.attribute_points, rule, name))
    signals = [(kind, 1.0) for kind in rule.heat for _ in range(100)]
    assert scored(rule, best, signals) == highest(rule)
