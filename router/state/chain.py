"""Which journal entries are valid: the chain of stamps, followed by every reader."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from enum import Enum

from hotlead.topics.journal import Entry, Opened

GENESIS = ""


class Verdict(Enum):
    """What one journal record is to a reader."""

    VALID = "valid"
    TWICE = "twice"
    VOID = "void"
    OPENED = "opened"


@dataclass(slots=True)
class Chain:
    """The end of the chain as read so far.

    Start it at the log's first record, or with the stamp of an entry known to be valid.
    """

    stamp: str = GENESIS
    seq: int = 0
    opened_offset: int = -1
    opened_id: str = ""
    # A plain dict that loses its first key again and again is searched from its start each time.
    _recent: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        if self.stamp:
            self._recent[self.stamp] = None

    def copy(self) -> "Chain":
        """The same end, to read on from without moving this one; both remember the same stamps."""
        return replace(self)

    def read(self, record: Opened | Entry, offset: int) -> Verdict:
        """Takes the next record of the log and says what it is.

        TWICE is a valid entry sent again (a retry); VOID is one of a branch that lost.
        """
        if isinstance(record, Opened):
            self.opened_offset, self.opened_id = offset, record.id
            return Verdict.OPENED
        if record.prev == self.stamp and record.seq == self.seq + 1:
            self.stamp, self.seq = record.stamp, record.seq
            self._recent[record.stamp] = None
            if len(self._recent) > RECENT:
                self._recent.popitem(last=False)
            return Verdict.VALID
        return Verdict.TWICE if record.stamp in self._recent else Verdict.VOID


RECENT = 100_000
