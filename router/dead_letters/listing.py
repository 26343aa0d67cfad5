"""Looks at the dead-letter topic."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hotlead.router.dead_letters.letters import Fate, Letters, State
from hotlead.router.dead_letters.parts import Gathered
from hotlead.router.errors import UnknownLetter
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kafka.topic_contents import read_all
from hotlead.topics.dead_letters import DeadLetter, Reason, decode_dead_letter

#: Letters are up to 4 MiB: so many are held at a time.
LARGE_RECORDS: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A dead letter, and what became of it; `offset` on the dead-letter topic names it."""

    letter: DeadLetter
    fate: Fate

    @property
    def offset(self) -> int:
        """By which it is asked for."""
        return self.fate.offset


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest letters that fit, oldest first; how many fit; records that are no letters."""

    letters: tuple[Found, ...]
    total: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which letters: all of what is given must hold; nothing given means all.

    `topic` is the source's full name; `since_ms` and `until_ms` bound when the letter was written.
    """

    topic: str | None = None
    reason: Reason | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    offsets: frozenset[int] = frozenset()

    def fits(self, offset: int, letter: DeadLetter) -> bool:
        """Whether the letter at an offset is meant."""
        return (
            self.topic in (None, letter.topic)
            and self.reason in (None, letter.reason)
            and (self.since_ms is None or letter.at_ms >= self.since_ms)
            and (self.until_ms is None or letter.at_ms < self.until_ms)
            and (not self.offsets or offset in self.offsets)
        )


async def fold(kafka: str, topic: str, wanted: Filter | None = None) -> tuple[Letters, list[int]]:
    """The whole topic folded, and the offsets of the letters that are wanted.

    Raises KafkaUnreachable, LogUnavailable, TopicMissing.
    """
    wanted, letters, fitting = wanted or Filter(), Letters(), []
    async for record in read_all(kafka, topic):
        letter = letters.take(record.offset, record.value)
        if letter is not None and wanted.fits(record.offset, letter):
            fitting.append(record.offset)
    return letters, fitting


async def read_letters(
    kafka: str, topic: str, offsets: Sequence[int]
) -> AsyncIterator[tuple[int, DeadLetter]]:
    """The letters at some offsets, each with its bytes, one after another.

    Raises LogUnavailable, or LogDeleted when retention took one.
    """
    if not offsets:
        return
    wanted = frozenset(offsets)
    async with LogReader(kafka, topic, batch_records=LARGE_RECORDS) as reader:
        async for records in reader.read(0, min(wanted), max(wanted) + 1):
            for record in records:
                if record.offset in wanted:
                    yield record.offset, decode_dead_letter(record.value or b"")


async def list_letters(
    kafka: str,
    topic: str,
    *,
    wanted: Filter | None = None,
    state: State | None = None,
    limit: int = 100,
) -> Listing:
    """The letters that are wanted, in this state if one is named. Raises as `fold` does.

    The topic is read twice, for what became of a letter stands behind it; so only those that are
    shown are held in memory.
    """
    letters, fitting = await fold(kafka, topic, wanted)
    fates = [fate for offset in fitting if (fate := letters.of(offset)) is not None]
    fates = [fate for fate in fates if state in (None, fate.state)]
    shown = {fate.offset: fate for fate in fates[-limit:]}
    found = [
        Found(letter, shown[offset])
        async for offset, letter in read_letters(kafka, topic, list(shown))
    ]
    return Listing(tuple(found), len(fates), letters.unreadable)


async def show_letter(kafka: str, topic: str, offset: int) -> Found:
    """One letter, with all its parts. Raises UnknownLetter, LetterTorn, and as `fold` does."""
    found = await list_letters(kafka, topic, wanted=Filter(offsets=frozenset([offset])))
    if not found.letters:
        raise UnknownLetter(
            f"there is no dead letter at offset {offset}; `hotlead dead-letters list` shows those"
            " that there are"
        )
    one = found.letters[0]
    return replace(one, letter=await _whole(kafka, topic, offset, one.letter))


async def _whole(kafka: str, topic: str, offset: int, letter: DeadLetter) -> DeadLetter:
    """The letter with the bytes of its parts, which follow it, or of a later copy of them."""
    if letter.parts == 1:
        return letter
    gathered = Gathered(letter)
    async with LogReader(kafka, topic, batch_records=LARGE_RECORDS) as reader:
        async for records in reader.read(0, offset + 1, await reader.end(0)):
            for record in records:
                if gathered.take(record.value):
                    return gathered.whole()
    return gathered.whole()
