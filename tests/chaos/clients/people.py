"""Who leaves their contact: a seeded stream of captures, some of people who were there before."""

import random
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from hotlead.topics.streams import CHANNELS
from tests.chaos.policy import COLD, HOT, WARMING

AGAIN: Final = 0.12
HOT_SHARE: Final = 0.04
WARMING_SHARE: Final = 0.03
SEEN_BEFORE: Final = 0.5
RECENT: Final = 400


@dataclass(frozen=True, slots=True)
class Event:
    """A capture to be sent, and the signal that belongs to it, before it or after it."""

    tenant: str
    channel: str
    body: dict[str, Any]
    signal: dict[str, Any] | None = None
    signal_first: bool = False


class People:
    """Makes captures; the same seed makes the same ones."""

    def __init__(self, seed: int, tenants: tuple[str, ...]) -> None:
        self._random = random.Random(seed)
        self._tenants = tenants
        self._numbers = count(1)
        self._recent: list[tuple[str, int]] = []

    def next(self, grade: float | None = None) -> Event:
        """The next capture; with a grade it is one of a new person."""
        rng, number = self._random, next(self._numbers)
        tenant = rng.choice(self._tenants)
        person = number
        kind = rng.random()
        if grade is None and self._recent and kind < AGAIN:
            tenant, person = rng.choice(self._recent)
            grade = COLD
        elif grade is None:
            at = rng.random()
            grade = HOT if at < HOT_SHARE else COLD
            if HOT_SHARE < at < HOT_SHARE + WARMING_SHARE:
                grade = WARMING
        self._recent = [*self._recent[-RECENT:], (tenant, person)]
        body = {
            "event_id": f"e-{number}",
            "tenant": tenant,
            "visitor_id": f"v-{person}",
            "contact": {"phone": f"138{person:08d}"},
            "attributes": {"grade": f"{grade:g}"},
        }
        signal = None
        if grade == WARMING:
            signal = {
                "event_id": f"s-{number}",
                "tenant": tenant,
                "visitor_id": f"v-{person}",
                "kind": "visit",
            }
        first = rng.random() < SEEN_BEFORE
        return Event(tenant, rng.choice(CHANNELS), body, signal, first)
