"""A journal's identity, and bounded reads of its valid entries."""

from collections.abc import AsyncIterator
from hashlib import sha256

from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.topics.journal import Entry, Opened, decode_journal


async def log_id(journal: LogReader, shard: int) -> str:
    """The identity of a journal: the random id in its first record. '' when it is empty."""
    async for records in journal.read(shard, 0, 1):
        raw = records[0].value or b""
        try:
            first = decode_journal(raw)
        except ValueError:
            return f"raw-{sha256(raw).hexdigest()[:32]}"  # not ours, and it stays the first
        return first.id if isinstance(first, Opened) else first.stamp
    return ""


async def read_chain(
    journal: LogReader, shard: int, chain: Chain, start: int, end: int
) -> AsyncIterator[list[tuple[int, bytes, Entry]]]:
    """Valid entries of [start, end) with their offsets, batch by batch; `chain` follows along."""
    async for records in journal.read(shard, start, end):
        valid = []
        for record in records:
            raw = record.value or b""
            try:
                decoded = decode_journal(raw)
            except ValueError:
                continue  # not ours; it can't be part of the chain
            if chain.read(decoded, record.offset) is Verdict.VALID and isinstance(decoded, Entry):
                valid.append((record.offset, raw, decoded))
        if valid:
            yield valid
