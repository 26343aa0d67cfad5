"""What became of each dead letter: the topic folded from its start. All who fold it agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError

from hotlead.topics.dead_letters import (
    REASONS,
    DeadLetter,
    Part,
    Reason,
    Replayed,
    Taken,
    decode_record,
)

#: `waiting`: nothing was done. `taken`: a run took it and has not said that it sent it, because it
#: is under way or was cut off. `replayed`: it was sent back.
State = Literal["waiting", "taken", "replayed"]

_NUMBERS: Final = {reason: number for number, reason in enumerate(REASONS, 1)}
_REASONS: Final = {number: reason for reason, number in _NUMBERS.items()}


@dataclass(slots=True)
class Fate:
    """What became of one letter. `run` has it, "" for nobody; `taken_ms` is since when."""

    offset: int
    reason: Reason
    run: str = ""
    taken_ms: int = 0
    replayed: Replayed | None = None

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.replayed is not None:
            return "replayed"
        return "taken" if self.run else "waiting"


class Letters:
    """Feed it every record of the topic in order; `position` is the offset that comes next.

    A letter is one record that could not be processed, however many copies of it were written; it
    has the offset of its first copy. The bytes are not kept. Past `letters_max` the oldest are
    forgotten, all but a byte each by which `waiting` stays right.
    """

    def __init__(self, letters_max: int | None = None) -> None:
        self._letters_max = letters_max
        self._first: dict[bytes, int] = {}
        self._fates: dict[int, tuple[bytes, Fate]] = {}
        # By offset: 0, or the number of the reason, from 1, of a forgotten letter that waits.
        self._forgotten = bytearray()
        self.position = 0
        self.unreadable = 0
        #: Letters that nobody took, by reason.
        self.waiting: dict[Reason, int] = {}

    def __len__(self) -> int:
        return len(self._fates)

    def __iter__(self) -> Iterator[Fate]:
        return (fate for _, fate in self._fates.values())

    def take(self, offset: int, value: bytes | None) -> DeadLetter | None:
        """The next record; the letter when it is the first copy of one."""
        self.position = offset + 1
        try:
            record = decode_record(value or b"")
        except ValidationError:
            self.unreadable += 1
            return None
        match record:
            case DeadLetter():
                return self._letter(offset, record)
            case Taken():
                self._taken(record)
            case Replayed():
                self._replayed(record)
            case Part():
                pass  # of a letter that was counted with its first
        return None

    def of(self, offset: int) -> Fate | None:
        """The fate of the letter at an offset; None where there is none, or a later copy."""
        found = self._fates.get(offset)
        return found[1] if found is not None else None

    def _letter(self, offset: int, letter: DeadLetter) -> DeadLetter | None:
        identity = letter.identity
        if identity in self._first:
            return None
        self._first[identity] = offset
        self._fates[offset] = (identity, Fate(offset, letter.reason))
        self.waiting[letter.reason] = self.waiting.get(letter.reason, 0) + 1
        if self._letters_max is not None and len(self._fates) > self._letters_max:
            self._forget(next(iter(self._fates)))
        return letter

    def _forget(self, offset: int) -> None:
        identity, fate = self._fates.pop(offset)
        del self._first[identity]
        if fate.state == "waiting":
            self._forgotten.extend(bytes(offset + 1 - len(self._forgotten)))
            self._forgotten[offset] = _NUMBERS[fate.reason]

    def _taken(self, mark: Taken) -> None:
        if mark.letter < len(self._forgotten) and (number := self._forgotten[mark.letter]):
            self._forgotten[mark.letter] = 0
            self.waiting[_REASONS[number]] -= 1
        fate = self.of(mark.letter)
        if fate is None or fate.replayed is not None or mark.after != fate.run:
            return
        if not fate.run:
            self.waiting[fate.reason] -= 1
        fate.run, fate.taken_ms = mark.run, mark.at_ms

    def _replayed(self, mark: Replayed) -> None:
        fate = self.of(mark.letter)
        if fate is not None and fate.run == mark.run:
            fate.replayed = mark
