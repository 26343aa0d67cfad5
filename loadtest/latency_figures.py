"""The arithmetic of latency: which captures count, from which instant, and what that comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import orjson
from hdrh.histogram import HdrHistogram

LEAST_US, MOST_US, DIGITS = 1, 600_000_000, 3
PERCENTILES: Final = {"p50_ms": 50.0, "p99_ms": 99.0, "p999_ms": 99.9}
KEPT_UP_SHARE: Final = 0.95

Stamps = tuple[int, int, int]
"""Real milliseconds at which a capture was sent to Kafka, its event to the inbox, its entry to the
journal."""
PROBE_ID: Final = "probe"
STAGES: Final = ("capture_to_inbox", "inbox_to_journal", "journal_to_phone")


class Spread:
    """Seconds, in an HDR histogram of microseconds with three digits, told in milliseconds."""

    def __init__(self, values_s: Iterable[float] = ()) -> None:
        self._histogram = HdrHistogram(LEAST_US, MOST_US, DIGITS)
        for value_s in values_s:
            self.add(value_s)

    def add(self, value_s: float) -> None:
        """Takes one; what lies outside the range counts as its end."""
        self._histogram.record_value(min(MOST_US, max(LEAST_US, round(value_s * 1e6))))

    def told(self) -> dict[str, float | None]:
        """The percentiles and the count; None for percentiles of nothing."""
        count = self._histogram.get_total_count()
        found: dict[str, float | None] = {"count": count}
        for name, percentile in PERCENTILES.items():
            value_us = self._histogram.get_value_at_percentile(percentile)
            found[name] = round(value_us / 1000, 2) if count else None
        return found


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of a run: the warm-up, what is timed, and how long is waited for what is missing."""

    warm_s: float
    timed_s: float
    wait_s: float


@dataclass(frozen=True, slots=True)
class Window:
    """The captures that are timed: by number, from the warm-up's end on. `rate` is a second's."""

    begin_s: float
    rate: float
    first: int
    last: int

    @classmethod
    def of(cls, begin_s: float, rate: float, warm_s: float, timed_s: float) -> "Window":
        """The numbers that are due in the timed seconds behind the warm-up."""
        first = round(warm_s * rate)
        return cls(begin_s, rate, first, first + round(timed_s * rate))

    @property
    def first_s(self) -> float:
        """When the first of them was due."""
        return self.scheduled_s(self.first)

    @property
    def end_s(self) -> float:
        """When the last of them was due, and one more would be."""
        return self.scheduled_s(self.last)

    def scheduled_s(self, number: int) -> float:
        """When a capture was due."""
        return self.begin_s + number / self.rate

    def holds(self, number: int) -> bool:
        """Whether a capture is timed."""
        return self.first <= number < self.last


@dataclass(frozen=True, slots=True)
class Pushes:
    """What became of the captures of the window that brought new people.

    `push` is of those that met a free rep; `waited` is how many did not. `unheard` are those that
    no phone was told until the run was given up: they count in `push` with the time until then, so
    that what is slow is never left out, and its percentiles then mean "at least".
    """

    push: Mapping[str, float | None]
    waited: int
    unheard: int
    heard_per_s: float
    kept_up: bool


def pushes(
    window: Window,
    person_of: Sequence[int],
    heard_at_s: Mapping[int, float],
    waited: frozenset[int],
    gave_up_s: float,
) -> Pushes:
    """From the instants at which phones were told, by the capture's number.

    `person_of` is what `persons` tells. A person whose later capture overtook the first one, which
    Kafka's partitions allow, is timed from the one that brought them.
    """
    mine = {person for person in person_of if window.holds(person)}
    told = {person_of[number] for number in (*heard_at_s, *waited)}
    unheard = mine - told
    spread = Spread()
    for number, at_s in heard_at_s.items():
        if window.holds(number) and number not in waited:
            spread.add(at_s - window.scheduled_s(number))
    for number in unheard:
        spread.add(gave_up_s - window.scheduled_s(number))
    took_s = window.end_s - window.first_s
    rate = sum(window.first_s <= at_s < window.end_s for at_s in heard_at_s.values()) / took_s
    return Pushes(
        spread.told(),
        sum(window.holds(number) for number in waited),
        len(unheard),
        round(rate, 1),
        rate * took_s >= KEPT_UP_SHARE * len(mine),
    )


def persons(captures: Sequence[bytes]) -> list[int]:
    """Who left each capture: the number of the first capture of that person."""
    known = dict[str, int]()
    return [
        known.setdefault(orjson.loads(raw)["contact"]["phone"], number)
        for number, raw in enumerate(captures)
    ]


def number_of(event_id: str) -> int:
    """The place in the schedule of the capture with this id (see people.py); -1 of the probe."""
    return -1 if event_id == PROBE_ID else int(event_id.removeprefix("e-"))


def within(window: Window, pairs: Iterable[tuple[float, float]]) -> dict[str, float | None]:
    """The spread of (instant, seconds) whose instant lies in the timed seconds."""
    return Spread(took_s for at_s, took_s in pairs if window.first_s <= at_s < window.end_s).told()


def stages(
    window: Window,
    numbers: Mapping[str, int],
    stamps_ms: Mapping[str, Stamps],
    heard_ms: Mapping[str, float],
) -> dict[str, dict[str, float | None]]:
    """Where the time of those who were told goes, from record to record; stamps are whole ms.

    `numbers` are the captures' by lead; `heard_ms` are real instants.
    """
    spreads = {name: Spread() for name in STAGES}
    for lead, at_ms in heard_ms.items():
        if lead in stamps_ms and window.holds(numbers[lead]):
            row = *stamps_ms[lead], at_ms
            for spread, before, after in zip(spreads.values(), row, row[1:], strict=False):
                spread.add((after - before) / 1000)
    return {name: spread.told() for name, spread in spreads.items()}


def middle(values: Iterable[float | None]) -> dict[str, float] | None:
    """Median, lowest and highest of what was measured; None when nothing was."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return {"median": median(known), "lowest": min(known), "highest": max(known)}


def ratio(ours: float | None, other: float | None) -> float | None:
    """Ours by the other's; None when either is missing."""
    return round(ours / other, 2) if ours is not None and other else None
