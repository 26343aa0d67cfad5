"""Which captures a sender of wrong records may have brought into the journal."""

import codecs

import pytest

from tests.chaos.nemeses.records import claimed
from tests.fuzz.records import Made

WHOLE = b'{"event_id": "fuzz-1", "tenant": "acme", "more": 1}'


def made(value: bytes | None, topic: str = "capture.web-form") -> Made:
    return Made(topic, value, b"k", None, (), None)


@pytest.mark.parametrize(
    "value",
    [
        WHOLE,
        codecs.BOM_UTF8 + WHOLE,
        WHOLE.replace(b"1}", b"NaN}"),
        WHOLE.replace(b"1}", b"1e999}"),
    ],
)
def test_one_that_says_who_it_is_may_be_there(value: bytes) -> None:
    assert claimed(made(value)) == {"tenant": "acme", "channel": "web-form", "event_id": "fuzz-1"}


def test_without_a_tenant_it_is_of_the_first() -> None:
    found = claimed(made(b'{"event_id": "fuzz-1"}'))
    assert found == {"tenant": "main", "channel": "web-form", "event_id": "fuzz-1"}


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"[]",
        b"\xff",
        b'"text"',
        b"{}",
        b'{"event_id": 7}',
        b'{"event_id": "\\ud800"}',
        b'{"event_id": "a", "tenant": null}',
    ],
)
def test_what_is_no_capture_is_not(value: bytes | None) -> None:
    assert claimed(made(value)) is None


def test_other_topics_hold_none() -> None:
    assert claimed(made(b'{"event_id": "fuzz-1"}', "inbox")) is None
