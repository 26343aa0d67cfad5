"""How sure a figure is: Wilson's interval as published, and what counts as few cases."""

from math import sqrt

import pytest

from hotlead.router.kpis.bases import of_count, of_share, wilson


# R. G. Newcombe, Two-sided confidence intervals for the single proportion: comparison of seven
# methods, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (Wilson's score).
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=0.00005)
    # Turned round it is the same.
    assert wilson(whole - part, whole) == pytest.approx((1 - high, 1 - low), abs=0.00005)


@pytest.mark.parametrize("whole", [1, 2, 7, 40, 1000])
def test_its_ends_are_where_the_share_is_at_the_edge_of_what_is_likely(whole: int) -> None:
    for part in range(0, whole + 1, max(1, whole // 7)):
        low, high = wilson(part, whole)
        share = part / whole
        assert 0 <= low <= share <= high <= 1
        for end in (one for one in (low, high) if 1e-9 < one < 1 - 1e-9):
            assert abs(share - end) == pytest.approx(1.959964 * sqrt(end * (1 - end) / whole))


@pytest.mark.parametrize(
    ("part", "whole", "few"),
    [
        (2, 40, True),  # 5 %, and may be 1 to 17 %
        (5, 100, False),
        (20, 29, True),
        (30, 60, False),
        (40, 40, False),
        (0, 40, False),
        (0, 3, True),
    ],
)
def test_which_shares_are_of_few_cases(part: int, whole: int, few: bool) -> None:
    found = of_share(part / whole, whole)
    assert (found.n, found.few) == (whole, few)
    assert (found.low, found.high) == wilson(part, whole)


def test_a_percentile_of_fewer_than_thirty_is_of_few_cases() -> None:
    assert of_count(29).few
    assert not of_count(30).few
    assert of_count(30).low is None
