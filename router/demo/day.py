"""The day's timeline: who asks when and how often, and how the reps will treat them. Pure."""

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from hotlead.router.demo import customers
from hotlead.router.demo.customers import Customer
from hotlead.router.demo.team import HOUR_MS, MINUTE_MS, Care, rep_plans
from hotlead.router.replay.people import People
from hotlead.router.replay.responses import Treatment
from hotlead.router.replay.timeline import CAPTURE, SIGNAL, Sending, Timeline

TENANT: Final = "main"
PHONE_BLOCK: Final = 3
# People an hour, by hour of the day.
SHAPE: Final = (
    3,
    2,
    1,
    1,
    1,
    2,
    5,
    12,
    20,
    30,
    38,
    34,
    20,
    24,
    33,
    36,
    31,
    24,
    22,
    26,
    32,
    28,
    16,
    7,
)
TWICE: Final = 0.13
LURKERS: Final = 0.10
# Seldom does a phone lie on a table: this share waits for its second holder, or its third.
LEFT_ALONE: Final = 0.04
NOBODY: Final = 1000
"""More holders than any lead has: nobody acts, however often it is reassigned."""
QUIET_END_MS: Final = 3 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Day:
    """A working day. The leads of `forgotten` captures are nobody's business until the end."""

    timeline: Timeline
    opens_h: float
    closes_h: float
    forgotten: frozenset[str]

    @property
    def closes_ms(self) -> int:
        """Closing time, after opening."""
        return round((self.closes_h - self.opens_h) * HOUR_MS)


@dataclass(frozen=True, slots=True)
class _Visit:
    """Somebody leaves their contact: the `number`th person, for the `time`th time."""

    at_ms: int
    number: int
    time: int
    customer: Customer
    alone: int = 0


def make_day(*, seed: int, opens_h: float = 9.0, closes_h: float = 18.0) -> Day:
    """The day of a seed; the same whenever it is made. At least an hour long."""
    draw = Random(f"day|{seed}")
    length = round((closes_h - opens_h) * HOUR_MS)
    visits = _usual(draw, opens_h, length)
    visits += _scenes(draw, len(visits), opens_h, length)
    people = People(PHONE_BLOCK)
    sendings: list[Sending] = []
    plans: dict[str, Treatment] = {}
    for visit in visits:
        event_id = f"demo-{visit.number}-{visit.time}"
        sendings += _sendings(visit, event_id, people)
        plans[event_id] = Care(f"{seed}|{event_id}", visit.alone)
    sendings += _lurking(draw, len(visits), length)
    sendings.sort(key=lambda one: (one.at_ms, one.kind == CAPTURE))
    timeline = Timeline(tuple(sendings), len(visits), rep_plans(opens_h, closes_h), plans)
    forgotten = frozenset(
        f"demo-{visit.number}-{visit.time}" for visit in visits if visit.alone == NOBODY
    )
    return Day(timeline, opens_h, closes_h, forgotten)


def _usual(draw: Random, opens_h: float, length: int) -> list[_Visit]:
    """People as they come, some of them twice."""
    visits = []
    for number, at in enumerate(_instants(draw, opens_h, length)):
        alone = draw.choice((1, 1, 2)) if draw.random() < LEFT_ALONE else 0
        customer = customers.ordinary(draw)
        visits.append(_Visit(at, number, 1, customer, alone))
        again = at + draw.randint(4 * MINUTE_MS, 80 * MINUTE_MS)
        if draw.random() < TWICE and again < length - QUIET_END_MS:
            back = customers.ordinary(draw, customer.attributes["region"])
            visits.append(_Visit(again, number, 2, back))
    return visits


def _instants(draw: Random, opens_h: float, length: int) -> list[int]:
    """When people come: a Poisson process with the shape as its rate, by thinning."""
    busiest, at = max(SHAPE), 0.0
    found: list[int] = []
    while True:
        at += draw.expovariate(busiest) * HOUR_MS
        if at >= length - QUIET_END_MS:
            return found
        hour = int(opens_h + at / HOUR_MS) % 24
        if draw.random() < SHAPE[hour] / busiest:
            found.append(round(at))


def _scenes(draw: Random, first: int, opens_h: float, length: int) -> list[_Visit]:
    """What the day must hold so that each part of the router is seen.

    Hot people whom their first holders leave alone, so that rungs fire; at the end some whom
    nobody answers any more, and some from where no rep is left.
    """
    minutes = length / MINUTE_MS
    scenes: list[tuple[float, Customer, int]] = [
        (minutes * share, customers.eager(draw, region), alone)
        for share, region, alone in (
            (0.15, "shanghai", 2),
            (0.30, "hangzhou", 1),
            (0.45, "suzhou", 2),
            (0.60, "shanghai", 3),
            (0.72, "hangzhou", 2),
        )
    ]
    for before, region in ((14, "shanghai"), (10, "hangzhou"), (6, "suzhou"), (4, "shanghai")):
        scenes.append((minutes - before, customers.eager(draw, region), NOBODY))
    # The rep of this region has gone home.
    scenes += [
        (minutes - before, customers.mild(draw, "chengdu"), 0)
        for before in (42, 31, 22, 16, 11, 8, 6, 5)
    ]
    scenes.append((minutes - 28, customers.eager(draw, "chengdu"), NOBODY))
    return [
        _Visit(round(at * MINUTE_MS), first + number, 1, customer, alone)
        for number, (at, customer, alone) in enumerate(scenes)
    ]


def _sendings(visit: _Visit, event_id: str, people: People) -> list[Sending]:
    visitor = f"demo-visitor-{visit.number}"
    customer = visit.customer
    fields: dict[str, Any] = {
        "event_id": event_id,
        "tenant": TENANT,
        "contact": {"phone": people.phone(f"demo-{visit.number}")},
        "attributes": customer.attributes,
        "visitor_id": visitor,
        "test": True,
    }
    found = [Sending(visit.at_ms, visit.at_ms, CAPTURE, fields, customer.channel)]
    for number, trace in enumerate(customer.traces):
        found.append(
            _signal(
                visit.at_ms - trace.before_ms,
                f"{event_id}-s{number}",
                visitor,
                trace.kind,
                trace.value,
            )
        )
    return found


def _signal(at_ms: int, event_id: str, visitor: str, kind: str, value: float) -> Sending:
    fields = {
        "event_id": event_id,
        "tenant": TENANT,
        "visitor_id": visitor,
        "kind": kind,
        "value": value,
    }
    # What was before opening time is sent at once.
    return Sending(max(0, at_ms), at_ms, SIGNAL, fields)


def _lurking(draw: Random, people: int, length: int) -> list[Sending]:
    """Visitors who look and leave no contact."""
    return [
        _signal(
            draw.randrange(length - QUIET_END_MS),
            f"demo-lurker-{number}-s0",
            f"demo-lurker-{number}",
            customers.PAGE_DWELL,
            float(draw.randint(20, 300)),
        )
        for number in range(round(people * LURKERS))
    ]
