"""What a policy gives for attributes and signals."""

import pytest

from hotlead.router.policy.document import AttributePoints, Scoring, SignalPoints, Threshold
from hotlead.router.rules import scoring
from hotlead.router.rules.scoring import micro
from hotlead.topics.captures import AttributeValue

DEFAULT = Scoring()


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


def test_the_example_of_the_design_earns_100() -> None:
    attributes: dict[str, AttributeValue] = {
        "region": "shanghai",
        "budget": 260_000,
        "house_type": "villa",
    }
    earned = [scoring.attribute_points(DEFAULT, *one) for one in attributes.items()]
    assert sum(earned) == 100


@pytest.mark.parametrize(("dwell_s", "points"), [(120, 0), (120.01, 25), (150, 25)])
def test_a_page_dwell_counts_above_120_s(dwell_s: float, points: float) -> None:
    earned = scoring.signal_points(DEFAULT, "page_dwell", dwell_s)
    assert (earned.points if earned else 0) == points


def test_at_least_counts_the_value_itself() -> None:
    scroll = SignalPoints(points=5, at_least=90)
    rules = Scoring(heat={"scroll": scroll})
    assert scoring.signal_points(rules, "scroll", 89.9) is None
    assert scoring.signal_points(rules, "scroll", 90) == scroll


def test_an_unknown_signal_earns_nothing() -> None:
    assert scoring.signal_points(DEFAULT, "yawn", 1000) is None


@pytest.mark.parametrize(("points", "whole"), [(0.0000005, 1), (0.0000004, 0), (85.3, 85_300_000)])
def test_micropoints_round_halves_up(points: float, whole: int) -> None:
    assert micro(points) == whole
