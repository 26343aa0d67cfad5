"""Batches of Kafka that would grow beyond bounds when they are decompressed: not unpacked.

A sender compresses a whole batch, Kafka bounds what it becomes by nothing, and aiokafka (0.14)
decompresses it at once: 1 MiB of gzip may become 1 GiB, of zstd far more. Here such a batch is one
record with its own bytes, `Packed`, which whoever reads it sets aside like any other that is no
event of ours.

Only what may grow so far is looked at: gzip makes at most 1,032 times as much of its input (zlib's
technical details), lz4 255 times (its block format: a byte of length adds at most 255), snappy 22
times (a copy of 64 bytes takes 3), zstd has no such bound.
"""

import mmap
import zlib
from collections.abc import Iterator
from typing import Any, Final

import cramjam
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecord, DefaultRecordBatch
from aiokafka.record.memory_records import MemoryRecords

GROWN_BYTES_MAX: Final = 48 << 20
"""24 times the largest record that a topic of ours takes: as much as snappy can make of that."""
WHY: Final = (
    f"its batch becomes more than {GROWN_BYTES_MAX >> 20} MiB when it is decompressed, or cannot be"
    " decompressed; send smaller batches"
)
_RATIOS: Final = {
    DefaultRecordBatch.CODEC_GZIP: 1032,
    DefaultRecordBatch.CODEC_SNAPPY: 22,
    DefaultRecordBatch.CODEC_LZ4: 255,
}
#: Of a batch of format 2, the only one that Kafka 4 keeps: where its length, the format, its
#: attributes and its records stand (kafka.apache.org, Record Batch).
_LENGTH_AT, _MAGIC_AT, _ATTRIBUTES_AT, _RECORDS_AT = 8, 16, 21, 61
_OVERHEAD: Final = 12
_STEP: Final = 1 << 16


class Packed(bytes):
    """The value of a record that stands for a batch: the batch as Kafka holds it."""

    __slots__ = ()


def grows(records: bytes, codec: int, most: int) -> bool:
    """Whether a batch's compressed records would become more than `most` bytes, or cannot be
    decompressed.
    """
    if codec in _RATIOS and len(records) * _RATIOS[codec] <= most:
        return False
    if codec == DefaultRecordBatch.CODEC_GZIP:
        return _gzip_grows(records, most)
    made: Any = {
        DefaultRecordBatch.CODEC_LZ4: cramjam.lz4,
        DefaultRecordBatch.CODEC_ZSTD: cramjam.zstd,
    }
    if codec not in made:
        return len(records) * _RATIOS[DefaultRecordBatch.CODEC_SNAPPY] > most
    with mmap.mmap(-1, most) as room:  # what is not written to is not taken from the machine
        try:
            made[codec].decompress_into(records, room)
        except cramjam.DecompressionError:
            return True
    return False


def _gzip_grows(records: bytes, most: int) -> bool:
    size = 0
    try:
        while records:  # one member after another
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                part = member.decompress(records, _STEP)
                records = member.unconsumed_tail
                size += len(part)
                if size > most or not (part or records):
                    return True
            records = member.unused_data
    except zlib.error:
        return True
    return False


class _PackedBatch:
    """A batch of one record; all else is the batch's own."""

    def __init__(self, batch: Any, raw: bytes) -> None:
        self._batch, self._raw = batch, raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        batch = self._batch
        # The offset of its last record, so that what is read next lies behind all of it.
        place = (batch.next_offset - 1, batch.max_timestamp, batch.timestamp_type)
        yield DefaultRecord(*place, None, Packed(self._raw), [])


class BoundedRecords:
    """aiokafka's MemoryRecords, with packed batches for those that grow too far."""

    def __init__(self, fetched: bytes) -> None:
        self._fetched, self._at = fetched, 0
        self._batches = MemoryRecords(fetched)

    def size_in_bytes(self) -> int:
        """Of all that was fetched."""
        return self._batches.size_in_bytes()

    def has_next(self) -> bool:
        """Whether a whole batch is left."""
        return self._batches.has_next()

    def next_batch(self) -> Any:
        """The next one, packed or not."""
        batch, begin = self._batches.next_batch(), self._at
        length_at = begin + _LENGTH_AT
        length = int.from_bytes(self._fetched[length_at : length_at + 4], signed=True)
        self._at = begin + _OVERHEAD + length
        attributes = self._fetched[begin + _ATTRIBUTES_AT + 1]
        codec = attributes & DefaultRecordBatch.CODEC_MASK
        if self._fetched[begin + _MAGIC_AT] != 2 or codec == DefaultRecordBatch.CODEC_NONE:
            return batch
        raw = self._fetched[begin : self._at]
        return (
            _PackedBatch(batch, raw) if grows(raw[_RECORDS_AT:], codec, GROWN_BYTES_MAX) else batch
        )


def bound_batches() -> None:
    """Has every consumer of this process read so. aiokafka has no setting for it."""
    fetching: Any = fetcher
    fetching.MemoryRecords = BoundedRecords
