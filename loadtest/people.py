"""Captures as a day brings them, made from a seed: some people come again, some events come twice.

Every number is one that libphonenumber calls possible, so that each contender parses it in earnest.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

REGIONS: Final = ("shanghai", "hangzhou", "suzhou", "nanjing")
HOUSES: Final = ("villa", "duplex", "apartment", "loft")
BUDGETS: Final = (30_000, 80_000, 150_000, 260_000)
PREFIX: Final = 138
AGAIN_SHARE: Final = 0.04
TWICE_SHARE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Captures in their order, as JSON, and how many people are behind them."""

    captures: list[bytes]
    people: int


def arrivals(count: int, seed: int) -> Arrivals:
    """So many captures; 4 % of people who were here before, 1 % events that are sent twice."""
    dice = random.Random(seed)
    made: list[bytes] = []
    people = 0
    for number in range(count):
        chance = dice.random()
        if made and chance < TWICE_SHARE:
            made.append(dice.choice(made[-1000:]))
            continue
        if not people or chance > TWICE_SHARE + AGAIN_SHARE:
            person = people
            people += 1
        else:
            person = dice.randrange(people)
        made.append(orjson.dumps(_capture(f"e-{number}", person)))
    return Arrivals(made, people)


def _capture(event_id: str, person: int) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "contact": {"phone": f"{PREFIX}{person:08d}", "name": "Li Lei"},
        "attributes": attributes(person),
        "visitor_id": f"v-{person}",
    }


def attributes(person: int) -> dict[str, Any]:
    """What a person says of themselves, the same each time."""
    dice = random.Random(person)
    return {
        "region": dice.choice(REGIONS),
        "budget": dice.choice(BUDGETS),
        "house_type": dice.choice(HOUSES),
    }


def reps(count: int) -> Iterator[str]:
    """Names of so many reps."""
    return (f"rep-{number:05d}" for number in range(count))
