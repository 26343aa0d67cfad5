"""Hours as the judge counts them: China's clock, and the list of its days written down by hand.

Of the product only the words are read in which hours are said; what they come to is told anew here.
"""

from datetime import date, timedelta
from typing import Final

from hotlead.topics.hours import WorkingHours
from tests.simulation.agenda import DAY, HOUR, MINUTE

AHEAD_OF_UTC: Final = 8 * HOUR
FIRST_DAY: Final = date(1970, 1, 1)
#: The State Council's days off from September 2026 on, and the days that are worked for them.
DAYS_OFF: Final = {"2026-09-25", "2026-09-26", "2026-09-27"} | {
    f"2026-10-0{day}" for day in range(1, 8)
}
MADE_UP: Final = {"2026-09-20", "2026-10-10"}
MONDAY: Final = 0

Spans = list[tuple[int, int]]


def day_of(at: int) -> int:
    """The day in China at an instant, counted from the first of 1970."""
    return (at + AHEAD_OF_UTC) // DAY


def date_of(day: int) -> date:
    """The date of a day."""
    return FIRST_DAY + timedelta(days=day)


def begin_of(day: int) -> int:
    """Its first instant, UTC ms."""
    return day * DAY - AHEAD_OF_UTC


def kind_of(day: int) -> str:
    """What the calendar makes of a day."""
    text, weekday = date_of(day).isoformat(), date_of(day).weekday()
    if text in DAYS_OFF:
        return "holiday"
    if text in MADE_UP:
        return "make-up day"
    return "workday" if weekday < 5 else "weekend"


class Hours:
    """When somebody works or something is open: a week of spans, by China's list if they say so.

    A span over midnight is of the day on which it begins. Made-up days are worked like a Monday.
    """

    def __init__(self, said: WorkingHours) -> None:
        assert said.zone == "Asia/Shanghai", "the judge knows no other clock"
        assert said.calendar in (None, "cn"), "nor another list"
        assert not said.closed, "nor days of somebody's own"
        assert not said.dates, "nor days of somebody's own"
        self._listed = said.calendar == "cn"
        self._week = {day: [_minutes(text) for text in said.days[day]] for day in said.days}
        self._days: dict[int, Spans] = {}

    def on(self, at: int) -> bool:
        """Whether an instant lies within them."""
        today = day_of(at)
        return any(
            start <= at < end for day in (today - 1, today) for start, end in self._spans(day)
        )

    def between(self, start: int, end: int) -> int:
        """For how many ms they are on from one instant to a later one."""
        days = range(day_of(start) - 1, day_of(end) + 1)
        pieces = (piece for day in days for piece in self._spans(day))
        return sum(max(0, min(b, end) - max(a, start)) for a, b in pieces)

    def _spans(self, day: int) -> Spans:
        if day not in self._days:
            begins = begin_of(day)
            self._days[day] = [
                (begins + start * MINUTE, begins + end * MINUTE) for start, end in self._of(day)
            ]
        return self._days[day]

    def _of(self, day: int) -> Spans:
        if not self._week:
            return [(0, 24 * 60)]
        kind = kind_of(day) if self._listed else ""
        if kind == "holiday":
            return []
        weekday = MONDAY if kind == "make-up day" else date_of(day).weekday()
        return self._week.get(weekday, [])


def _minutes(text: str) -> tuple[int, int]:
    start, end = (
        int(hour) * 60 + int(minute)
        for hour, minute in (part.split(":") for part in text.split("-"))
    )
    return (start, end) if start < end else (start, end + 24 * 60)


class Clock:
    """The time that a pool's durations count: that of its hours where it waits for them.

    Policies replace each other; what was counted under one stands.
    """

    def __init__(self) -> None:
        self._pieces: list[tuple[int, Hours | None]] = []

    def set(self, at: int, hours: Hours | None) -> None:
        """From here on it runs in these hours; always without."""
        self._pieces.append((at, hours))

    def stands(self, at: int) -> bool:
        """Whether it stands still at an instant, as it is set now."""
        hours = self._pieces[-1][1]
        return hours is not None and not hours.on(at)

    def between(self, start: int, end: int) -> int:
        """How much it counts from one instant to another; 0 when that is the earlier."""
        ends = [piece[0] for piece in self._pieces[1:]] + [end]
        counted = 0
        for (since, hours), until in zip(self._pieces, ends, strict=True):
            first, last = max(since, start), min(until, end)
            if first < last:
                counted += last - first if hours is None else hours.between(first, last)
        return counted

    def after(self, start: int, span: int, until: int) -> int:
        """The first instant at which it has counted so much from another on; `until` at most."""
        first, last = start, max(start, until)
        while first < last:
            middle = (first + last) // 2
            first, last = (
                (first, middle) if self.between(start, middle) >= span else (middle + 1, last)
            )
        return last
