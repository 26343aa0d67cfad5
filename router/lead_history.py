"""All that the journal holds of one lead, read from its first record."""

from typing import Any

from hotlead.router.gateway.history import shown, told
from hotlead.router.journal.reader import LogReader
from hotlead.router.state.chain import Chain, Verdict
from hotlead.topics.journal import Entry, decode_journal


async def lead_history(
    kafka: str, topic: str, *, shard: int, lead: str, newest: int
) -> list[dict[str, Any]]:
    """The newest changes of the lead in valid entries, oldest first. Raises LogUnavailable."""
    chain = Chain()
    found: list[dict[str, Any]] = []
    async with LogReader(kafka, topic) as reader:
        async for records in reader.read_all(shard):
            for record in records:
                try:
                    decoded = decode_journal(record.value or b"")
                except ValueError:
                    # Not of the chain: to every reader it is as if it were not there.
                    continue
                if chain.read(decoded, record.offset) is not Verdict.VALID:
                    continue
                if isinstance(decoded, Entry):
                    found += [
                        {"at_ms": decoded.at, **shown(change)}
                        for change in decoded.changes
                        if change.get("lead") == lead and told(change)
                    ]
    return found[-newest:]
