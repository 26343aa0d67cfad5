"""What a change is made of, and what happens with one that does not fit its type."""

from typing import Any

import orjson
import pytest

from hotlead.topics.journal import (
    SHAPES,
    VERSION,
    Change,
    Entry,
    UnknownChange,
    WrongChange,
    decode_journal,
)
from hotlead.topics.journal.leads import Froze, Hot, Queued
from hotlead.topics.journal.shard import Answered
from hotlead.topics.journal.strict import check

HOT = {
    "kind": "hot",
    "lead": "L1",
    "tenant": "main",
    "pool": "main",
    "score": 83_500_000,
    "clock_at": 1_772_416_800_000,
    "due": 1_772_416_920_000,
    "episode": 1,
}


def entry(*changes: dict[str, Any], **fields: Any) -> Entry:
    told = {
        "type": "entry",
        "seq": 12,
        "stamp": "s",
        "prev": "",
        "generation": 3,
        "next": 7,
        "at": 1_772_416_800_000,
        "policy": "p1",
        "changes": changes,
    }
    found = decode_journal(orjson.dumps(told | fields))
    assert isinstance(found, Entry)
    return found


def read(change: dict[str, Any]) -> Change:
    [found] = entry(change).changes
    return found


def test_a_change_is_of_its_kinds_class() -> None:
    assert read(HOT) == Hot(
        lead="L1",
        tenant="main",
        pool="main",
        score=83_500_000,
        clock_at=1_772_416_800_000,
        due=1_772_416_920_000,
        episode=1,
    )


def test_changes_are_made_once_and_when_they_are_asked_for() -> None:
    of_one = entry(HOT, {"kind": "hot"})
    assert of_one.raw[0] == HOT
    with pytest.raises(WrongChange):
        _ = of_one.changes
    good = entry(HOT)
    assert good.changes is good.changes


def test_what_is_absent_is_none() -> None:
    queued = read({"kind": "queued", "lead": "L1", "tenant": "main", "reason": "captured"})
    assert isinstance(queued, Queued)
    assert queued.relax_at is None


def test_an_empty_list_comes_from_lua_as_an_object() -> None:
    froze = {"kind": "froze", "class": "main/main|0:0||", "members": {}}
    assert read(froze) == Froze(class_="main/main|0:0||", members=())
    assert read(froze).written() == froze
    check(froze, "p1")


def test_unknown_fields_are_kept() -> None:
    found = read(HOT | {"mood": "good"})
    assert isinstance(found, Hot)
    assert found.unknown_fields == {"mood": "good"}
    assert found.written() == HOT | {"mood": "good"}


def test_a_kind_that_is_unknown_is_kept_and_hinders_nobody() -> None:
    strange, hot = entry({"kind": "danced", "lead": "L1"}, HOT).changes
    assert isinstance(strange, UnknownChange)
    assert (strange.kind, strange.unknown_fields) == ("danced", {"lead": "L1"})
    assert strange.written() == {"kind": "danced", "lead": "L1"}
    assert isinstance(hot, Hot)


def test_of_a_later_version_no_change_is_read() -> None:
    assert entry({"kind": "danced"}, version=VERSION + 1).changes == ()


@pytest.mark.parametrize("name", sorted(HOT.keys() - {"kind"}))
def test_a_field_that_is_missing_is_named(name: str) -> None:
    lacking = {field: value for field, value in HOT.items() if field != name}
    with pytest.raises(WrongChange, match=f"journal entry 12: hot: the field {name} is missing"):
        read(lacking)


def test_a_missing_field_is_named_as_the_journal_has_it() -> None:
    with pytest.raises(WrongChange, match="froze: the field class is missing"):
        read({"kind": "froze", "members": []})


@pytest.mark.parametrize("kind", [None, 1, {}], ids=str)
def test_a_change_without_a_kind_is_refused(kind: object) -> None:
    with pytest.raises(WrongChange, match="journal entry 12: a change has no kind"):
        read({"kind": kind})
    with pytest.raises(WrongChange, match="the kind is unknown"):
        check({"kind": kind}, "p1")


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(WrongChange, match="froze: the field members is no list"):
        read({"kind": "froze", "class": "c", "members": 3})


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"score": "83"}, "hot: score: Input should be a valid integer"),
        ({"score": 83.5}, "hot: score: Input should be a valid integer"),
        ({"score": True}, "hot: score: Input should be a valid integer"),
        ({"lead": None}, "hot: lead: Input should be a valid string"),
        ({"mood": "good"}, "hot: mood: Extra inputs are not permitted"),
        ({"kind": "danced"}, "danced: the kind is unknown"),
        ({"kind": "queued"}, "queued: reason: Field required"),
    ],
    ids=str,
)
def test_to_the_letter_a_change_that_does_not_fit_says_kind_and_field(
    wrong: dict[str, Any], says: str
) -> None:
    check(HOT, "p1")
    with pytest.raises(WrongChange, match=says):
        check(HOT | wrong, "p1")


def test_to_the_letter_holds_for_what_lies_within_a_field() -> None:
    signal = {"signal": "page_dwell", "value": 150, "at": 1}
    held = {"kind": "held", "tenant": "main", "visitor": "v", "event": "e", "signal": signal}
    check(held, "p1")
    with pytest.raises(WrongChange, match=r"held: signal\.at: Input should be a valid integer"):
        check(held | {"signal": signal | {"at": "1"}}, "p1")
    with pytest.raises(WrongChange, match=r"held: signal\.mood: Extra inputs"):
        check(held | {"signal": signal | {"mood": 1}}, "p1")


def test_each_kind_says_what_it_is() -> None:
    assert all(shape.cls.__doc__ for shape in SHAPES.values())
    assert all(shape.cls.kind == kind for kind, shape in SHAPES.items())


def test_an_answer_keeps_what_its_aggregate_says_beside_it() -> None:
    raw = {"kind": "answered", "action": "a", "status": 200, "lead": "L1", "kept": "yes"}
    found = read(raw)
    assert found == Answered(action="a", status=200, said={"lead": "L1", "kept": "yes"})
    assert found.written() == raw
    check(raw, "p1")
    assert read({"kind": "answered", "action": "a", "status": 404}).written() == {
        "kind": "answered",
        "action": "a",
        "status": 404,
    }


def test_an_answer_says_words_and_has_what_it_needs() -> None:
    with pytest.raises(WrongChange, match=r"answered: said\.lead: Input"):
        check({"kind": "answered", "action": "a", "status": 200, "lead": 7}, "p1")
    with pytest.raises(WrongChange, match="answered: the field status is missing"):
        read({"kind": "answered", "action": "a", "lead": "L1"})
