"""Working hours: whether an instant lies within them, and when that next changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotlead.topics.hours import WorkingHours, parse_span

LOOK_AHEAD_DAYS = 400  # longer than any closure that ends


@dataclass(frozen=True, slots=True)
class Shift:
    """The state of working hours at an instant.

    `changes_at_ms` is the next instant at which `on` or `day` changes (`day` does every midnight);
    `opens_at_ms` the next start (the instant itself while on), None when there is none within
    400 days.
    """

    on: bool
    day: str
    changes_at_ms: int
    opens_at_ms: int | None


def _instant(zone: ZoneInfo, day: date, minute: int) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    wall = midnight + timedelta(minutes=minute)
    return int(wall.astimezone(UTC).timestamp() * 1000)


def _spans(hours: WorkingHours, zone: ZoneInfo, day: date) -> list[tuple[int, int]]:
    if day.isoformat() in hours.closed:
        return []
    if not hours.days:
        return [(_instant(zone, day, 0), _instant(zone, day, 24 * 60))]
    spans = (parse_span(span) for span in hours.days.get(day.weekday(), ()))
    return sorted((_instant(zone, day, start), _instant(zone, day, end)) for start, end in spans)


def shift_at(hours: WorkingHours, at_ms: int) -> Shift:
    """The state of the hours at an instant, in their own zone, across changes of summer time."""
    zone = ZoneInfo(hours.zone)
    today = datetime.fromtimestamp(at_ms / 1000, zone).date()
    tomorrow = _instant(zone, today + timedelta(days=1), 0)
    changes, opens, on = [tomorrow], None, False
    for ahead in range(LOOK_AHEAD_DAYS):
        for start, end in _spans(hours, zone, today + timedelta(days=ahead)):
            if start <= at_ms < end:
                on, opens = True, at_ms
                changes.append(end)
            elif start > at_ms:
                changes.append(start)
                opens = start if opens is None else opens
        if opens is not None:
            break
    return Shift(on, today.isoformat(), min(changes), opens)
