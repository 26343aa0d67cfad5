"""Kinds of brand: since when they are simulated, by which policies, who works, how many write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hotlead.router.policy.document import Policy
from hotlead.topics.hours import WorkingHours
from tests.simulation.policies import (
    BY_DAY,
    HOURS_KEPT,
    IN_THE_EVENING,
    NIGHTS,
    POLICIES,
    SHIFTS,
)


@dataclass(frozen=True, slots=True)
class Post:
    """What a rep is there for. `regional` reps are given two regions each time, others serve all.

    They set themselves idle after `comes_h`, and mostly away after `goes_h`, counted from midnight.
    """

    hours: WorkingHours
    pools: tuple[str, ...]
    regional: bool = True
    skills: tuple[str, ...] = ()
    tier: int = 0
    comes_h: int = 9
    goes_h: int = 21


@dataclass(frozen=True, slots=True)
class Business:
    """A kind of brand.

    `captures_a_day` are averages, one is drawn for each day; people come between two hours, most
    about a third (`come_h`). `imports` has, by the day's number, how many old leads a table brings.
    """

    since: str
    policies: tuple[Policy, ...]
    posts: tuple[Post, ...]
    captures_a_day: tuple[int, ...]
    come_h: tuple[int, int, int]
    imports: Mapping[int, int] = field(default_factory=dict)

    @property
    def start_ms(self) -> int:
        """The first midnight, UTC ms."""
        return round(datetime.fromisoformat(f"{self.since}T00:00:00+08:00").timestamp() * 1000)


CAMPAIGNS = Business(
    since="2026-03-02",
    policies=POLICIES,
    posts=(
        Post(SHIFTS[0], ("main",), regional=False),
        Post(SHIFTS[1], ("main", "calls"), skills=("villas",), tier=2),
        Post(SHIFTS[2], ("main", "calls")),
        Post(SHIFTS[3], ("main",), skills=("villas",), tier=1),
    ),
    captures_a_day=(4, 6, 8, 8, 10, 40),
    come_h=(7, 24, 15),
)
"""Every day is worked, and on some there is a campaign."""

KEEPS_HOURS = Business(
    since="2026-09-19",
    policies=HOURS_KEPT,
    posts=(
        Post(BY_DAY, ("main", "calls"), regional=False),
        Post(IN_THE_EVENING, ("main", "calls")),
        Post(BY_DAY, ("main",), tier=1),
        Post(IN_THE_EVENING, ("main", "calls"), tier=2),
        Post(NIGHTS, ("night", "calls"), comes_h=21, goes_h=31),
        Post(NIGHTS, ("night",), comes_h=22, goes_h=30),
    ),
    captures_a_day=(6, 9, 15),
    come_h=(0, 24, 20),
    imports={1: 100},
)
"""Lunch breaks, evenings and nights: a Saturday, a Sunday that is a workday, with an import in its
morning, the week behind it, and the holidays for which the Sunday was worked."""


def drawn(seed: int) -> Business:
    """That of a seed's brand: one of four keeps hours."""
    return CAMPAIGNS if seed % 4 else KEEPS_HOURS
