"""Which journal entries are valid: the chain of stamps, followed by every reader."""

from array import array
from dataclasses import dataclass, field, replace
from enum import Enum

from hotlead.router.errors import NewerRecord
from hotlead.topics.journal import VERSION, Entry, Opened

GENESIS = ""
RECENT = 100_000
"""How far behind the end a valid entry is still known when it comes again."""


class Verdict(Enum):
    """What one journal record is to a reader."""

    VALID = "valid"
    TWICE = "twice"
    VOID = "void"
    OPENED = "opened"
    POISON = "poison"


@dataclass(slots=True)
class Chain:
    """The end of the chain as read so far.

    Start it at the log's first record, or with the stamp of an entry known to be valid.
    """

    stamp: str = GENESIS
    seq: int = 0
    opened_offset: int = -1
    opened_id: str = ""
    # Hashes of the newest valid stamps, each in the place of its number: all the memory that there
    # will ever be, taken at once, so that a worker's does not creep up for its first hours.
    _recent: "array[int]" = field(default_factory=lambda: array("q", bytes(8 * RECENT)))

    def __post_init__(self) -> None:
        if self.stamp:
            self._remember()

    @classmethod
    def behind(cls, entry: Entry) -> "Chain":
        """The end right behind an entry that is known to be valid. Raises NewerRecord."""
        _known(entry)
        return cls(stamp=entry.stamp, seq=entry.seq)

    def copy(self) -> "Chain":
        """The same end, to read on from without moving this one; both remember the same stamps."""
        return replace(self)

    def read(self, record: Opened | Entry, offset: int) -> Verdict:
        """Takes the next record of the log and says what it is.

        TWICE is a valid entry sent again (a retry); VOID is one of a branch that lost. (What cannot
        be decoded, POISON, is no part of the chain.) Raises NewerRecord, each time anew, where a
        valid one is of a later version.
        """
        if isinstance(record, Opened):
            self.opened_offset, self.opened_id = offset, record.id
            return Verdict.OPENED
        if record.prev == self.stamp and record.seq == self.seq + 1:
            _known(record)
            self.stamp, self.seq = record.stamp, record.seq
            self._remember()
            return Verdict.VALID
        known = self._recent[record.seq % len(self._recent)]
        return Verdict.TWICE if known == hash(record.stamp) else Verdict.VOID

    def _remember(self) -> None:
        self._recent[self.seq % len(self._recent)] = hash(self.stamp)


def _known(entry: Entry) -> None:
    if entry.version > VERSION:
        raise NewerRecord(f"journal entry {entry.seq}", entry.version, VERSION)
