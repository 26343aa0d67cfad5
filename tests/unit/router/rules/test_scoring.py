"""Scores: the worked example to the digit, decay, caps, and the order that decay keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.policy.document import AttributePoints, Scoring, SignalPoints, Threshold
from hotlead.router.rules import scoring
from hotlead.router.rules.scoring import HOUR_MS, micro
from hotlead.topics.captures import AttributeValue

DEFAULT = Scoring()
POINTS = st.floats(0, 100)
AGE_MS = st.integers(0, 200 * HOUR_MS)


def score_at(age_h: float, profile: float = 80, heat: float = 85) -> float:
    """The score of the worked example at an age."""
    age_ms = round(age_h * HOUR_MS)
    return scoring.score(DEFAULT, profile_points=profile, heat_points=heat, age_ms=age_ms).score


@pytest.mark.parametrize(
    ("age_h", "expected"),
    [(0, 86.5), (3, 85.3), (13, 81.3), (49.75, 66.6), (50, 66.5), (50.1, 66.5), (1000, 66.5)],
)
def test_the_worked_example_holds_to_the_digit(age_h: float, expected: float) -> None:
    assert micro(score_at(age_h)) == micro(expected)


def test_its_parts_are_told() -> None:
    parts = scoring.score(DEFAULT, profile_points=80, heat_points=85, age_ms=3 * HOUR_MS)
    assert (parts.profile, parts.heat, parts.freshness) == (80, 85, 94)


@given(AGE_MS, st.tuples(POINTS, POINTS), st.tuples(POINTS, POINTS), AGE_MS, AGE_MS)
def test_two_decaying_leads_never_change_order(
    now: int, a: tuple[float, float], b: tuple[float, float], age_a: int, later: int
) -> None:
    def lead(parts: tuple[float, float], age: int) -> int:
        profile, heat = parts
        return micro(
            scoring.score(DEFAULT, profile_points=profile, heat_points=heat, age_ms=age).score
        )

    both_decay = max(now, age_a) + later < 50 * HOUR_MS
    if both_decay:
        before = lead(a, age_a) - lead(b, now)
        after = lead(a, age_a + later) - lead(b, now + later)
        assert abs(before - after) <= 2, "rounding to micropoints, no more"


@given(st.integers(-(10**12), 10**14), st.floats(0.01, 100))
def test_freshness_lies_within_0_and_100(age_ms: int, loss: float) -> None:
    rules = Scoring(freshness_loss_per_h=loss)
    assert 0 <= scoring.freshness(rules, age_ms) <= 100


@given(st.integers(0, 10**12))
def test_a_clock_that_goes_back_counts_as_now(back: int) -> None:
    assert scoring.freshness(DEFAULT, -back) == 100


@given(AGE_MS, st.integers(0, 10**9))
def test_a_score_never_rises_by_waiting(age_ms: int, later: int) -> None:
    assert scoring.freshness(DEFAULT, age_ms + later) <= scoring.freshness(DEFAULT, age_ms)


def test_the_rate_is_the_policys() -> None:
    assert scoring.freshness(Scoring(freshness_loss_per_h=10), 5 * HOUR_MS) == 50


def test_without_decay_there_is_no_freshness() -> None:
    assert scoring.freshness(Scoring(decay="none"), 0) == 0


@pytest.mark.parametrize(
    ("budget", "points"),
    [(0, 0), (49_999, 0), (50_000, 15), (99_999.5, 15), (100_000, 25), (10**9, 40), (-5, 0)],
)
def test_a_threshold_counts_from_its_value_on(budget: float, points: float) -> None:
    assert scoring.attribute_points(DEFAULT, "budget", budget) == points


@pytest.mark.parametrize("budget", ["260000", "260000.00", 260_000, 260_000.0])
def test_a_number_earns_the_same_as_text(budget: AttributeValue) -> None:
    assert scoring.attribute_points(DEFAULT, "budget", budget) == 40


@pytest.mark.parametrize("budget", ["a lot", "", "nan", "inf", "1e9", True])
def test_what_is_no_number_reaches_no_threshold(budget: AttributeValue) -> None:
    assert scoring.attribute_points(DEFAULT, "budget", budget) == 0


@pytest.mark.parametrize(
    ("value", "points"), [("3", 7), (3, 7), (3.0, 7), ("true", 9), (True, 9), ("4", 1), (False, 1)]
)
def test_a_value_is_found_however_it_is_sent(value: AttributeValue, points: float) -> None:
    table = AttributePoints(values={"3": 7, "true": 9}, other=1)
    rules = Scoring(profile={"rooms": table})
    assert scoring.attribute_points(rules, "rooms", value) == points


def test_the_highest_threshold_reached_counts_in_any_order() -> None:
    table = AttributePoints(
        thresholds=(Threshold(at_least=9, points=5), Threshold(at_least=1, points=50)), other=2
    )
    rules = Scoring(profile={"rooms": table})
    assert [scoring.attribute_points(rules, "rooms", n) for n in (0, 1, 9)] == [2, 50, 50]


def test_an_unknown_attribute_earns_nothing() -> None:
    assert scoring.attribute_points(DEFAULT, "shoe_size", 44) == 0


def test_the_profile_is_capped_at_100() -> None:
    rules = Scoring(profile={name: AttributePoints(other=60) for name in ("a", "b")})
    assert scoring.profile(rules, {"a": "x"}) == 60
    assert scoring.profile(rules, {"a": "x", "b": "y"}) == 100


def test_the_example_of_the_design_earns_100() -> None:
    attributes: dict[str, AttributeValue] = {
        "region": "shanghai",
        "budget": 260_000,
        "house_type": "villa",
    }
    assert scoring.profile(DEFAULT, attributes) == 100


@pytest.mark.parametrize(("dwell_s", "points"), [(120, 0), (120.01, 25), (150, 25)])
def test_a_page_dwell_counts_above_120_s(dwell_s: float, points: float) -> None:
    assert scoring.heat(DEFAULT, [("page_dwell", dwell_s)]) == points


def test_at_least_counts_the_value_itself() -> None:
    rules = Scoring(heat={"scroll": SignalPoints(points=5, at_least=90)})
    assert [scoring.heat(rules, [("scroll", n)]) for n in (89.9, 90)] == [0, 5]


def test_each_kind_has_its_own_cap() -> None:
    dwells = [("page_dwell", 200.0)] * 3
    visits = [("repeat_visit", 1.0)] * 3
    assert scoring.heat(DEFAULT, dwells) == 50
    assert scoring.heat(DEFAULT, visits) == 40
    assert scoring.heat(DEFAULT, dwells + visits) == 90


@given(st.lists(st.tuples(st.sampled_from([*DEFAULT.heat, "yawn"]), st.floats(0, 1000))))
def test_heat_is_capped_at_100(signals: list[tuple[str, float]]) -> None:
    assert 0 <= scoring.heat(DEFAULT, signals) <= 100


@pytest.mark.parametrize(("points", "whole"), [(0.0000005, 1), (0.0000004, 0), (85.3, 85_300_000)])
def test_micropoints_round_halves_up(points: float, whole: int) -> None:
    assert micro(points) == whole
