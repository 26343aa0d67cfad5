"""Contacts: what is read is what was written, and what others wrote is none of ours."""

import pytest

from hotlead.topics.contacts import capture_key, contact_key, decode_contact

CAPTURE = capture_key("main", "web-form", "wf-1")
KEY = contact_key(CAPTURE, "h1").encode()


def test_there_and_back() -> None:
    found = decode_contact(KEY, b'{"name": "Li Lei"}')
    assert found is not None
    assert (found.capture, found.contact_id, found.tenant) == (CAPTURE, "h1", "main")
    assert found.key.encode() == KEY
    assert found.contact_json == '{"name": "Li Lei"}'


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (None, b"{}"),
        (KEY, None),
        (b"poison", b"{}"),
        (b"\xff|web-form|wf-1|h1", b"{}"),
        (b"main|web-form|h1", b"{}"),
        (b"main||wf-1|h1", b"{}"),
        (KEY, b"\x00 not json"),
        (KEY, b"\xff"),
        (KEY, b"[]"),
    ],
)
def test_what_is_none_of_ours(key: bytes | None, value: bytes | None) -> None:
    assert decode_contact(key, value) is None
