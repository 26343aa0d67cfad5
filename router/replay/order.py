"""What a replay is asked for, what it tells meanwhile, and what it gives back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hotlead.router.replay.maps import ReplayMap


@dataclass(frozen=True, slots=True)
class Order:
    """What to replay, and how. `into` allows an installation that is not empty."""

    file: Path
    map: ReplayMap
    speed: float
    rate: float | None
    limit: int | None
    seed: int
    into: bool


class Watcher(Protocol):
    """Is told how far the replay is."""

    def stage(self, text: str) -> None:
        """What happens now."""

    def note(self, text: str) -> None:
        """Something to be read after the end."""

    def total(self, captures: int) -> None:
        """How many captures there will be."""

    def sent(self, captures: int) -> None:
        """How many were sent so far."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The summary, and whether the replay was cut short."""

    summary: dict[str, Any]
    stopped: bool
