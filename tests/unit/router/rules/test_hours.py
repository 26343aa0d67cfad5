"""Working hours: in their own zone, across summer time, over holidays."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotlead.router.rules.hours import local_instant, shift_at, spans_from
from hotlead.topics.hours import WorkingHours, parse_span

OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))


def ms(text: str) -> int:
    """An instant."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def china(text: str) -> int:
    """An instant in Shanghai's time."""
    return ms(f"{text}+08:00")


@pytest.mark.parametrize(
    ("at", "on", "changes", "opens"),
    [
        ("2026-03-02T08:59:59", False, "2026-03-02T09:00", "2026-03-02T09:00"),
        ("2026-03-02T09:00", True, "2026-03-02T12:00", "2026-03-02T09:00"),
        ("2026-03-02T11:59:59", True, "2026-03-02T12:00", "2026-03-02T11:59:59"),
        ("2026-03-02T12:00", False, "2026-03-02T13:00", "2026-03-02T13:00"),
        ("2026-03-02T18:00", False, "2026-03-03T00:00", "2026-03-03T09:00"),
        ("2026-03-06T18:00", False, "2026-03-07T00:00", "2026-03-09T09:00"),
        ("2026-03-07T10:00", False, "2026-03-08T00:00", "2026-03-09T09:00"),
    ],
)
def test_office_hours(at: str, on: bool, changes: str, opens: str) -> None:
    shift = shift_at(OFFICE, china(at))
    assert (shift.on, shift.changes_at_ms, shift.opens_at_ms) == (on, china(changes), china(opens))
    assert shift.day == at[:10]


def test_a_closed_date_is_passed_over() -> None:
    hours = OFFICE.model_copy(update={"closed": ("2026-03-02", "2026-03-03")})
    shift = shift_at(hours, china("2026-03-02T10:00"))
    assert (shift.on, shift.opens_at_ms) == (False, china("2026-03-04T09:00"))


def test_a_closure_of_weeks_ends() -> None:
    closed = tuple(f"2026-02-{day:02}" for day in range(1, 29))
    shift = shift_at(OFFICE.model_copy(update={"closed": closed}), china("2026-02-01T10:00"))
    assert shift.opens_at_ms == china("2026-03-02T09:00")


def test_one_who_never_works_never_opens_and_the_day_turns_all_the_same() -> None:
    shift = shift_at(WorkingHours(days={0: ()}), china("2026-03-02T10:00"))
    assert (shift.on, shift.opens_at_ms) == (False, None)
    assert shift.changes_at_ms == china("2026-03-03T00:00")


def test_no_days_mean_always_but_on_closed_dates() -> None:
    hours = WorkingHours(closed=("2026-03-03",))
    shift = shift_at(hours, china("2026-03-02T23:59"))
    assert (shift.on, shift.changes_at_ms) == (True, china("2026-03-03T00:00"))
    shift = shift_at(hours, china("2026-03-03T00:00"))
    assert (shift.on, shift.opens_at_ms) == (False, china("2026-03-04T00:00"))


def test_a_span_may_end_at_midnight() -> None:
    hours = WorkingHours(days={0: ("18:00-24:00",), 1: ("00:00-06:00",)})
    assert shift_at(hours, china("2026-03-02T23:59:59")).on
    shift = shift_at(hours, china("2026-03-03T00:00"))
    assert (shift.on, shift.changes_at_ms) == (True, china("2026-03-03T06:00"))


def test_a_span_over_midnight_is_of_the_day_on_which_it_begins() -> None:
    nights = WorkingHours(days=dict.fromkeys(range(7), ("21:00-02:00",)), closed=("2026-03-04",))
    before = shift_at(nights, china("2026-03-02T20:59"))
    assert (before.on, before.day, before.changes_at_ms) == (
        False,
        "2026-03-02",
        china("2026-03-02T21:00"),
    )
    # It is one shift of one day, to its end, and so is its daily cap.
    for at in ("2026-03-02T21:00", "2026-03-03T00:00", "2026-03-03T01:59:59"):
        shift = shift_at(nights, china(at))
        assert (shift.on, shift.day, shift.opens_at_ms) == (True, "2026-03-02", china(at))
        assert shift.changes_at_ms == china("2026-03-03T02:00")
    after = shift_at(nights, china("2026-03-03T02:00"))
    assert (after.on, after.day, after.opens_at_ms) == (
        False,
        "2026-03-03",
        china("2026-03-03T21:00"),
    )
    # The night that begins on a closed date is closed, not the one that ends on it.
    assert shift_at(nights, china("2026-03-04T01:00")).on
    closed = shift_at(nights, china("2026-03-04T21:00"))
    assert (closed.on, closed.opens_at_ms) == (False, china("2026-03-05T21:00"))


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@given(
    evening=st.integers(8 * 60 + 1, 24 * 60 - 1),
    night=st.integers(1, 15 * 60),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    # China's February has a make-up Saturday before its holidays and another after them.
    but=st.fixed_dictionaries(
        {
            "closed": st.lists(st.sampled_from([f"2026-02-{day:02d}" for day in range(8, 29)])),
            "calendar": st.sampled_from([None, "cn"]),
        }
    ),
    at=st.integers(china("2026-02-08T00:00"), china("2026-03-02T00:00")),
)
# Saturday's morning is Friday's night, and no hours of Saturday's own.
@example(21 * 60, 2 * 60, set(range(5)), {"calendar": "cn"}, china("2026-02-14T22:00"))
def test_a_night_in_two_pieces_is_the_same_shift(
    evening: int, night: int, weekdays: set[int], but: dict[str, Any], at: int
) -> None:
    night = min(night, evening - 8 * 60)  # 16 hours at most, and parted from the next
    begins, ends = clock(evening), clock(night)
    in_one = dict.fromkeys(weekdays, (f"{begins}-{ends}",))
    evenings = dict.fromkeys(weekdays, (f"{begins}-24:00",))
    mornings = {(day + 1) % 7: (f"00:00-{ends}",) for day in weekdays}
    in_two = {day: mornings.get(day, ()) + evenings.get(day, ()) for day in range(7)}
    whole, pieces = (WorkingHours.model_validate({"days": days} | but) for days in (in_one, in_two))
    assert shift_at(pieces, at) == shift_at(whole, at)
    if (shift := shift_at(whole, at)).on:
        assert shift.day not in whole.closed
        began = local_instant(ZoneInfo(whole.zone), date.fromisoformat(shift.day), evening)
        assert began <= at < shift.changes_at_ms == began + (24 * 60 - evening + night) * 60_000


def test_what_is_too_long_for_one_night_is_two_shifts() -> None:
    hours = WorkingHours(days={0: ("07:00-24:00",), 1: ("00:00-01:00",), 2: ("00:00-24:00",)})
    assert shift_at(hours, china("2026-03-02T23:59")).changes_at_ms == china("2026-03-03T00:00")
    assert shift_at(hours, china("2026-03-03T00:59")).day == "2026-03-03"


def test_a_span_that_begins_in_an_hour_that_is_left_out_begins_at_the_leap() -> None:
    hours = WorkingHours(zone="Europe/Berlin", days={6: ("02:30-03:10",)})
    leap = ms("2026-03-29T01:00+00:00")
    assert shift_at(hours, leap - 1).changes_at_ms == leap
    assert (shift_at(hours, leap).on, shift_at(hours, leap).changes_at_ms) == (True, leap + 600_000)


def test_a_midnight_that_does_not_exist_is_the_leap() -> None:
    hours = WorkingHours(zone="America/Santiago", days={6: ("00:00-02:00",)})
    leap = ms("2026-09-06T04:00+00:00")
    before = shift_at(hours, leap - 1)
    assert (before.on, before.day, before.changes_at_ms) == (False, "2026-09-05", leap)
    assert (shift_at(hours, leap).day, shift_at(hours, leap).on) == ("2026-09-06", True)


WEEK = dict.fromkeys(range(5), ("09:00-18:00",))


@pytest.mark.parametrize(
    ("hours", "day", "spans"),
    [
        ({"calendar": "cn"}, "2026-02-17", ""),
        ({"calendar": "cn"}, "2026-02-14", "09:00-18:00"),
        ({"calendar": "cn"}, "2026-02-21", ""),
        (
            {"calendar": "cn", "days": {0: ("09:00-18:00",), 5: ("10:00-16:00",)}},
            "2026-02-14",
            "10:00-16:00",
        ),
        ({"calendar": "cn", "closed": ("2026-02-14",)}, "2026-02-14", ""),
        (
            {"calendar": "cn", "dates": {"2026-02-17": ("10:00-12:00",)}},
            "2026-02-17",
            "10:00-12:00",
        ),
        ({"calendar": "cn", "days": {}}, "2026-02-17", ""),
        ({"calendar": "cn", "days": {}}, "2026-02-14", "00:00-24:00"),
        ({"calendar": "cn"}, "2026-03-02", "09:00-18:00"),
        ({"calendar": "de-by"}, "2026-01-06", ""),
        ({"calendar": "de"}, "2026-01-06", "09:00-18:00"),
        ({"calendar": "hu"}, "2026-08-08", "09:00-18:00"),
        # A year without data is plain weeks, and so is a calendar that nobody knows.
        ({"calendar": "cn"}, "2031-10-01", "09:00-18:00"),
        ({"calendar": "zz"}, "2026-01-01", "09:00-18:00"),
        ({"dates": {"2026-03-01": ("10:00-11:00",)}}, "2026-03-01", "10:00-11:00"),
        ({"dates": {"2026-03-02": ()}}, "2026-03-02", ""),
    ],
)
def test_a_calendar_and_dates_of_ones_own(hours: dict[str, Any], day: str, spans: str) -> None:
    given = WorkingHours.model_validate({"days": WEEK} | hours)
    begins = china(f"{day}T00:00")
    told = spans_from(given, ZoneInfo("Asia/Shanghai"), date.fromisoformat(day))
    minutes = [((start - begins) // 60_000, (end - begins) // 60_000) for start, end in told]
    assert minutes == [parse_span(one) for one in spans.split()]


def test_hours_are_of_their_own_zone() -> None:
    at = ms("2026-03-02T08:30:00+00:00")
    berlin = OFFICE.model_copy(update={"zone": "Europe/Berlin"})
    assert shift_at(berlin, at).on
    assert shift_at(OFFICE, at).on, "16:30 in Shanghai"
    assert not shift_at(OFFICE.model_copy(update={"zone": "America/New_York"}), at).on


@pytest.mark.parametrize(
    ("day", "offset"),
    [("2026-03-28", "+01:00"), ("2026-03-29", "+02:00"), ("2026-10-25", "+01:00")],
)
def test_nine_is_nine_across_summer_time(day: str, offset: str) -> None:
    hours = WorkingHours(zone="Europe/Berlin", days=dict.fromkeys(range(7), ("09:00-24:00",)))
    nine = ms(f"{day}T09:00{offset}")
    assert not shift_at(hours, nine - 1).on
    assert shift_at(hours, nine).on
    assert shift_at(hours, nine - 1).opens_at_ms == nine


def test_a_day_of_23_hours_ends_at_its_midnight() -> None:
    hours = WorkingHours(zone="Europe/Berlin")
    shift = shift_at(hours, ms("2026-03-29T00:00:00+01:00"))
    assert shift.changes_at_ms == ms("2026-03-30T00:00:00+02:00")


@given(st.integers(ms("2026-01-01T00:00+00:00"), ms("2027-01-01T00:00+00:00")))
def test_nothing_changes_before_the_change(at: int) -> None:
    hours = OFFICE.model_copy(update={"zone": "Europe/Berlin"})
    shift = shift_at(hours, at)
    last = shift_at(hours, shift.changes_at_ms - 1)
    assert shift.changes_at_ms > at
    assert (last.on, last.day) == (shift.on, shift.day)


@pytest.mark.parametrize(
    "span", ["9-5", "", "09:00", "09:00-05:00", "24:00-09:00", "09:00-24:01", "09:00-09:00"]
)
def test_a_span_that_cannot_be_is_named(span: str) -> None:
    with pytest.raises(ValueError, match=span or "''"):
        parse_span(span)


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Mars/Olympus"},
        {"days": {7: ("09:00-18:00",)}},
        {"days": {0: ("late",)}},
        {"closed": ("2026-02-30",)},
        {"open": True},
        {"calendar": "China"},
        {"dates": {"2026-02-30": ()}},
        {"dates": {"2026-02-17": ("late",)}},
        {"dates": {"2026-02-17": ()}, "closed": ("2026-02-17",)},
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        WorkingHours.model_validate(wrong)
