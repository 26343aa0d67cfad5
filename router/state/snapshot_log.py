"""One shard's snapshots in Kafka: which there are, which of them may be used, and their chunks.

The newest manifest is the last one in the partition; behind it lie at most the chunks of a snapshot
that was not finished. Each manifest names the one before it.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from hotlead.router.errors import LogDeleted, LogTruncated, SnapshotUnusable
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.valid import entry_at
from hotlead.router.state.snapshot_schema import differing, schema
from hotlead.topics.journal import Entry
from hotlead.topics.snapshots import (
    Manifest,
    chunk_key,
    decode_chunk,
    decode_manifest,
    is_manifest,
    manifest_key,
)

log = logging.getLogger(__name__)

KEPT: Final = 2  # the newest, and the one before it in case that it cannot be used
LOOK_BACK_FACTOR: Final = 16


@dataclass(frozen=True, slots=True)
class Found:
    """A manifest and the offset at which it lies."""

    manifest: Manifest
    offset: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that may be used, in its log, and the journal entry that it stands at."""

    log: LogReader
    found: Found
    entry: Entry


async def newest(snapshots: LogReader, shard: int) -> Found | None:
    """The newest manifest, usable or not; None when there is none. Raises LogError."""
    first, end = await snapshots.first(shard), await snapshots.end(shard)
    back, gone = 1, set[bytes | None]()
    while end > first:
        start, found = max(first, end - back), list[Found]()
        async for records in snapshots.read(shard, start, end):
            for record in records:
                one = _manifest(record.key, record.value, record.offset)
                if one is not None:
                    found.append(one)
                elif record.value is None:
                    gone.add(record.key)  # compaction may not have been there yet
        there = [one for one in found if manifest_key(one.manifest.id) not in gone]
        if there:
            return there[-1]
        end, back = start, back * LOOK_BACK_FACTOR
    return None


def _manifest(key: bytes | None, value: bytes | None, offset: int) -> Found | None:
    if not is_manifest(key) or value is None:
        return None
    try:
        return Found(decode_manifest(value), offset)
    except ValueError:
        return None  # of another version's form: as if it were not there


async def before(snapshots: LogReader, shard: int, found: Found) -> Found | None:
    """The manifest before this one, when it is still there. Raises LogError."""
    at = found.manifest.previous
    if at < 0:
        return None
    try:
        async for records in snapshots.read(shard, at, at + 1):
            return _manifest(records[0].key, records[0].value, records[0].offset)
    except (LogDeleted, LogTruncated):
        pass  # the topic was made anew
    return None


async def usable(
    snapshots: LogReader,
    journal: LogReader,
    shard: int,
    log_id: str,
    aggregates: Aggregates[Any],
) -> Sequence[Snapshot]:
    """The snapshots that a recovery may begin with, the newest first.

    Those that it may not are logged, with the reason. Raises LogUnavailable.
    """
    fit = list[Snapshot]()
    found = await newest(snapshots, shard)
    for _ in range(KEPT):
        if found is None:
            break
        try:
            entry = await _entry(journal, shard, found.manifest, log_id, aggregates)
            fit.append(Snapshot(snapshots, found, entry))
        except SnapshotUnusable as error:
            log.warning("shard %d: a snapshot is not used: %s", shard, error)
        found = await before(snapshots, shard, found)
    return fit


async def _entry(
    journal: LogReader, shard: int, manifest: Manifest, log_id: str, aggregates: Aggregates[Any]
) -> Entry:
    """The valid entry at which it was taken. Raises SnapshotUnusable."""
    if manifest.schema != schema(aggregates):
        whose = ", ".join(differing(manifest.schema, aggregates))
        raise SnapshotUnusable(f"another version wrote it: keys or fold differ of {whose}")
    if manifest.log != log_id:
        raise SnapshotUnusable("it belongs to another journal")
    with suppress(LogDeleted, LogTruncated):
        entry = await entry_at(journal, shard, manifest.offset)
        if entry is not None and (entry.seq, entry.stamp) == (manifest.seq, manifest.stamp):
            return entry
    raise SnapshotUnusable(f"the journal has another entry than its own at {manifest.offset}")


async def chunks(snapshots: LogReader, shard: int, found: Found) -> AsyncIterator[bytes]:
    """The commands of each chunk, as JSON. Raises SnapshotUnusable when one is missing or torn."""
    manifest, number, digest = found.manifest, 0, sha256()
    async for records in snapshots.read(shard, manifest.first, found.offset):
        for record in records:
            # A resend may lie there twice, and an old owner's chunks in between.
            if record.key == chunk_key(manifest.id, number) and record.value is not None:
                digest.update(record.value)
                try:
                    yield decode_chunk(record.value)
                except ValueError as error:
                    raise SnapshotUnusable(f"chunk {number} is torn: {error}") from None
                number += 1
    if (number, digest.hexdigest()) != (manifest.chunks, manifest.digest):
        raise SnapshotUnusable(f"it has {number} whole chunks of {manifest.chunks}")


async def leftovers(snapshots: LogReader, shard: int, last: Found | None) -> list[bytes]:
    """Keys of no use any more: of snapshots begun and not finished, and of the last but two.

    `last` is the newest manifest. Raises LogError.
    """
    start = await snapshots.first(shard) if last is None else last.offset + 1
    torn = dict[bytes, None]()
    async for records in snapshots.read(shard, start, await snapshots.end(shard)):
        for record in records:
            if record.key is not None and record.value is not None:
                torn[record.key] = None
            elif record.key is not None:
                torn.pop(record.key, None)
    old = last
    for _ in range(KEPT):
        old = None if old is None else await before(snapshots, shard, old)
    return [*torn, *([] if old is None else keys_of(old.manifest))]


def keys_of(manifest: Manifest) -> list[bytes]:
    """The keys of all records of a snapshot."""
    numbers = range(manifest.chunks)
    return [*(chunk_key(manifest.id, number) for number in numbers), manifest_key(manifest.id)]
