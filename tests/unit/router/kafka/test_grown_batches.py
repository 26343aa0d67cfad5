"""What a compressed batch becomes is bounded before it is unpacked. The bounds here are small."""

import gzip
from typing import Any

import cramjam
import pytest
from aiokafka.consumer.fetcher import PartitionRecords
from aiokafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from aiokafka.structs import TopicPartition

from hotlead.router.kafka import grown_batches
from hotlead.router.kafka.grown_batches import BoundedRecords, Packed, grows

MOST = 1 << 16
CODECS = {
    "none": DefaultRecordBatch.CODEC_NONE,
    "gzip": DefaultRecordBatch.CODEC_GZIP,
    "snappy": DefaultRecordBatch.CODEC_SNAPPY,
    "lz4": DefaultRecordBatch.CODEC_LZ4,
    "zstd": DefaultRecordBatch.CODEC_ZSTD,
}
COMPRESS: dict[str, Any] = {
    "gzip": gzip.compress,
    "lz4": cramjam.lz4.compress,
    "zstd": cramjam.zstd.compress,
}
PLACE: Any = TopicPartition("topic", 0)


@pytest.fixture(autouse=True)
def small_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grown_batches, "GROWN_BYTES_MAX", MOST)


def batch(codec: str, *values: bytes, first_offset: int = 0) -> bytes:
    builder = DefaultRecordBatchBuilder(2, CODECS[codec], False, -1, -1, -1, 1 << 30)
    for place, value in enumerate(values):
        assert builder.append(place, 1000 + place, None, value, []) is not None
    built = bytearray(builder.build())
    built[:8] = first_offset.to_bytes(8)  # no part of what the checksum covers
    return bytes(built)


def read(fetched: bytes, start: int = 0) -> list[Any]:
    records: Any = BoundedRecords(fetched)
    return list(PartitionRecords(PLACE, records, [], start, None, None, True, 0))


@pytest.mark.parametrize("codec", ["gzip", "lz4", "zstd"])
@pytest.mark.parametrize("over", [0, 1])
def test_the_bound_is_to_the_byte(codec: str, over: int) -> None:
    made = bytes(COMPRESS[codec](bytes(MOST + over)))
    assert grows(made, CODECS[codec], MOST) is bool(over)


def test_members_of_a_gzip_count_together() -> None:
    halves = gzip.compress(bytes(MOST // 2)) * 2
    assert not grows(halves, CODECS["gzip"], MOST)
    assert grows(halves + gzip.compress(b"x"), CODECS["gzip"], MOST)


@pytest.mark.parametrize("codec", ["gzip", "lz4", "zstd"])
def test_what_cannot_be_decompressed_is_not_unpacked(codec: str) -> None:
    made = bytes(COMPRESS[codec](bytes(range(256)) * 100))
    assert grows(made[:-9], CODECS[codec], MOST)
    assert grows(b"\x00" * 1000, CODECS[codec], MOST)


@pytest.mark.parametrize("codec", CODECS)
def test_batches_within_the_bound_are_read_as_ever(codec: str) -> None:
    fetched = batch(codec, b"a", b"b") + batch(codec, b"c" * 1000, first_offset=2)
    got = [(one.offset, one.value, one.timestamp) for one in read(fetched)]
    assert got == [(0, b"a", 1000), (1, b"b", 1001), (2, b"c" * 1000, 1000)]
    assert not any(isinstance(one.value, Packed) for one in read(fetched))


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_one_that_grows_is_one_record_and_those_around_it_are_read(codec: str) -> None:
    grown = batch(codec, b"x" * MOST, b"y" * MOST, first_offset=1)
    fetched = batch("none", b"before") + grown + batch(codec, b"behind", first_offset=3)
    before, packed, behind = read(fetched)
    assert (before.value, behind.value, behind.offset) == (b"before", b"behind", 3)
    assert isinstance(packed.value, Packed)
    assert packed.value == grown
    assert (packed.offset, packed.key, packed.timestamp) == (2, None, 1001)


def test_a_torn_batch_at_the_end_is_left_for_the_next_fetch() -> None:
    whole = batch("gzip", b"a")
    assert [one.value for one in read(whole + batch("gzip", b"b", first_offset=1)[:-1])] == [b"a"]
