"""Named calendars: the holidays of a country, and the days that are worked in their place.

China's come from chinesecalendar, which has the State Council's lists and knows when it has none;
all others from holidays. Each is loaded when a calendar of its own is first named.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, Literal

DayKind = Literal["holiday", "workday"]
"""What a calendar makes of a day, whatever the weekday: nobody works, or everybody does."""

CHINA: Final = "cn"
_NEXT_YEAR_FROM: Final = 12  # the month in which a calendar without the year to come is told
NO_DATA_MEND: Final = (
    "upgrade hotlead once the year's holidays are published, or name them under closed and dates"
)


def known_calendar(name: str) -> bool:
    """Whether there is such a calendar: "cn", or a country, with a part of it as in "de-by"."""
    return name == CHINA or _place(name) is not None


def day_kind(calendar: str | None, day: date) -> DayKind | None:
    """What the calendar makes of a day; None: its weekday counts, as in a year without data."""
    return (_year(calendar, day.year) or {}).get(day) if calendar is not None else None


def without_data(calendars: Iterable[str], today: date) -> Iterator[tuple[str, int]]:
    """Each calendar and a year that it does not know: this one, and from December on the next."""
    years = (today.year, today.year + 1) if today.month >= _NEXT_YEAR_FROM else (today.year,)
    for calendar in sorted(set(calendars)):
        yield from ((calendar, year) for year in years if _year(calendar, year) is None)


def no_data(calendar: str, year: int) -> str:
    """What follows when a calendar does not know a year."""
    return f"the calendar {calendar} knows no holidays of {year}: it counts as plain weeks"


@lru_cache(maxsize=1024)
def _year(calendar: str, year: int) -> Mapping[date, DayKind] | None:
    """A year's days that are not as their weekday; None without data."""
    return _china(year) if calendar == CHINA else _elsewhere(calendar, year)


def _china(year: int) -> Mapping[date, DayKind] | None:
    from chinese_calendar import constants  # noqa: PLC0415

    listed = {day for day in constants.holidays if day.year == year}
    # A list may reach over New Year; the year's own has its National Day.
    if not any(day.month == 10 for day in listed):
        return None
    return _told(listed, (day for day in constants.workdays if day.year == year))


def _elsewhere(calendar: str, year: int) -> Mapping[date, DayKind] | None:
    import holidays  # noqa: PLC0415

    place = _place(calendar)
    if place is None:
        return None
    country, part = place
    found = holidays.country_holidays(country, subdiv=part, years=year)
    return _told(found, (day for day in found.weekend_workdays if day.year == year)) or None


def _told(off: Iterable[date], worked: Iterable[date]) -> Mapping[date, DayKind]:
    kinds: dict[date, DayKind] = dict.fromkeys(off, "holiday")
    return kinds | dict.fromkeys(worked, "workday")


@lru_cache(maxsize=256)
def _place(calendar: str) -> tuple[str, str | None] | None:
    """The codes of a country and its part as the library has them; None where it has not."""
    import holidays  # noqa: PLC0415

    name, _, part = calendar.partition("-")
    parts = holidays.list_supported_countries(include_aliases=False).get(name.upper())
    # Of China that library knows no day that is worked, and its parts would bring it in again.
    if parts is None or name == CHINA:
        return None
    found = next((one for one in parts if one.lower() == part), None)
    return (name.upper(), found) if found is not None or not part else None
