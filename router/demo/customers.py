"""The people of the demo: where they live, what they want, and what they did before they asked."""

from dataclasses import dataclass
from random import Random
from typing import Any, Final

CHANNELS: Final = {"web-form": 0.45, "short-video": 0.35, "call-center": 0.20}
REGIONS: Final = {"shanghai": 0.42, "hangzhou": 0.26, "suzhou": 0.22, "chengdu": 0.10}
HOUSES: Final = {"apartment": 0.66, "duplex": 0.20, "villa": 0.14}
BUDGETS: Final = {"apartment": (40, 150), "duplex": (80, 260), "villa": (180, 600)}
MINUTE_MS: Final = 60_000

PAGE_DWELL, VIDEO, REPEAT, CALL = "page_dwell", "video_complete", "repeat_visit", "inbound_call"


@dataclass(frozen=True, slots=True)
class Trace:
    """One signal: how long before the capture, its kind and its value."""

    before_ms: int
    kind: str
    value: float


@dataclass(frozen=True, slots=True)
class Customer:
    """Where a person asks, what they say of themselves, and what they did before."""

    channel: str
    attributes: dict[str, Any]
    traces: tuple[Trace, ...]


def pick(draw: Random, shares: dict[str, float]) -> str:
    """One of the keys, by its share."""
    return draw.choices(list(shares), list(shares.values()))[0]


def ordinary(draw: Random, region: str | None = None) -> Customer:
    """A person as they come; about one in four is hot at once."""
    channel = pick(draw, CHANNELS)
    house = pick(draw, HOUSES)
    low, high = BUDGETS[house]
    traces: list[Trace] = []
    interest = draw.random()
    if channel == "call-center":
        traces.append(_trace(draw, CALL, 1))
    if channel == "short-video" or interest > 0.9:
        watched = 1 + (interest > 0.8)
        traces += [_trace(draw, VIDEO, 1) for _ in range(watched)]
    if channel == "web-form" or interest > 0.82:
        dwells = 1 + (interest > 0.75)
        traces += [_trace(draw, PAGE_DWELL, draw.randint(40, 420)) for _ in range(dwells)]
    if interest > 0.78:
        traces += [_trace(draw, REPEAT, 1) for _ in range(1 + (interest > 0.85))]
    return Customer(
        channel,
        _attributes(region or pick(draw, REGIONS), house, draw.randint(low, high)),
        _ordered(traces),
    )


def eager(draw: Random, region: str) -> Customer:
    """Somebody with a villa who has read, watched, come back and called: hot at once."""
    traces = [_trace(draw, PAGE_DWELL, draw.randint(150, 400)), _trace(draw, REPEAT, 1)]
    traces += [_trace(draw, VIDEO, 1), _trace(draw, CALL, 1)]
    channel = pick(draw, CHANNELS)
    return Customer(channel, _attributes(region, "villa", draw.randint(260, 600)), _ordered(traces))


def mild(draw: Random, region: str) -> Customer:
    """Somebody who only left a number: not hot."""
    traces = [_trace(draw, PAGE_DWELL, draw.randint(30, 110))]
    return Customer(
        "web-form", _attributes(region, "apartment", draw.randint(40, 90)), _ordered(traces)
    )


def _ordered(traces: list[Trace]) -> tuple[Trace, ...]:
    return tuple(sorted(traces, key=lambda one: -one.before_ms))


def _attributes(region: str, house: str, thousands: int) -> dict[str, Any]:
    return {"region": region, "house_type": house, "budget": thousands * 1000}


def _trace(draw: Random, kind: str, value: float) -> Trace:
    # A call is the capture's own; the rest is of the half hour before it.
    before = MINUTE_MS if kind == CALL else draw.randint(2 * MINUTE_MS, 30 * MINUTE_MS)
    return Trace(before, kind, float(value))
