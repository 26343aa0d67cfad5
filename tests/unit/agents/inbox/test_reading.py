"""A record of the inbox that is none of ours: where it is at fault is said, and no phone number."""

import orjson
import pytest

from hotlead.agents.batches import Record
from hotlead.agents.inbox.reading import Unreadable, read_event
from hotlead.router.errors import NewerRecord
from hotlead.topics.inbox import Marker, decode_inbox
from hotlead.topics.inbox_records import HEADER, VERSION, inbox_record, version_header

KEY = b"an identity key of some length"


def record(value: bytes, *headers: tuple[str, bytes]) -> Record:
    return Record("inbox", 0, 7, 1, 0, None, value, None, -1, len(value), tuple(headers))


def test_the_field_at_fault_is_named_without_a_number() -> None:
    body = {
        "kind": "capture",
        "tenant": "main",
        "channel": "web-form",
        "event_id": "e",
        "contact_id": "c",
        "at_ms": 1,
        "received_ms": 1,
        "contact": {},
        "masked": "****",
        "identities": [],
        "attributes": {"13800138000": [1]},
    }
    with pytest.raises(Unreadable) as verdict:
        read_event(record(orjson.dumps(body)), KEY, decode_inbox)
    assert verdict.value.detail.startswith("$.capture.attributes.********: ")


def test_a_later_version_is_waited_for_under_its_mark_alone() -> None:
    value, _ = inbox_record(Marker(at_ms=1, real_ms=2, sender="me"), KEY)
    marked = version_header(value, VERSION + 1, KEY)
    with pytest.raises(NewerRecord, match=f"inbox record 7 is of version {VERSION + 1}, and this"):
        read_event(record(value, (HEADER, marked)), KEY, decode_inbox)
    with pytest.raises(Unreadable, match=r"neither knows nor wrote"):
        read_event(record(value, (HEADER, marked[:-1])), KEY, decode_inbox)


def test_an_unknown_kind_of_a_known_version_is_set_aside() -> None:
    value = b'{"kind": "promise"}'
    with pytest.raises(Unreadable):
        read_event(record(value, (HEADER, version_header(value, VERSION, KEY))), KEY, decode_inbox)
