"""Snapshots: one shard's state as it was at one entry of its journal.

A snapshot is a run of chunks and a manifest behind them. Each record's key names its snapshot, so
that compaction never mixes two; without its manifest it does not exist. A chunk is a list of Redis
commands, `[command, key below the shard, [arguments]]`, in JSON, compressed by zlib; the manifest
is plain JSON. A record without a value takes an old one away.
"""

import zlib
from dataclasses import dataclass
from typing import Final

import orjson

CHUNK_BYTES: Final = 256 * 1024  # before compression: what one script restores without a pause
MANIFEST: Final = "manifest"
# Fast, for the chunks are many; at 10^5 leads it makes a tenth of them.
_LEVEL: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is: at which entry of which journal, made how, and where its chunks are.

    `offset` is the entry's in the journal, `first` that of the first chunk and `previous` that of
    the manifest before this one (-1 for none), both in `snapshots`. `digest` is over the chunks'
    values, `at_ms` real time.
    """

    id: str
    schema: str
    log: str
    seq: int
    stamp: str
    offset: int
    chunks: int
    bytes: int
    digest: str
    first: int
    previous: int
    at_ms: int


def chunk_key(snapshot_id: str, number: int) -> bytes:
    """The key of a chunk; they are numbered from 0."""
    return f"{snapshot_id}:{number}".encode()


def manifest_key(snapshot_id: str) -> bytes:
    """The key of a manifest."""
    return f"{snapshot_id}:{MANIFEST}".encode()


def is_manifest(key: bytes | None) -> bool:
    """Whether a record's key is that of a manifest."""
    return key is not None and key.endswith(b":" + MANIFEST.encode())


def encode_chunk(commands: bytes) -> bytes:
    """The value of a chunk. `commands` is JSON."""
    return zlib.compress(commands, _LEVEL)


def decode_chunk(value: bytes) -> bytes:
    """The commands of a chunk as JSON. Raises ValueError."""
    try:
        return zlib.decompress(value)
    except zlib.error as error:
        raise ValueError(f"not a chunk: {error}") from None


def encode_manifest(manifest: Manifest) -> bytes:
    """The value of a manifest."""
    return orjson.dumps(manifest)


def decode_manifest(value: bytes) -> Manifest:
    """The manifest. Raises ValueError when it is none, or of another version's form."""
    try:
        found = Manifest(**orjson.loads(value))
    except (orjson.JSONDecodeError, TypeError) as error:
        raise ValueError(f"not a manifest: {type(error).__name__}") from None
    kinds = Manifest.__annotations__
    if any(type(getattr(found, name)) is not kind for name, kind in kinds.items()):
        raise ValueError("not a manifest: a field of another type")
    return found
