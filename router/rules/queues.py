"""How the scripts name queues and those who wait in them.

The one place in Python that knows what router/leads/lua/parts/22_queues.lua writes, in Redis and in
the journal.
"""

from dataclasses import dataclass
from typing import NamedTuple

from hotlead.router.rules.decay import Law


@dataclass(frozen=True, slots=True)
class QueueClass:
    """Waiting leads that ask the same of a rep, as `place|slope:wait|needs|refused`.

    Where `wait` says `hot` the hot clock of all has started, and waiting earns nothing.
    """

    place: str
    law: Law
    needs: tuple[str, ...]
    refused: tuple[str, ...]
    hot: bool = False

    @classmethod
    def of(cls, name: str) -> "QueueClass":
        """The class of a name."""
        place, law, needs, refused = name.split("|", 3)
        slope, wait = law.split(":")
        hot = wait == "hot"
        earned = 0.0 if hot else float(wait)
        return cls(place, Law(float(slope), earned), _names(needs), _names(refused), hot)


class Member(NamedTuple):
    """A lead in a queue, as `since:lead`: since when it waits, in 14 digits."""

    since_ms: int
    lead: str

    @property
    def text(self) -> str:
        """The member as it stands in the queue."""
        return f"{self.since_ms:014d}:{self.lead}"

    @classmethod
    def of(cls, text: str) -> "Member":
        """The member of a text."""
        since, _, lead = text.partition(":")
        return cls(int(since), lead)


def needs_of(class_: str) -> str:
    """What a class asks for, as its name says it."""
    return class_.split("|", 3)[2]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)
