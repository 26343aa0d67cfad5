"""An entry of a later version: the chain stops before it, and only where it is valid."""

from dataclasses import replace

import orjson
import pytest

from hotlead.router.errors import NewerRecord
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.topics.journal import VERSION, Entry, decode_journal

FIRST = Entry(1, "a", "", 0, 1, 1, "p", ({"kind": "position"},))
LATER = replace(FIRST, seq=2, stamp="b", prev="a", version=VERSION + 1)


def test_a_valid_one_is_refused_each_time_and_the_chain_stands() -> None:
    chain = Chain()
    assert chain.read(FIRST, 0) is Verdict.VALID
    for _ in range(2):
        with pytest.raises(
            NewerRecord, match=f"journal entry 2 is of version {VERSION + 1}"
        ) as refused:
            chain.read(LATER, 1)
        assert refused.value.version == VERSION + 1
    assert (chain.seq, chain.stamp) == (1, "a")


def test_one_of_a_branch_that_lost_is_void_whatever_its_version() -> None:
    chain = Chain()
    chain.read(FIRST, 0)
    assert chain.read(replace(LATER, prev="x"), 1) is Verdict.VOID


def test_nobody_goes_on_behind_one() -> None:
    assert Chain.behind(FIRST).seq == 1
    with pytest.raises(NewerRecord):
        Chain.behind(LATER)


def test_its_place_is_read_and_its_changes_are_not() -> None:
    raw = {
        "type": "entry",
        "version": VERSION + 1,
        "seq": 2,
        "stamp": "b",
        "prev": "a",
        "generation": 0,
        "next": 1,
        "at": 1,
        "policy": "p",
        "changes": {"of": "another shape"},
    }
    assert decode_journal(orjson.dumps(raw)) == replace(LATER, raw=())
