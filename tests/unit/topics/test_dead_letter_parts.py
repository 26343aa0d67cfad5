"""Dead letters larger than a record: no part is, and the bytes come back."""

import random

import pytest

from hotlead.router.dead_letters.letters import Letters
from hotlead.router.dead_letters.parts import Gathered
from hotlead.router.errors import LetterTorn
from hotlead.topics.dead_letter_parts import in_records
from hotlead.topics.dead_letters import (
    RECORD_BYTES_MAX,
    DeadLetter,
    dead_letter,
    decode_dead_letter,
)

LARGE = random.Random(1).randbytes(7_000_000)


def letter(raw: bytes, key: bytes | None = None) -> DeadLetter:
    return dead_letter(
        raw,
        reason="bad_json",
        detail="x",
        topic="t",
        partition=1,
        offset=2,
        at_ms=3,
        key=key,
    )


def test_no_part_is_too_large_and_the_bytes_come_back() -> None:
    whole = letter(LARGE, b"k" * 300_000)
    records = in_records(whole)
    assert len(records) > 2
    assert all(len(key) + len(value) < RECORD_BYTES_MAX for key, value in records)
    assert {key for key, _ in records} == {b"t:1:2"}
    first = decode_dead_letter(records[0][1])
    assert first.bytes_in_all == len(LARGE)
    gathered = Gathered(first)
    took = [gathered.take(value) for _, value in records[1:]]
    assert took == [False] * (len(took) - 1) + [True]
    assert gathered.whole().raw == LARGE
    assert gathered.whole().raw_key == b"k" * 300_000


def test_what_fits_is_one_record() -> None:
    assert len(in_records(letter(b"\xff" * 2_000_000))) == 1


def test_a_key_of_megabytes_is_left_out() -> None:
    records = in_records(letter(b"1", b"k" * 5_000_000))
    assert len(records) == 1
    assert decode_dead_letter(records[0][1]).key is None


def test_parts_are_one_letter_and_a_second_copy_is_none() -> None:
    letters = Letters()
    taken = [
        letters.take(offset, value)
        for offset, (_, value) in enumerate(in_records(letter(LARGE)) * 2)
    ]
    assert [one is not None for one in taken] == [True, *[False] * (len(taken) - 1)]
    assert (len(letters), letters.unreadable) == (1, 0)


def test_a_part_that_is_missing_or_of_another_letter_is_told() -> None:
    records = [value for _, value in in_records(letter(LARGE))]
    gathered = Gathered(decode_dead_letter(records[0]))
    others = [value for _, value in in_records(letter(LARGE[::-1]))]
    assert not any(gathered.take(value) for value in [*others[1:], b"no letter", None, records[1]])
    with pytest.raises(LetterTorn, match="part 2 of 3 of the dead letter of t:1:2 is not there"):
        gathered.whole()
