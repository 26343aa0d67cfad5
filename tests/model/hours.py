"""Working hours as the model counts them: a week of spans by day, some dates closed, in China's
time, and no more. A span belongs to the day on which it begins, also when it ends on the next, or
goes on there as one of that weekday's."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
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
    today = _day_of(at)
    for day in (today - 1, today):
        for start, end in _spans(hours, day):
            if start <= at < end:
                return Shift(True, _date(day).isoformat(), end, at)
    opens_at = next(start for start, _ in _from(hours, today) if start > at)
    midnight = (today + 1) * DAY - AHEAD_OF_UTC
    return Shift(False, _date(today).isoformat(), min(midnight, opens_at), opens_at)


def open_between(hours: WorkingHours, first: int, last: int) -> int:
    """For how long they were on from one instant to a later one."""
    total = 0
    for start, end in _from(hours, _day_of(first) - 1):
        if start >= last:
            return total
        total += max(0, min(end, last) - max(start, first))
    raise AssertionError("there is always a next span")


def on_for(hours: WorkingHours, first: int, span: int) -> int:
    """The instant at which they were on for so long since another."""
    left = span
    for start, end in _from(hours, _day_of(first) - 1):
        there = max(0, end - max(start, first))
        if left <= there:
            return max(start, first) + left
        left -= there
    raise AssertionError("there is always a next span")


def _day_of(at: int) -> int:
    return (at + AHEAD_OF_UTC) // DAY


def _date(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)


def _from(hours: WorkingHours, day: int) -> Iterator[tuple[int, int]]:
    return (span for one in count(day) for span in _spans(hours, one))


def _spans(hours: WorkingHours, day: int) -> list[tuple[int, int]]:
    """Those of a day, counted from the first of 1970, in ms."""
    assert hours.zone == "Asia/Shanghai", "the model knows no other clock"
    assert (hours.calendar, hours.dates) == (None, {}), "nor any holidays but closed dates"
    if _date(day).isoformat() in hours.closed:
        return []
    today, tomorrow = (_written(hours, day + ahead) for ahead in (0, 1))
    yesterday, midnight, spans = _written(hours, day - 1), day * DAY - AHEAD_OF_UTC, []
    for start, end in today:
        if start == 0 and any(_is_one_night(evening, (start, end)) for evening in yesterday):
            continue
        after = (e for s, e in tomorrow if _is_one_night((start, end), (s, e)))
        ends = next((24 * 60 + e for e in after), end)
        spans.append((midnight + start * MINUTE, midnight + ends * MINUTE))
    return spans


def _written(hours: WorkingHours, day: int) -> list[tuple[int, int]]:
    """The week's spans of a day in its minutes, as they are written."""
    weekday = (day + FIRST_WEEKDAY) % WEEK
    texts = hours.days.get(weekday, ()) if hours.days else ("00:00-24:00",)
    pairs = [(_minutes(text[:5]), _minutes(text[6:])) for text in texts]
    return [(start, end + 24 * 60 if end < start else end) for start, end in pairs]


def _is_one_night(evening: tuple[int, int], morning: tuple[int, int]) -> bool:
    """Whether two pieces that meet at midnight are one shift: together at most 16 hours."""
    length = evening[1] - evening[0] + morning[1] - morning[0]
    return evening[1] == 24 * 60 and morning[0] == 0 and length <= 16 * 60


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
