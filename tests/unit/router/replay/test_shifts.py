"""Shifts as working hours: on exactly while the shift lasts, and not a week later."""

from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.replay.maps import Reps
from hotlead.router.replay.shifts import MINUTE_MS, Service, Shift, hours_of, rep_plans
from hotlead.router.rules.hours import shift_at

MONDAY = 1_767_571_200_000  # 2026-01-05, 00:00 UTC
DAY = 24 * 60 * MINUTE_MS


@given(start=st.integers(0, 14 * DAY), length=st.integers(1, DAY))
def test_on_while_the_shift_lasts(start: int, length: int) -> None:
    begin, end = MONDAY + start, MONDAY + start + length
    hours = hours_of(begin, end)
    assert shift_at(hours, begin).on
    assert shift_at(hours, end - 1).on
    assert not shift_at(hours, end + MINUTE_MS).on
    assert not shift_at(hours, begin - MINUTE_MS - 1).on
    for week in (1, 2, 5):
        assert not shift_at(hours, begin + week * 7 * DAY).on


def test_a_shift_over_midnight_has_a_part_a_day() -> None:
    hours = hours_of(MONDAY + 22 * 60 * MINUTE_MS + 30_000, MONDAY + DAY + 90_000)
    assert hours.days == {0: ("22:00-24:00",), 1: ("00:00-00:02",)}


def test_a_shift_is_from_the_first_service_to_the_last_of_a_date() -> None:
    services = [
        Service("kim", "d1", 500, 900),
        Service("kim", "d1", 100, 200),
        Service("kim", "d2", 5000, 6000),
        Service("ann", "d1", 300, 400),
    ]
    reps = Reps.model_validate(
        {
            "columns": {"column": "a", "start": "b", "end": "c"},
            "pools": ["p"],
            "top_tier_share": 0.5,
        }
    )
    ann, kim = rep_plans(reps, services)
    assert kim.shifts == (Shift(100, 900), Shift(5000, 6000))
    assert (ann.tier, kim.tier) == (0, 1)
