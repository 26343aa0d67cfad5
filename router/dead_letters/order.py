"""What a replay of dead letters is asked to do, and what it did."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from hotlead.router.dead_letters.listing import Filter

#: What was taken longer ago than this is sent by nobody any more: a run sends what it took within
#: half a minute or not at all, and the producer gives up after ten seconds.
CUT_OFF_S: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to replay: at most `limit` letters, oldest first, `per_s` a second.

    `cut_off`: instead of letters that nobody took, those that a run took `cut_off_s` ago or earlier
    and did not say to have sent. With `dry_run` nothing is sent or marked.
    """

    wanted: Filter = field(default_factory=Filter)
    limit: int = 1000
    per_s: float = 100.0
    dry_run: bool = False
    cut_off: bool = False
    cut_off_s: float = CUT_OFF_S


@dataclass(slots=True)
class Tally:
    """What a run did. Letters of the filter that were replayed before are not counted."""

    #: To be looked at: in the right state, and within the limit.
    chosen: int = 0
    #: Sent back, by topic; in a dry run those that would be.
    sent: Counter[str] = field(default_factory=Counter)
    #: Found to be sent already, by the run that was cut off.
    found: int = 0
    #: Taken by another run meanwhile.
    elsewhere: int = 0
    #: Not sent, by the reason.
    stay: Counter[str] = field(default_factory=Counter)
    #: More that fit and were not looked at, because of the limit or a stop.
    left: int = 0
    #: Taken by a run that has not said that it sent them: under way, or cut off.
    taken: int = 0

    @property
    def done(self) -> int:
        """Letters that were looked at."""
        return self.sent.total() + self.found + self.elsewhere + self.stay.total()
