"""Records of the journal, read for ever: no later hotlead may forget how an earlier one wrote.

`corpus/` has one file a version, whole transitions of the tests of that time, so chosen that every
kind, field and choice of words is there. A file is never changed; a new version brings a new one.
`first.jsonl` is what wrote no version yet.
"""

from pathlib import Path
from typing import Any

import orjson
import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.topics.journal import SHAPES, VERSION, Entry, UnknownChange, decode_journal
from hotlead.topics.journal.lift import lifted
from hotlead.topics.journal.strict import check

OURS = {kind.kind for kind in AGGREGATES.changes}
FILES = sorted((Path(__file__).parent / "corpus").glob("*.jsonl"))
#: Kinds that came later than a file.
THIRD = {
    *("slower_rung", "unserved", "served_again", "inbox_named"),
    *("wrap_up_began", "wrap_up_ended", "open_leads_bounded"),
}
LATER = {"first": {"late_activity", "outcome_undone"} | THIRD, "1": THIRD, "2": THIRD}
#: What no test of that time made Lua write, or what is written since.
NEVER_WRITTEN = {
    ("acknowledged", "entered_after"),
    ("declined", "entered_after"),
    ("late_activity", "next_at"),
    ("left", "entered_after"),
}


def entries(file: Path) -> list[Entry]:
    found = [decode_journal(line) for line in file.read_bytes().splitlines()]
    return [entry for entry in found if isinstance(entry, Entry)]


def raws(file: Path) -> list[tuple[dict[str, Any], str]]:
    return [(change, entry.policy) for entry in entries(file) for change in entry.raw]


def test_the_version_that_is_written_now_is_there() -> None:
    *numbered, first = FILES
    assert [file.stem for file in FILES] == [*(str(one + 1) for one in range(VERSION)), "first"]
    for version, file in enumerate(numbered, 1):
        assert {entry.version for entry in entries(file)} == {version}
    assert all("version" not in orjson.loads(line) for line in first.read_bytes().splitlines())


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_every_kind_is_there(file: Path) -> None:
    kinds = {change["kind"] for change, _ in raws(file)}
    assert OURS - kinds == LATER.get(file.stem, set())


def test_every_field_is_there() -> None:
    found = {
        (change.kind, name)
        for file in FILES
        for entry in entries(file)
        for change in entry.changes
        for name in SHAPES[change.kind].names
        if getattr(change, name) is not None
    }
    known = {(kind, name) for kind in OURS for name in SHAPES[kind].names}
    assert known - found == NEVER_WRITTEN


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_each_change_is_of_its_type_and_is_written_as_it_was(file: Path) -> None:
    for entry in entries(file):
        for raw, change in zip(entry.raw, entry.changes, strict=True):
            check(raw, entry.policy)
            assert not isinstance(change, UnknownChange)
            assert change.unknown_fields is None
            assert change.written() == lifted(raw, entry.policy)


def test_a_score_under_a_policy_that_was_not_named_is_the_entrys() -> None:
    first = FILES[-1]
    old = [entry for entry in entries(first) if entry.raw[0]["kind"] == "rescored"]
    assert old
    for entry in old:
        assert "policy" not in entry.raw[0]
        assert entry.changes[0].written()["policy"] == entry.policy
