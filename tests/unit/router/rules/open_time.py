"""Open time: time as working hours count it. It stands still while they are closed.

From an instant and the hours to the milliseconds open since another instant, and back. A year's
spans are worked out when it is first asked for, and kept with their running total: then an answer
is a search in two years, and one addition for each between.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from zoneinfo import ZoneInfo

from hotlead.router.rules.hours import local_date, local_instant, spans_from
from hotlead.topics.hours import WorkingHours

YEARS_AHEAD = 25


class NeverOpen(Exception):
    """So much open time does not pass within 25 years: give the hours spans, or ask for less."""


@dataclass(frozen=True, slots=True)
class _Year:
    """A local year's spans, parted and in order, in ms; `before[i]` is open before span i."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    def until(self, at_ms: int) -> int:
        """Open milliseconds from the year's start up to an instant in it."""
        span = bisect_right(self.starts, at_ms) - 1
        if span < 0:
            return 0
        return self.before[span] + min(at_ms, self.ends[span]) - self.starts[span]

    def at(self, open_ms: int) -> int:
        """The first instant at which so many have passed, of 1 up to the total."""
        span = bisect_left(self.before, open_ms) - 1
        return self.starts[span] + open_ms - self.before[span]


class OpenTime:
    """Open time by these hours. Instants and spans of time are whole milliseconds."""

    def __init__(self, hours: WorkingHours) -> None:
        self._hours = hours
        self._zone = ZoneInfo(hours.zone)
        self._years: dict[int, _Year] = {}

    def between(self, start_ms: int, end_ms: int) -> int:
        """Open milliseconds from one instant to another; negative when that is the earlier.

        Additive: from a to c it is that from a to b and from b to c.
        """
        if end_ms < start_ms:
            return -self.between(end_ms, start_ms)
        first, last = self._year_of(start_ms), self._year_of(end_ms)
        whole = sum(self._year(year).total for year in range(first, last))
        return whole + self._year(last).until(end_ms) - self._year(first).until(start_ms)

    def after(self, start_ms: int, open_ms: int) -> int:
        """The first instant at which so many open milliseconds have passed; the start itself for 0.

        What is used up as the hours close is over at the closing. Raises NeverOpen when it does not
        come within 25 years, and ValueError for a negative number.
        """
        if open_ms < 0:
            raise ValueError(f"{open_ms} ms of open time cannot pass")
        if open_ms == 0:
            return start_ms
        first = self._year_of(start_ms)
        left = open_ms + self._year(first).until(start_ms)
        for year in range(first, first + YEARS_AHEAD + 1):
            if left <= self._year(year).total:
                return self._year(year).at(left)
            left -= self._year(year).total
        raise NeverOpen(f"{open_ms} ms of open time do not pass within {YEARS_AHEAD} years")

    def _year_of(self, at_ms: int) -> int:
        return local_date(self._zone, at_ms).year

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._years[year] = self._worked_out(year)
        return self._years[year]

    def _worked_out(self, year: int) -> _Year:
        first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        begins, ends = (local_instant(self._zone, date.fromordinal(at)) for at in (first, end))
        merged: list[tuple[int, int]] = []
        # The last day of the year before may have a span over midnight.
        for day in range(first - 1, end):
            for opens, closes in spans_from(self._hours, self._zone, date.fromordinal(day)):
                start, stop = max(opens, begins), min(closes, ends)
                if merged and start <= merged[-1][1]:
                    merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
                elif start < stop:
                    merged.append((start, stop))
        totals = (0, *accumulate(stop - start for start, stop in merged))
        starts, stops = (tuple(span[side] for span in merged) for side in (0, 1))
        return _Year(starts, stops, totals[:-1], totals[-1])
