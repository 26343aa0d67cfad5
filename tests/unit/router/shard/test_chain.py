"""The chain of stamps: which journal records are valid."""

import pytest

from hotlead.router.shard.chain import Chain, Verdict
from hotlead.topics.journal import Entry, Opened

VALID, TWICE, VOID, OPENED = Verdict.VALID, Verdict.TWICE, Verdict.VOID, Verdict.OPENED


def entry(seq: int, stamp: str, prev: str) -> Entry:
    return Entry(seq, stamp, prev, generation=1, next=0, at=0, policy="p", raw=())


def opened(name: str) -> Opened:
    return Opened(name, "worker", 0, 0, 1.0)


ONE, TWO, THREE = entry(1, "a", ""), entry(2, "b", "a"), entry(3, "c", "b")


def read(chain: Chain, *records: Entry | Opened) -> list[Verdict]:
    return [chain.read(record, offset) for offset, record in enumerate(records)]


def test_entries_that_follow_are_valid() -> None:
    chain = Chain()
    assert read(chain, ONE, TWO, THREE) == [VALID] * 3
    assert (chain.stamp, chain.seq) == ("c", 3)


def test_a_retry_is_there_twice() -> None:
    assert read(Chain(), ONE, TWO, ONE, TWO, THREE) == [VALID, VALID, TWICE, TWICE, VALID]


def test_the_first_that_follows_wins() -> None:
    rival = entry(2, "x", "a")
    after = entry(3, "y", "x")
    assert read(Chain(), ONE, rival, TWO, after, THREE) == [VALID, VALID, VOID, VALID, VOID]


def test_a_branch_that_lost_stays_void() -> None:
    rival = entry(2, "x", "a")
    assert read(Chain(), ONE, TWO, rival, entry(3, "y", "x"), THREE) == [
        VALID,
        VALID,
        VOID,
        VOID,
        VALID,
    ]


def test_a_gap_is_void() -> None:
    assert read(Chain(), ONE, THREE) == [VALID, VOID]


def test_a_right_stamp_with_a_wrong_number_is_void() -> None:
    assert read(Chain(), ONE, entry(3, "b", "a")) == [VALID, VOID]


def test_opening_is_noted_and_breaks_nothing() -> None:
    chain = Chain()
    assert read(chain, opened("w1"), ONE, opened("w2"), TWO) == [OPENED, VALID, OPENED, VALID]
    assert (chain.opened_offset, chain.opened_id) == (2, "w2")


def test_reading_goes_on_by_stamp() -> None:
    assert read(Chain(stamp="a", seq=1), TWO, THREE) == [VALID, VALID]
    assert read(Chain(stamp="x", seq=1), TWO) == [VOID]


def test_reading_the_entry_again_that_one_resumed_behind_voids_nothing_after_it() -> None:
    chain = Chain(stamp="a", seq=1)
    assert read(chain, ONE, TWO)[1] is VALID


def test_retries_are_known_for_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotlead.router.shard.chain.RECENT", 2)
    assert read(Chain(), ONE, TWO, THREE, TWO, ONE) == [VALID, VALID, VALID, TWICE, VOID]


def test_a_stamp_of_another_number_is_not_taken_for_one_sent_again() -> None:
    assert read(Chain(), ONE, TWO, entry(1, "b", "")) == [VALID, VALID, VOID]


def test_a_chain_resumed_by_a_stamp_knows_that_entry_sent_again() -> None:
    chain = Chain(stamp="s5", seq=5)
    assert chain.read(entry(5, "s5", "s4"), 9) is Verdict.TWICE
