"""What is a journal record, and what is none whatever it looks like."""

import orjson
import pytest

from hotlead.topics.journal import Entry, Opened, WrongChange, decode_journal, encode_opened

ENTRY = {
    "type": "entry",
    "seq": 1,
    "stamp": "s",
    "prev": "",
    "generation": 3,
    "next": 7,
    "at": 1_767_600_000_000,
    "policy": "p1",
    "changes": [{"kind": "position"}],
}


def test_an_entry_is_read() -> None:
    assert decode_journal(orjson.dumps(ENTRY)) == Entry(
        1, "s", "", 3, 7, 1_767_600_000_000, "p1", ({"kind": "position"},)
    )


def test_an_opened_is_read_as_it_was_written() -> None:
    opened = Opened("id", "worker", 1, 2, 3.0)
    assert decode_journal(encode_opened(opened)) == opened


@pytest.mark.parametrize("name", [name for name in ENTRY if name != "type"])
@pytest.mark.parametrize("value", [None, {}, [1], 1.5, True], ids=str)
def test_a_field_of_another_kind_makes_it_no_entry(name: str, value: object) -> None:
    with pytest.raises(ValueError, match="not a journal record"):
        decode_journal(orjson.dumps(ENTRY | {name: value}))


@pytest.mark.parametrize(
    "wrong",
    [{"id": 1}, {"worker": None}, {"origin_ms": "1"}, {"origin_real_ms": 1.5}]
    + [{"speed": speed} for speed in ("1", None, 0, -1, 1e9, [1])],
    ids=str,
)
def test_a_field_of_another_kind_makes_it_no_opened(wrong: dict[str, object]) -> None:
    opened = orjson.loads(encode_opened(Opened("id", "worker", 1, 2, 3.0)))
    with pytest.raises(ValueError, match="not a journal record"):
        decode_journal(orjson.dumps(opened | wrong))


@pytest.mark.parametrize("raw", [b"", b"\x00", b"[]", b"1", b"null", b'{"type": "opened"}'])
def test_bytes_that_are_no_record(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not a journal record"):
        decode_journal(raw)


def test_of_an_entry_those_kinds_are_made_that_are_asked_for_each_with_its_place() -> None:
    broken, position = {"kind": "captured"}, {"kind": "position", "at_least": 1}
    raw = orjson.dumps(ENTRY | {"changes": [broken, position, {"kind": "new"}, position]})
    entry = decode_journal(raw)
    assert isinstance(entry, Entry)
    assert [(place, one.kind) for place, one in entry.of_kinds({"position"})] == [
        (1, "position"),
        (3, "position"),
    ]
    with pytest.raises(WrongChange, match="journal entry 1: captured: the field"):
        list(entry.of_kinds({"captured"}))
