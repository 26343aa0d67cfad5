"""Working hours: whether an instant lies within them, and when that next changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotlead.router.policy.calendars import day_kind
from hotlead.topics.hours import DAY_MINUTES, NIGHT_MINUTES_MAX, WorkingHours, parse_span

LOOK_AHEAD_DAYS = 400  # longer than any closure that ends
SPANS_AHEAD = 24  # some weeks of mornings and afternoons
SPANS_AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class Shift:
    """The state of working hours at an instant.

    `day` is the local date; within a span over midnight the one on which the span began.
    `changes_at_ms` is the next instant at which `on` or `day` changes; `opens_at_ms` the next start
    (the instant itself while on), None when there is none within 400 days.
    """

    on: bool
    day: str
    changes_at_ms: int
    opens_at_ms: int | None


def local_instant(zone: ZoneInfo, day: date, minute: int = 0) -> int:
    """The first instant, in ms, at which clocks show this minute of the day, or a later one.

    Of a minute that comes twice it is the first; one that is left out is the instant of the leap.
    """
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    last, first = (round(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    # By the offset after a leap a minute that it leaves out is earlier: the leap lies between.
    while first < last:
        middle = (first + last) // 2
        first, last = (first, middle) if _wall(zone, middle) >= wall else (middle + 1, last)
    return last * 1000


def _wall(zone: ZoneInfo, second: int) -> datetime:
    return datetime.fromtimestamp(second, zone).replace(tzinfo=None)


def local_date(zone: ZoneInfo, at_ms: int) -> date:
    """The date that calendars show at an instant."""
    return _wall(zone, at_ms // 1000).date()


def spans_from(hours: WorkingHours, zone: ZoneInfo, day: date) -> list[tuple[int, int]]:
    """The spans that begin on a local day, in ms, in order; those over midnight end on the next."""
    spans = sorted(
        (local_instant(zone, day, start), local_instant(zone, day, end))
        for start, end in _minutes(hours, day)
    )
    return [(start, end) for start, end in spans if start < end]


def _minutes(hours: WorkingHours, day: date) -> list[tuple[int, int]]:
    """A day's spans in minutes: its own, else the calendar's word, else its weekday's.

    A make-up workday whose weekday has no hours has those of the first weekday that has any. Of the
    week, what ends at midnight and goes on there is one span over midnight.
    """
    text = day.isoformat()
    if text in hours.dates:
        return [parse_span(span) for span in hours.dates[text]]
    kind = day_kind(hours.calendar, day)
    if text in hours.closed or kind == "holiday":
        return []
    if not hours.days:
        return [(0, DAY_MINUTES)]
    found = _of_weekday(hours, day.weekday())
    if kind == "workday" and not found:
        found = next(filter(None, (_of_weekday(hours, weekday) for weekday in range(7))), [])
    return found


def _of_weekday(hours: WorkingHours, weekday: int) -> list[tuple[int, int]]:
    """A weekday's spans, nights joined. A night that is written as 21:00-24:00 and, under the next
    weekday, 00:00-02:00 is one shift of the day on which it begins, if one span could be so long.
    """
    before, spans, after = (hours.days.get((weekday + one) % 7, ()) for one in (-1, 0, 1))
    found = sorted(parse_span(span) for span in spans)
    if found and _night(before, spans) is not None:
        found = found[1:]
    if (end := _night(spans, after)) is not None:
        found = [*found[:-1], (found[-1][0], end)]
    return found


def _night(evening: Sequence[str], morning: Sequence[str]) -> int | None:
    """When the night ends that is written in two pieces, in minutes of its first day; if any is."""
    if not evening or not morning:
        return None
    start, midnight = max(parse_span(span) for span in evening)
    goes_on, end = min(parse_span(span) for span in morning)
    if (midnight, goes_on) != (DAY_MINUTES, 0) or DAY_MINUTES + end - start > NIGHT_MINUTES_MAX:
        return None
    return DAY_MINUTES + end


def spans_ahead(hours: WorkingHours, at_ms: int) -> list[tuple[int, int]]:
    """The next open spans from an instant on, in ms, in order and parted; at most 24.

    One that has begun comes first, with its own start. They are looked for until there are enough,
    for 60 days; where there is none within those, until there is one, for 400 days.
    """
    zone = ZoneInfo(hours.zone)
    today, ahead = local_date(zone, at_ms), list[tuple[int, int]]()
    for day in range(-1, LOOK_AHEAD_DAYS):
        if ahead and (len(ahead) > SPANS_AHEAD or day > SPANS_AHEAD_DAYS):
            break
        for start, end in spans_from(hours, zone, today + timedelta(days=day)):
            if ahead and start <= ahead[-1][1]:
                ahead[-1] = (ahead[-1][0], max(end, ahead[-1][1]))
            elif end > at_ms:
                ahead.append((start, end))
    return ahead[:SPANS_AHEAD]


def shift_at(hours: WorkingHours, at_ms: int) -> Shift:
    """The state of the hours at an instant, in their own zone, across changes of summer time."""
    zone = ZoneInfo(hours.zone)
    today = local_date(zone, at_ms)
    day, opens, on = today, None, False
    changes = [local_instant(zone, today + timedelta(days=1))]
    for ahead in range(-1, LOOK_AHEAD_DAYS):
        begins = today + timedelta(days=ahead)
        for start, end in spans_from(hours, zone, begins):
            if start <= at_ms < end:
                # Over midnight the day turns at the end of the span, unless a span before it rules.
                changes = [end] if not on else changes
                day, opens, on = (begins if not on else day), at_ms, True
            elif start > at_ms:
                changes.append(start)
                opens = start if opens is None else opens
        if opens is not None and ahead >= 0:
            break
    return Shift(on, day.isoformat(), min(changes), opens)
