"""What is wrong with working hours that are given now.

Those that were published or registered before are read as they are: what they say is kept, and
counted as the times that any of their spans covers.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from hotlead.router.policy.calendars import known_calendar
from hotlead.topics.hours import DAY_MINUTES, NO_CALENDAR, WorkingHours, parse_span

Fault = tuple[tuple[str | int, ...], str]
"""Where below the hours, and what to do."""

_MEND = "overlap; let one end before the other begins"


def hours_faults(hours: WorkingHours) -> Iterator[Fault]:
    """Spans that overlap, hours that are never open, a calendar that nobody knows."""
    if hours.days and not any((*hours.days.values(), *hours.dates.values())):
        why = (
            "no day has hours, so it is never open; give a day hours, or leave days out for always"
        )
        yield ("days",), why
    for day, spans in sorted(hours.days.items()):
        yesterday = hours.days.get((day - 1) % 7, ())
        yield from ((("days", day), why) for why in _overlaps(yesterday, spans))
    for text, spans in sorted(hours.dates.items()):
        before, after = _neighbours(date.fromisoformat(text))
        yield from ((("dates", text), why) for why in _overlaps(_usual(hours, before), spans))
        if after is not None and after.isoformat() not in hours.dates:
            tomorrow = _usual(hours, after)
            yield from ((("dates", text), why) for why in _at_night(spans, tomorrow))
    if hours.calendar is not None and not known_calendar(hours.calendar):
        yield ("calendar",), NO_CALENDAR.format(hours.calendar)


def sound(hours: WorkingHours) -> WorkingHours:
    """The hours, if nothing is wrong with them. Raises ValidationError with each place."""
    errors = [
        InitErrorDetails(
            type=PydanticCustomError("value_error", "{error}", {"error": why}),
            loc=place,
            input=hours,
        )
        for place, why in hours_faults(hours)
    ]
    if errors:
        raise ValidationError.from_exception_data("WorkingHours", errors)
    return hours


def _neighbours(day: date) -> tuple[date | None, date | None]:
    """The day before and the day after, where the calendar of all days has them."""
    before = day - timedelta(days=1) if day > date.min else None
    return before, day + timedelta(days=1) if day < date.max else None


def _usual(hours: WorkingHours, day: date | None) -> Sequence[str]:
    """The spans of a day, named calendars left aside."""
    if day is None or day.isoformat() in hours.closed:
        return ()
    return hours.dates.get(day.isoformat(), hours.days.get(day.weekday(), ()))


def _overlaps(yesterday: Sequence[str], today: Sequence[str]) -> Iterator[str]:
    """Each pair of today's spans that overlap, and the night before with today."""
    spans = sorted((parse_span(span), span) for span in today)
    for (first, a), (second, b) in pairwise(spans):
        if second[0] < first[1]:
            yield f"{a} and {b} {_MEND}"
    yield from _at_night(yesterday, today)


def _at_night(yesterday: Sequence[str], today: Sequence[str]) -> Iterator[str]:
    """Each span over midnight that reaches into a span of the day after."""
    for night in yesterday:
        end = parse_span(night)[1] - DAY_MINUTES
        if late := [span for span in today if parse_span(span)[0] < end]:
            yield f"{night} of the day before and {late[0]} {_MEND}"
