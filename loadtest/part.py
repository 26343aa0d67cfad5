"""One part of the bench: what it measures, and what that came to."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from loadtest.stage import Stage

if TYPE_CHECKING:
    from loadtest.checkout import Checkout

STOLEN_MAX: Final = 0.05
"""A run in which other guests of the machine took more of the CPU is thrown away."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a part. `only`, `captures` and `rounds` are for a look at one thing.

    `base` is the older revision that the new build is compared with, when one was named.
    """

    short: bool = False
    only: frozenset[str] = frozenset()
    captures: int = 0
    rounds: int = 0
    base: "Checkout | None" = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a part came to.

    `ratios` go to the top of the report (loadtest/README.md has what each means; None when it could
    not be measured), `detail` below it, as plain values, every run included. `failed` says that
    something was wrong: an outcome that was not the asked one, an audit with breaches.
    """

    ratios: Mapping[str, float | None]
    detail: Mapping[str, Any]
    table: str
    failed: bool = field(default=False)


Part = Callable[[Stage, Plan], Awaitable[Found]]


def tell(line: str) -> None:
    """A line for whoever waits."""
    print(line, file=sys.stderr, flush=True)
