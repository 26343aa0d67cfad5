"""Of which version an inbox record is, and whose word that is."""

import hashlib
from typing import Any

import orjson
import pytest

from hotlead.topics.inbox import EVENTS, Marker, decode_inbox, union
from hotlead.topics.inbox_records import (
    HEADER,
    VERSION,
    UnmarkedVersion,
    inbox_record,
    version_header,
    version_of,
)

KEY = b"an identity key of some length"
EVENT = Marker(at_ms=1, real_ms=2, sender="me")
LATER = VERSION + 1
#: Of the shape of all kinds, their fields and what these may hold; by version.
SHAPES = {3: "cddedc4f63f11326"}


def test_what_is_written_is_read_as_of_our_version() -> None:
    value, headers = inbox_record(EVENT, KEY)
    assert decode_inbox(value) == EVENT
    assert version_of(value, headers, KEY) == VERSION


def without_words(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: without_words(part)
            for name, part in schema.items()
            if name != "title" and not (name == "description" and isinstance(part, str))
        }
    return [without_words(part) for part in schema] if isinstance(schema, list) else schema


def test_a_new_kind_or_field_is_of_a_new_version() -> None:
    shape = orjson.dumps(without_words(union(EVENTS).json_schema()), option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(shape).hexdigest()[:16]
    assert {VERSION: digest} == SHAPES, "raise VERSION, and set what it is of the new one here"


def test_a_record_without_a_header_is_of_the_first_version() -> None:
    assert version_of(b"{}", [("another", b"9")], KEY) == 1


def test_a_later_version_under_its_mark_is_known() -> None:
    headers = [(HEADER, version_header(b"{}", LATER, KEY))]
    assert version_of(b"{}", headers, KEY) == LATER


@pytest.mark.parametrize(
    ("value", "header"),
    [
        (b"{}", b"%d" % LATER),
        (b"{}", b"%d " % LATER + b"0" * 32),
        (b"{}", version_header(b"{}", LATER, b"another key of some length")),
        (b'{"a": 1}', version_header(b"{}", LATER, KEY)),
        (b"{}", version_header(b"{}", LATER, KEY).replace(b"%d" % LATER, b"%d" % (LATER + 1))),
        (b"{}", b""),
        (b"{}", b"-1 x"),
        (b"{}", "²".encode()),
        (b"{}", b"9" * 5000),
    ],
    ids=["none", "zeros", "another-key", "another-value", "another-version", "empty", "minus",
         "no-digit", "long"],
)  # fmt: skip
def test_a_later_version_without_it_is_nobodys(value: bytes, header: bytes) -> None:
    with pytest.raises(UnmarkedVersion):
        version_of(value, [(HEADER, header)], KEY)
