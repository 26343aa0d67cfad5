"""Dead letters: the record as it was, whatever its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hotlead.topics.dead_letters import (
    DETAIL_MAX,
    RECORD_BYTES_MAX,
    dead_letter,
    decode_dead_letter,
    encode_dead_letter,
)
from hotlead.topics.streams import DEAD_LETTERS, MESSAGE_BYTES_MAX, topic_specs


@given(raw=st.binary(max_size=200), key=st.none() | st.binary(max_size=20))
def test_the_bytes_come_back(raw: bytes, key: bytes | None) -> None:
    letter = dead_letter(
        raw, reason="bad_json", detail="x", topic="t", partition=1, offset=2, at_ms=3, key=key
    )
    name, value = encode_dead_letter(letter)
    again = decode_dead_letter(value)
    assert (name, again) == (b"t:1:2", letter)
    assert (again.raw, again.raw_key) == (raw, key)
    assert again.tenant == "_"


def test_a_long_detail_is_cut() -> None:
    letter = dead_letter(
        b"", reason="failed", detail="x" * 9999, topic="t", partition=0, offset=0, at_ms=0
    )
    assert len(letter.detail) == DETAIL_MAX


def test_the_largest_record_fits_the_topic() -> None:
    letter = dead_letter(
        b"\xff" * MESSAGE_BYTES_MAX,
        reason="bad_json",
        detail="x" * DETAIL_MAX,
        topic="t" * 249,
        partition=1,
        offset=10**12,
        at_ms=10**13,
    )
    spec = next(
        spec for spec in topic_specs(prefix="", shards=1, partitions=1) if spec.name == DEAD_LETTERS
    )
    assert sum(map(len, encode_dead_letter(letter))) < spec.max_message_bytes == RECORD_BYTES_MAX


def test_what_is_no_letter_is_refused() -> None:
    letter = dead_letter(
        b"1", reason="failed", detail="", topic="t", partition=0, offset=0, at_ms=0
    )
    for wrong in ({"value": "§"}, {"reason": "weather"}, {"offset": -1}):
        with pytest.raises(ValidationError):
            decode_dead_letter(letter.model_copy(update=wrong).model_dump_json().encode())
