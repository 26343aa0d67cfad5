"""Scripts are put together from parts that say what they use; `fold` has what a fold runs alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from lupa import lua51

from hotlead.router.errors import BadPart
from hotlead.router.state import snapshot_schema
from hotlead.router.state.scripts import Source, Sources, assemble, scripts, sources
from hotlead.router.state.snapshot_schema import schema

FILES: Final = sources()
ALL: Final = [*FILES.parts, *FILES.transitions, *FILES.scripts]
PARTS: Final = [part.name for part in FILES.parts]
#: What decides; a fold only applies what was decided.
DECIDING: Final = set(PARTS[PARTS.index("transition") :]) | {"heartbeats"}
NAMES_MORE: Final = 400


def compiles(text: str) -> bool:
    """Whether the Lua that Redis runs takes it."""
    load = lua51.LuaRuntime().eval("function(text) return loadstring(text) ~= nil end")
    return bool(load(text))


def part(name: str, *uses: str) -> Source:
    """One that returns an empty table."""
    head = [f"-- Uses: {', '.join(uses)}"] if uses else []
    return Source(name, "\n".join(["-- A part.", *head, "return {}\n"]))


def script(*uses: str) -> Source:
    return Source("go", f"-- A script.\n-- Uses: {', '.join(uses)}\nreturn a\n")


def with_part(name: str, old: str, new: str) -> Sources:
    """The files, one part's text changed."""
    parts = [
        replace(one, text=one.text.replace(old, new)) if one.name == name else one
        for one in FILES.parts
    ]
    assert parts != FILES.parts, f"{old} stands nowhere"
    return replace(FILES, parts=parts)


# What uses what


def test_a_part_that_comes_later_is_told() -> None:
    files = Sources([part("a", "b"), part("b")], [], [script("a")])
    with pytest.raises(BadPart, match="Lua: a uses b: it comes later; give it a lower number"):
        assemble(files)
    assemble(replace(files, parts=[part("b"), part("a", "b")]))


@pytest.mark.parametrize(
    "files",
    [
        Sources([part("a", "c")], [], []),
        Sources([part("a")], [part("t", "c")], []),
        Sources([part("a")], [], [script("a", "c")]),
        Sources([part("a", "a, c")], [], []),
    ],
)
def test_a_part_that_there_is_not_is_told(files: Sources) -> None:
    with pytest.raises(BadPart, match=r"uses \w: (no part has that name; mend|it comes later)"):
        assemble(files)


def test_only_a_script_runs_transitions() -> None:
    files = Sources([part("a")], [part("t")], [script("a", "transitions")])
    assert "function parts.transitions.t(r)" in assemble(files)["go"].text
    with pytest.raises(BadPart, match="uses transitions: no part"):
        assemble(replace(files, parts=[part("a", "transitions")]))


def test_a_script_has_what_its_parts_use_and_no_more() -> None:
    parts = [part("a"), part("b"), part("c", "a"), part("d", "b"), part("e", "c")]
    text = assemble(Sources(parts, [], [script("e")]))["go"].text
    assert re.findall(r"^parts\.(\w+) =", text, re.MULTILINE) == ["a", "c", "e"]


def used(file: Source) -> Iterator[str]:
    code = re.sub(r"--.*", "", file.text)
    for name in (*PARTS, "transitions"):
        own = name == file.name and file in FILES.parts
        if not own and re.search(rf"(?<![\w.']){name}(?=\.\w|\[)", code):
            yield name


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.name)
def test_a_file_says_all_that_it_uses_and_nothing_else(file: Source) -> None:
    assert sorted(file.uses) == sorted(used(file))


@pytest.mark.parametrize("file", FILES.parts, ids=lambda file: file.name)
def test_a_part_returns_its_table(file: Source) -> None:
    *_, last = file.text.splitlines()
    own = "evolve" if file.name.startswith("evolve_") else file.name
    assert last == f"return {own}"


# Room for more


def test_there_is_room_for_names() -> None:
    """Lua 5.1 allows 200 locals in a function: no names of parts or files are among them."""
    wall = "".join(f"local function more_{i}() end\n" for i in range(201))
    assert not compiles(wall)
    assert compiles(scripts()["run"].text)
    more = "".join(f"function leads.more_{i}() end\n" for i in range(NAMES_MORE))
    in_one = assemble(with_part("leads", "return leads\n", f"{more}return leads\n"))["run"].text
    assert in_one.count("more_") == NAMES_MORE
    assert compiles(in_one)


def test_there_is_room_for_parts_and_transitions() -> None:
    more = [part(f"more_{i}", "shard") for i in range(NAMES_MORE)]
    transitions = [
        Source(f"do_{i}", f"-- Uses: shard, more_{i}\nreturn more_{i}\n") for i in range(NAMES_MORE)
    ]
    files = replace(
        FILES, parts=[*FILES.parts, *more], transitions=[*FILES.transitions, *transitions]
    )
    text = assemble(files)["run"].text
    assert text.count("parts.more_") >= NAMES_MORE
    assert compiles(text)


# The fold


def test_a_fold_decides_nothing() -> None:
    parts = set(re.findall(r"^parts\.(\w+) =", scripts()["fold"].text, re.MULTILINE))
    assert parts == set(PARTS) - DECIDING


@pytest.mark.parametrize("name", PARTS)
def test_snapshots_are_of_one_fold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a fold does not run leaves them usable, and so do comments; all else does not."""
    before = schema()

    def changed(new: str) -> bool:
        made = assemble(with_part(name, "\nreturn ", f"\n{new}return "))
        assert made["run"] != scripts()["run"] or name == "heartbeats"
        with monkeypatch.context() as patch:
            patch.setattr(snapshot_schema, "scripts", lambda: made)
            return schema() != before

    assert changed("local another = 1\n") == (name not in DECIDING)
    assert not changed("-- Said in other words.\n")
