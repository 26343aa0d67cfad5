"""What a mutant is."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Run = TypeVar("Run")


@dataclass(frozen=True, slots=True)
class Edit:
    """One text of a file of the product, found there exactly once, and what replaces it."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant(Generic[Run]):
    """A defect: its name, what it breaks, where, and the run that shows it (a seed, a driver)."""

    name: str
    breaks: str
    run: Run
    edits: tuple[Edit, ...]

    def __str__(self) -> str:
        return self.name
