"""How the scripts name queues and those who wait in them.

The one place in Python that knows what router/leads/lua/parts/22_queues.lua writes, in Redis and in
the journal.
"""

from dataclasses import dataclass
from typing import NamedTuple

from hotlead.router.rules.decay import Law


@dataclass(frozen=True, slots=True)
class QueueClass:
    """Waiting leads that ask the same of a rep, as `place|slope:wait|needs|refused`."""

    place: str
    law: Law
    needs: tuple[str, ...]
    refused: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> "QueueClass":
        """The class of a name."""
        place, law, needs, refused = name.split("|", 3)
        slope, wait = law.split(":")
        return cls(place, Law(float(slope), float(wait)), _names(needs), _names(refused))


class Member(NamedTuple):
    """A lead in a queue, as `since:lead`: since when it waits, in 14 digits."""

    since_ms: int
    lead: str

    @classmethod
    def of(cls, text: str) -> "Member":
        """The member of a text."""
        since, _, lead = text.partition(":")
        return cls(int(since), lead)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)
