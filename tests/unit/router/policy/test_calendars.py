"""Named calendars: what they make of days, and the years that they do not know."""

from datetime import date

import pytest

from hotlead.router.policy.calendars import day_kind, known_calendar, without_data


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        *(
            (f"2026-{day}", "workday")
            for day in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
        ),
        *((f"2026-{day}", "holiday") for day in ("01-01", "02-17", "05-01", "10-01", "10-07")),
        *((f"2026-{day}", None) for day in ("01-05", "02-07", "10-11", "12-25")),
    ],
)
def test_china_as_the_state_council_has_it(day: str, kind: str | None) -> None:
    assert day_kind("cn", date.fromisoformat(day)) == kind


def test_a_year_without_data_is_as_its_weekdays() -> None:
    # Of it nothing else is right before the list is out: not even that New Year's Day is off.
    assert day_kind("cn", date(2031, 1, 1)) is None
    assert day_kind("zz", date(2026, 1, 1)) is None
    assert day_kind(None, date(2026, 1, 1)) is None


def test_a_year_is_missed_from_december_of_the_one_before() -> None:
    last = next(year for year in range(2026, 2100) if day_kind("cn", date(year + 1, 10, 1)) is None)
    assert list(without_data(["cn", "de"], date(last, 11, 30))) == []
    assert list(without_data(["cn", "de"], date(last, 12, 1))) == [("cn", last + 1)]
    after = [("cn", last + 1), ("cn", last + 2)]
    assert list(without_data(["cn", "de"], date(last + 1, 12, 1))) == after


def test_countries_and_their_parts_are_known_by_their_codes() -> None:
    known = ("cn", "de", "de-by", "us-ca", "hk")
    assert [one for one in known if not known_calendar(one)] == []
    assert [one for one in ("zz", "de-xx", "deu", "cn-xj") if known_calendar(one)] == []
