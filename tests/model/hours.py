"""Working hours as the model counts them: a week of spans by day, in China's time, and no more."""

from datetime import date, timedelta
from typing import NamedTuple

from hotlead.topics.hours import WorkingHours
from tests.model.world import HOUR, MINUTE

DAY = 24 * HOUR
AHEAD_OF_UTC = 8 * HOUR
FIRST_DAY, FIRST_WEEKDAY = date(1970, 1, 1), 3
WEEK = 7


class Shift(NamedTuple):
    """Whether they are on at an instant, on which date, when either changes, when they begin."""

    on: bool
    day: str
    changes_at: int
    opens_at: int


def shift_of(hours: WorkingHours, at: int) -> Shift:
    """That of an instant; while they are on they begin there and then."""
    assert hours.zone == "Asia/Shanghai", "the model knows no other clock"
    assert (hours.closed, hours.calendar, hours.dates) == ((), None, {}), "nor any holidays"
    today = (at + AHEAD_OF_UTC) // DAY
    spans = [span for day in range(today, today + WEEK + 1) for span in _spans(hours, day)]
    on = any(start <= at < end for start, end in spans)
    edges = [(today + 1) * DAY - AHEAD_OF_UTC, *(edge for span in spans for edge in span)]
    return Shift(
        on,
        (FIRST_DAY + timedelta(days=today)).isoformat(),
        min(edge for edge in edges if edge > at),
        at if on else min(start for start, _ in spans if start > at),
    )


def _spans(hours: WorkingHours, day: int) -> list[tuple[int, int]]:
    """Those of a day, counted from the first of 1970, in ms."""
    weekday = (day + FIRST_WEEKDAY) % WEEK
    texts = hours.days.get(weekday, ()) if hours.days else ("00:00-24:00",)
    midnight = day * DAY - AHEAD_OF_UTC
    return [
        (midnight + _minutes(start) * MINUTE, midnight + _minutes(end) * MINUTE)
        for start, end in (text.split("-") for text in texts)
    ]


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
