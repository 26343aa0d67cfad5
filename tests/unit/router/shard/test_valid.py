"""Which records are valid, where an entry stands, and what a log is known by."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson
import pytest

from hotlead.router.errors import LogTruncated, NewerRecord
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.router.shard.valid import (
    entry_at,
    judge,
    log_id,
    log_id_of,
    read_behind,
    read_chain,
    valid,
)
from hotlead.topics.journal import VERSION, Entry, Opened, encode_opened

OPENED = encode_opened(Opened(id="o1", worker="w", origin_ms=0, origin_real_ms=0, speed=1.0))
POISON = b"\xff"


def raw(seq: int, stamp: str, prev: str, **more: Any) -> bytes:
    entry = {"type": "entry", "seq": seq, "stamp": stamp, "prev": prev, "generation": 0}
    return orjson.dumps(
        entry | {"next": seq, "at": seq, "policy": "p", "changes": [{"kind": "position"}]} | more
    )


ONE, TWO, THREE = raw(1, "a", ""), raw(2, "b", "a"), raw(3, "c", "b")
LOST = raw(2, "x", "of another branch")
LOG = (OPENED, ONE, LOST, POISON, TWO, TWO, THREE)


@dataclass(frozen=True)
class At:
    """A record as Kafka hands it on."""

    offset: int
    value: bytes | None


class Log:
    """A partition that is read two records at a time."""

    def __init__(self, raws: Sequence[bytes | None], first: int = 0) -> None:
        self.records = [At(first + at, one) for at, one in enumerate(raws)]

    async def read(self, _: int, start: int, end: int) -> AsyncIterator[list[At]]:
        found = [one for one in self.records if start <= one.offset < end]
        for at in range(0, len(found), 2):
            yield found[at : at + 2]


def journal(raws: Sequence[bytes | None], first: int = 0) -> LogReader:
    return cast("LogReader", Log(raws, first))


def test_a_record_is_what_the_chain_says_or_not_ours() -> None:
    chain = Chain()
    judged = [judge(chain, offset, one) for offset, one in enumerate((*LOG, None))]
    assert [one.verdict.value for one in judged] == [
        *("opened", "valid", "void", "poison", "valid", "twice", "valid", "poison")
    ]
    told = [one.valid.stamp for one in judged if one.valid is not None]
    assert told == ["a", "b", "c"]
    assert isinstance(judged[0].record, Opened)
    assert isinstance(judged[2].record, Entry), "a void one is told, for whose it is"
    assert (judged[3].record, bool(judged[3].why)) == (None, True)


def test_a_newer_record_stops_whoever_reads_it() -> None:
    chain = Chain()
    with pytest.raises(NewerRecord):
        list(valid(chain, [(0, raw(1, "a", "", version=VERSION + 1))]))
    assert judge(Chain(), 0, raw(9, "z", "y", version=VERSION + 1)).verdict is Verdict.VOID


async def test_valid_entries_with_their_places_and_the_chain_follows() -> None:
    chain = Chain()
    found = [one async for some in read_chain(journal(LOG), 0, chain, 0, len(LOG)) for one in some]
    assert [(one.offset, one.entry.stamp, one.raw) for one in found] == [
        (1, "a", ONE),
        (4, "b", TWO),
        (6, "c", THREE),
    ]
    assert (chain.stamp, chain.seq) == ("c", 3)


async def test_what_lies_behind_an_entry_that_was_told() -> None:
    found = [one async for some in read_behind(journal(LOG), 0, 1, 6) for one in some]
    assert [(one.offset, one.entry.stamp) for one in found] == [(4, "b")]


@pytest.mark.parametrize("known", [0, 3])
async def test_behind_what_is_no_entry_nothing_is_told(known: int) -> None:
    with pytest.raises(LogTruncated, match=f"no entry at {known}"):
        [one async for one in read_behind(journal(LOG), 0, known, 7)]


async def test_another_logs_offset_is_not_taken_for_the_one_that_was_told() -> None:
    with pytest.raises(LogTruncated):
        [one async for one in read_behind(journal(LOG[1:], first=5), 0, 1, 9)]
    assert await entry_at(journal(LOG[1:], first=5), 0, 4) is None


async def test_the_entry_at_a_place() -> None:
    stamps = [await entry_at(journal(LOG), 0, offset) for offset in range(len(LOG) + 1)]
    assert [one and one.stamp for one in stamps] == [None, "a", "x", None, "b", "b", "c", None]


async def test_a_log_is_known_by_its_first_record() -> None:
    assert await log_id(journal(()), 0) == ""
    assert await log_id(journal(LOG), 0) == "o1"
    assert await log_id(journal((ONE, OPENED)), 0) == "a"
    assert log_id_of(POISON).startswith("raw-")
    assert log_id_of(POISON) != log_id_of(b"\xfe")
