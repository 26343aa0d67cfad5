"""Which records of a journal are valid: decoded, and judged by the chain, in one place for all.

Who reads a journal goes on from an entry that is known to be valid, or from the log's first record.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from hotlead.router.errors import LogTruncated
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.topics.journal import Entry, Opened, decode_journal

Raw = tuple[int, bytes]
"""A record of the journal: its offset and its bytes."""


class Judged(NamedTuple):
    """A record and what it is; `record` is None, and `why` says why, when it is not ours."""

    verdict: Verdict
    record: Opened | Entry | None
    why: str = ""

    @property
    def valid(self) -> Entry | None:
        """The entry, when it is a valid one."""
        one = self.record
        return one if self.verdict is Verdict.VALID and isinstance(one, Entry) else None


class Valid(NamedTuple):
    """A valid entry, where it stands, and the bytes that it was written in."""

    offset: int
    raw: bytes
    entry: Entry


def judge(chain: Chain, offset: int, value: bytes | None) -> Judged:
    """What the next record of the log is; `chain` follows along. Raises NewerRecord."""
    try:
        record = decode_journal(value or b"")
    except ValueError as error:
        return Judged(Verdict.POISON, None, str(error))
    return Judged(chain.read(record, offset), record)


def valid(chain: Chain, records: Iterable[Raw]) -> Iterator[Valid]:
    """The valid entries among the log's next records; `chain` follows along. Raises NewerRecord."""
    for offset, raw in records:
        entry = judge(chain, offset, raw).valid
        if entry is not None:
            yield Valid(offset, raw, entry)


async def read_chain(
    journal: LogReader, shard: int, chain: Chain, start: int, end: int
) -> AsyncIterator[list[Valid]]:
    """Valid entries of [start, end), batch by batch; `chain` follows along.

    Raises LogError, NewerRecord.
    """
    async for records in journal.read(shard, start, end):
        found = list(valid(chain, ((record.offset, record.value or b"") for record in records)))
        if found:
            yield found


async def read_behind(
    journal: LogReader, shard: int, known: int, end: int
) -> AsyncIterator[list[Valid]]:
    """Valid entries behind the one at offset `known`, which is valid, up to `end`.

    It is read again, for its stamp. Raises LogTruncated when no entry stands there, LogError,
    NewerRecord.
    """
    chain: Chain | None = None
    async for records in journal.read(shard, known, end):
        raws = [(record.offset, record.value or b"") for record in records]
        if chain is None:
            (offset, raw), *raws = raws
            entry = entry_of(raw)
            if entry is None or offset != known:
                raise LogTruncated(f"shard {shard}: the journal has no entry at {known}")
            chain = Chain.behind(entry)
        yield list(valid(chain, raws))


async def entry_at(journal: LogReader, shard: int, offset: int) -> Entry | None:
    """The entry that stands at an offset, valid or not; None when none does. Raises LogError."""
    async for records in journal.read(shard, offset, offset + 1):
        return entry_of(records[0].value)
    return None


def entry_of(value: bytes | None) -> Entry | None:
    """The entry of a record, valid or not; None when it is none."""
    try:
        record = decode_journal(value or b"")
    except ValueError:
        return None  # another log's offset may hold anything
    return record if isinstance(record, Entry) else None


async def log_id(journal: LogReader, shard: int) -> str:
    """The identity of a journal: the random id in its first record. '' when it is empty."""
    async for records in journal.read(shard, 0, 1):
        return log_id_of(records[0].value)
    return ""


def log_id_of(value: bytes | None) -> str:
    """The identity of the journal that begins with this record."""
    raw = value or b""
    try:
        first = decode_journal(raw)
    except ValueError:
        return f"raw-{sha256(raw).hexdigest()[:32]}"  # not ours, and it stays the first
    return first.id if isinstance(first, Opened) else first.stamp
