"""What a mutant is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """One text of a file of the product, found there exactly once, and what replaces it."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A defect: its name, what it breaks, where, and the driver whose run shows it."""

    name: str
    breaks: str
    driver: str
    edits: tuple[Edit, ...]
