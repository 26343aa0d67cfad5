"""A warning about a policy, what rules are given beside it, and the name that was meant."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hotlead.router.policy.document import Policy

Told = tuple[str, str, str]
"""Where in the document, why it is hardly meant, what to do."""


@dataclass(frozen=True, slots=True)
class PolicyWarning:
    """What looks unmeant at one place: the rule that says so, why, and what to do."""

    path: str
    rule: str
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Known:
    """What a policy may name beside itself.

    `channels` are the installation's, `today` is its date. `reps` and `skills` are those that are
    registered, and the skills that any of them has; None where nobody was asked.
    """

    channels: Collection[str]
    today: date
    reps: Collection[str] | None = None
    skills: Collection[str] | None = None


class Rule(Protocol):
    """One thing to look for."""

    __name__: str

    def __call__(self, policy: Policy, known: Known) -> Iterator[Told]:
        """Each place at which it is found."""


def near(name: str, names: Collection[str]) -> str | None:
    """The one of `names` that was meant; None when it is one of them, or none is close."""
    if name in names:
        return None
    folded = {one.casefold().replace("_", "-"): one for one in names}
    close = difflib.get_close_matches(name.casefold().replace("_", "-"), folded, 1, 0.75)
    return folded[close[0]] if close else None


def use(name: str, names: Collection[str]) -> str:
    """What to write in place of a name that is not known."""
    meant = near(name, names)
    return f"did you mean {meant}?" if meant else f"use one of {', '.join(sorted(names))}"
