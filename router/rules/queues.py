"""How the scripts name queues and those who wait in them, and what their keys are worth.

The one place in Python that knows what router/leads/lua/parts/22_queues.lua writes, in Redis and in
the journal.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from hotlead.router.rules.scoring import HOUR_MS

#: 2020-01-01: the common instant that keys are put back to.
EPOCH0_MS: Final = 1_577_836_800_000
MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class QueueClass:
    """Waiting leads that ask the same of a rep, as `place|slope:wait|needs|refused`.

    `slope` is in micropoints an hour, `wait` in micropoints a minute.
    """

    place: str
    slope: float
    wait: float
    needs: tuple[str, ...]
    refused: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> "QueueClass":
        """The class of a name."""
        place, law, needs, refused = name.split("|", 3)
        slope, wait = law.split(":")
        return cls(place, float(slope), float(wait), _names(needs), _names(refused))

    def worth(self, at_ms: int) -> tuple[float, float]:
        """Less the key, a lead's value at an instant: of one that decays, of one that stands still.

        Values are micropoints, waiting points included.
        """
        still = self.wait * (at_ms - EPOCH0_MS) / MINUTE_MS
        return still - self.slope * (at_ms - EPOCH0_MS) / HOUR_MS, still

    def still_key(self, base: float, since_ms: int) -> int:
        """The key of a lead of this base, in micropoints, that stands still."""
        return -math.floor(base - self.wait * (since_ms - EPOCH0_MS) / MINUTE_MS + 0.5)


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
