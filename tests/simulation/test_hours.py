"""The judge's own hours: dates that people know, told by hand."""

from datetime import datetime

import pytest

from tests.simulation.agenda import HOUR, MINUTE
from tests.simulation.hours import Clock, Hours, day_of, kind_of
from tests.simulation.policies import DAYS, NIGHTS


def at(text: str) -> int:
    return round(datetime.fromisoformat(f"2026-{text}+08:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("09-19", "weekend"),
        ("09-20", "make-up day"),
        ("09-24", "workday"),
        ("09-25", "holiday"),
        ("09-27", "holiday"),
        ("10-10", "make-up day"),
    ],
)
def test_days_are_what_the_list_says(day: str, kind: str) -> None:
    assert kind_of(day_of(at(f"{day}T00:00"))) == kind_of(day_of(at(f"{day}T23:59"))) == kind


@pytest.mark.parametrize(
    ("instant", "days", "nights"),
    [
        ("09-19T10:00", False, False),
        ("09-20T10:00", True, False),  # a Sunday that is worked, with its night
        ("09-20T23:30", False, True),
        ("09-21T05:59", False, True),
        ("09-21T06:00", False, False),
        ("09-21T12:30", False, False),
        ("09-21T20:59", True, False),
        ("09-25T03:00", False, True),  # Thursday's night, into a holiday
        ("09-25T22:30", False, False),
    ],
)
def test_who_works_at_an_instant(instant: str, *, days: bool, nights: bool) -> None:
    assert (Hours(DAYS).on(at(instant)), Hours(NIGHTS).on(at(instant))) == (days, nights)


def test_time_counts_while_they_are_on() -> None:
    days, nights = Hours(DAYS), Hours(NIGHTS)
    assert days.between(at("09-21T11:50"), at("09-21T13:40")) == 20 * MINUTE
    assert days.between(at("09-24T20:50"), at("09-28T09:05")) == 15 * MINUTE
    assert nights.between(at("09-23T00:00"), at("09-24T00:00")) == 8 * HOUR


def test_a_clock_keeps_what_it_counted_when_its_hours_change() -> None:
    clock = Clock()
    clock.set(at("09-21T00:00"), Hours(DAYS))
    clock.set(at("09-21T12:30"), None)
    start = at("09-21T11:00")
    assert clock.between(start, at("09-21T12:40")) == 70 * MINUTE
    assert clock.after(start, 70 * MINUTE, at("09-22T00:00")) == at("09-21T12:40")
    assert not clock.stands(at("09-21T12:40"))
