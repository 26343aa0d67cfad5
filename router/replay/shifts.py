"""Reps made from the rows: who they are, and when they work.

Offsets are milliseconds of the day's clock after the first row.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hotlead.router.replay.maps import Reps
from hotlead.topics.hours import WorkingHours

MINUTE_MS = 60_000
WEEKS_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Service:
    """One talk of a rep, on a date of the file."""

    rep: str
    date: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Shift:
    """From the first service of a date to the end of the last."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class RepPlan:
    """A rep; without shifts they are always there. In their breaks they are away."""

    rep: str
    pools: tuple[str, ...]
    capacity: int
    tier: int
    shifts: tuple[Shift, ...]
    name: str = ""
    weight: float = 1.0
    regions: tuple[str, ...] = ()
    breaks: tuple[Shift, ...] = ()


def rep_plans(reps: Reps, services: Iterable[Service]) -> list[RepPlan]:
    """The reps of a map, in the order of their names; the busiest share of them is the top tier."""
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    served: Counter[str] = Counter()
    for one in services:
        start, end = spans.get((one.rep, one.date), (one.start_ms, one.end_ms))
        spans[one.rep, one.date] = (min(start, one.start_ms), max(end, one.end_ms))
        served[one.rep] += 1
    names = sorted(served) or [f"rep-{number:02d}" for number in range(1, reps.made + 1)]
    busiest = sorted(names, key=lambda name: (-served[name], name))
    top = set(busiest[: round(len(names) * reps.top_tier_share)])
    return [
        RepPlan(
            name,
            reps.pools,
            reps.capacity,
            int(name in top),
            tuple(
                sorted(
                    (Shift(*span) for (rep, _), span in spans.items() if rep == name), key=_start
                )
            ),
        )
        for name in names
    ]


def _start(shift: Shift) -> int:
    return shift.start_ms


def hours_of(start_ms: int, end_ms: int) -> WorkingHours:
    """Working hours that hold for this one shift, in UTC: whole minutes around it.

    The same weekday of the following weeks is closed, for a shift is registered when it comes.
    """
    days: dict[int, list[str]] = {}
    closed: list[str] = []
    start = _minute(start_ms - start_ms % MINUTE_MS)
    end = _minute(end_ms + -end_ms % MINUTE_MS)
    end = max(end, start + timedelta(minutes=1))
    while start < end:
        midnight = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(days=1)
        until = min(end, midnight)
        clock = "24:00" if until == midnight else f"{until:%H:%M}"
        days.setdefault(start.weekday(), []).append(f"{start:%H:%M}-{clock}")
        closed += _weeks_after(start.date())
        start = until
    return WorkingHours(
        zone="UTC",
        days={day: tuple(found) for day, found in days.items()},
        closed=tuple(closed),
    )


def _minute(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _weeks_after(day: date) -> list[str]:
    return [(day + timedelta(weeks=week)).isoformat() for week in range(1, WEEKS_AHEAD + 1)]
