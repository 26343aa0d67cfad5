"""Scripts are put together from parts that say what they use; `fold` has what a fold runs alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
from lupa import lua51

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.errors import BadPart
from hotlead.router.shard.aggregate import Aggregate, Aggregates
from hotlead.router.shard.keys import KeySpec
from hotlead.router.state import snapshot_schema
from hotlead.router.state.scripts import LEFT_OUT, Script, Source, Sources, assemble, sources
from hotlead.router.state.snapshot_schema import differing, schema

FILES: Final = sources(AGGREGATES)
#: `left_out` is made, not written.
WRITTEN: Final = [part for part in FILES.parts if part.name != LEFT_OUT]
ALL: Final = [*WRITTEN, *FILES.changes, *FILES.transitions, *FILES.scripts, *FILES.due]
PARTS: Final = [part.name for part in FILES.parts]
SCRIPTS: Final = assemble(FILES)
#: What a fold runs; what decides is not among it.
FOLDING: Final = {
    *("left_out", "shard", "lists", "hooks", "snapshot", "held", "state"),
    *("pools", "reps", "decay", "heat", "leads", "slower_clock", "watched", "queues", "story"),
}
NAMES_MORE: Final = 400


def id_of(file: Source) -> str:
    return f"{file.of}-{file.name}"


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


def files(
    *parts: Source,
    changes: Sequence[Source] = (),
    transitions: Sequence[Source] = (),
    scripts: Sequence[Source] = (),
    due: Sequence[Source] = (),
) -> Sources:
    return Sources(parts, changes, transitions, scripts, due)


def changed(file: Source, old: str, new: str) -> Sources:
    """The files, the text of one changed."""
    text = file.text.replace(old, new)
    assert text != file.text, f"{old} stands nowhere"

    def these(found: Sequence[Source]) -> Sequence[Source]:
        return [replace(one, text=text) if one is file else one for one in found]

    return Sources(
        these(FILES.parts),
        these(FILES.changes),
        these(FILES.transitions),
        these(FILES.scripts),
        these(FILES.due),
    )


def part_named(name: str) -> Source:
    return next(one for one in FILES.parts if one.name == name)


# What uses what


def test_a_part_that_comes_later_is_told() -> None:
    with pytest.raises(BadPart, match="Lua: a uses b: it comes later; give it a lower number"):
        assemble(files(part("a", "b"), part("b"), scripts=[script("a")]))
    assemble(files(part("b"), part("a", "b"), scripts=[script("a")]))


def test_an_aggregate_may_not_use_parts_of_a_later_one() -> None:
    backwards = Aggregates(tuple(reversed(AGGREGATES.listed)))
    with pytest.raises(BadPart, match="it comes later"):
        assemble(sources(backwards))


def test_what_an_aggregate_runs_may_not_use_parts_of_a_later_one_either() -> None:
    """Whatever numbers the parts have: it tells what happened, and the later one binds to it."""
    bell, horn = (part("bell"), replace(part("horn"), place=1))
    rings = replace(part("ring", "horn"), of="bell")
    with pytest.raises(BadPart, match=r"ring uses horn: it comes later; .* with hooks\.tell"):
        assemble(files(bell, horn, transitions=[rings]))
    with pytest.raises(BadPart, match="ring uses horn: it comes later"):
        assemble(files(bell, horn, changes=[rings]))
    with pytest.raises(BadPart, match="ring uses horn: it comes later"):
        assemble(files(bell, horn, due=[rings]))
    blows = replace(part("blow", "bell", "horn"), place=1)
    assert assemble(files(bell, horn, transitions=[blows])) == {}


@pytest.mark.parametrize("file", ALL, ids=id_of)
def test_no_file_names_keys_or_changes_of_a_later_aggregate(file: Source) -> None:
    code = re.sub(r"--.*", "", file.text)
    place = {one.name: number for number, one in enumerate(AGGREGATES.listed)}
    later = [one for one in AGGREGATES.listed if place[one.name] > file.place]
    keys = {spec.first for one in later for spec in one.keys}
    assert not keys & set(re.findall(r"shard\.key\('(\w+)'", code))
    changes = {kind.kind for one in later for kind in one.changes}
    assert not changes & set(re.findall(r"\bkind = '(\w+)'", code))


def test_what_is_told_is_bound_by_later_aggregates_where_it_runs() -> None:
    """What changes tell is bound by changes, so that a fold does the same."""
    told, bound = (hooks_of(rf"hooks\.{word}\('(\w+)'") for word in ("tell", "on"))
    assert told.keys() == bound.keys() == {"freed", "gone", "policy_replaced", "clock_replaced"}
    for what, files_telling in told.items():
        for one in files_telling:
            assert all(other.place > one.place for other in bound[what])
            if one in FILES.changes:
                assert all(other in FILES.changes for other in bound[what])
    assert "hooks.on('freed'" in SCRIPTS["run"].text
    assert "hooks.on('freed'" not in SCRIPTS["fold"].text
    assert "hooks.on('policy_replaced'" in SCRIPTS["fold"].text


def hooks_of(pattern: str) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for file in ALL:
        for what in re.findall(pattern, file.text):
            found.setdefault(what, []).append(file)
    return found


@pytest.mark.parametrize(
    "bad",
    [
        files(part("a", "c")),
        files(part("a"), changes=[part("t", "c")]),
        files(part("a"), transitions=[part("t", "c")]),
        files(part("a"), scripts=[script("a", "c")]),
        files(part("a", "a, c")),
    ],
)
def test_a_part_that_there_is_not_is_told(bad: Sources) -> None:
    with pytest.raises(BadPart, match=r"uses \w: (no part has that name; mend|it comes later)"):
        assemble(bad)


def test_only_a_script_runs_transitions() -> None:
    made = assemble(files(part("a"), transitions=[part("t")], scripts=[script("a", "transitions")]))
    assert "function parts.transitions.t(r)" in made["go"].text
    with pytest.raises(BadPart, match="uses transitions: no part"):
        assemble(files(part("a", "transitions")))


def test_what_finds_a_duty_has_what_it_uses_in_scripts_that_ask_it() -> None:
    finder = Source("lost", "-- Lost ones.\n-- Uses: b\nreturn b.lost(limit, given)\n", "bell")
    made = assemble(
        files(part("a"), part("b"), due=[finder], scripts=[script("a", "due")]),
    )["go"]
    assert "function parts.due.lost(limit, given)\nlocal b = parts.b\n" in made.text
    assert parts_in(made) == ["a", "b"]
    without = assemble(files(part("a"), part("b"), due=[finder], scripts=[script("a")]))["go"]
    assert parts_in(without) == ["a"]
    with pytest.raises(BadPart, match="lost uses b: no part"):
        assemble(files(part("a"), due=[finder]))


def test_a_script_has_what_its_parts_use_and_no_more() -> None:
    parts = [part("a"), part("b"), part("c", "a"), part("d", "b"), part("e", "c")]
    made = assemble(files(*parts, scripts=[script("e")]))["go"]
    assert parts_in(made) == ["a", "c", "e"]
    assert [one.name for one in made.made_of] == ["a", "c", "e", "go"]


def test_who_applies_changes_has_all_of_them_and_what_they_use() -> None:
    parts = [part("a", "changes"), part("b"), part("c"), part("d")]
    change = Source("c", "-- Changes.\n-- Uses: c\nfunction evolve.rang(c) return c end\n", "bell")
    made = assemble(files(*parts, changes=[change], scripts=[script("a")]))["go"]
    assert parts_in(made) == ["a", "c"]
    assert "(function(evolve, c)" in made.text
    assert "end)(parts.changes, parts.c)" in made.text
    assert compiles(made.text)
    without = assemble(files(*parts, changes=[change], scripts=[script("b")]))["go"]
    assert "rang" not in without.text


def parts_in(made: Script) -> list[str]:
    return re.findall(r"^parts\.(\w+) =", made.text, re.MULTILINE)


def used(file: Source) -> Iterator[str]:
    code = re.sub(r"--.*", "", file.text)
    for name in (*PARTS, "changes", "transitions", "due"):
        own = name == file.name and file in FILES.parts
        if not own and re.search(rf"(?<![\w.']){name}(?=\.\w|\[)", code):
            yield name


@pytest.mark.parametrize("file", ALL, ids=id_of)
def test_a_file_says_all_that_it_uses_and_nothing_else(file: Source) -> None:
    assert sorted(file.uses) == sorted(used(file))


@pytest.mark.parametrize("file", WRITTEN, ids=id_of)
def test_a_part_returns_its_table(file: Source) -> None:
    *_, last = file.text.splitlines()
    assert last == f"return {file.name}"


@pytest.mark.parametrize("one", AGGREGATES.listed, ids=lambda one: one.name)
def test_an_aggregate_applies_its_own_changes_and_no_others(one: Aggregate[Any]) -> None:
    lua = "\n".join(file.text for file in FILES.changes if file.of == one.name)
    applied = re.findall(r"^function evolve\.(\w+)\(", lua, re.MULTILINE)
    assert sorted(applied) == sorted(kind.kind for kind in one.changes)


# Room for more


def test_there_is_room_for_names() -> None:
    """Lua 5.1 allows 200 locals in a function: no names of parts or files are among them."""
    wall = "".join(f"local function more_{i}() end\n" for i in range(201))
    assert not compiles(wall)
    assert compiles(SCRIPTS["run"].text)
    more = "".join(f"function leads.more_{i}() end\n" for i in range(NAMES_MORE))
    leads = part_named("leads")
    in_one = assemble(changed(leads, "return leads\n", f"{more}return leads\n"))["run"].text
    assert in_one.count("more_") == NAMES_MORE
    assert compiles(in_one)


def test_there_is_room_for_files() -> None:
    more = [part(f"more_{i}", "shard") for i in range(NAMES_MORE)]
    transitions = [
        Source(f"do_{i}", f"-- Uses: shard, more_{i}\nreturn more_{i}\n") for i in range(NAMES_MORE)
    ]
    changes = [Source(f"c_{i}", f"function evolve.c_{i}() end\n") for i in range(NAMES_MORE)]
    with_more = Sources(
        [*FILES.parts, *more],
        [*FILES.changes, *changes],
        [*FILES.transitions, *transitions],
        FILES.scripts,
    )
    text = assemble(with_more)["run"].text
    assert text.count("parts.more_") >= NAMES_MORE
    assert compiles(text)


# The fold


def test_a_fold_decides_nothing() -> None:
    assert set(parts_in(SCRIPTS["fold"])) == FOLDING


@pytest.mark.parametrize("file", ALL, ids=id_of)
def test_snapshots_are_of_one_fold(file: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a fold does not run leaves them usable, and so do comments; else it is said whose."""
    before = schema(AGGREGATES)
    folding = file in FILES.parts and file.name in FOLDING
    in_fold = folding or file in FILES.changes or file.name == "fold"

    def differ(line: str) -> Sequence[str]:
        *_, last = file.text.splitlines()
        made = assemble(changed(file, f"\n{last}\n", f"\n{line}{last}\n"))
        assert made != SCRIPTS
        with monkeypatch.context() as patch:
            patch.setattr(snapshot_schema, "scripts", lambda _: made)
            return differing(before, AGGREGATES)

    assert differ("local another = 1\n") == ([file.of] if in_fold else [])
    assert differ("-- Said in other words.\n") == []


def test_a_schema_of_another_form_fits_nobody() -> None:
    assert differing("0123456789abcdef", AGGREGATES) == sorted(
        one.name for one in AGGREGATES.listed
    )
    assert differing(f"{schema(AGGREGATES)} bell:0123456789abcdef", AGGREGATES) == ["bell"]


def test_keys_are_part_of_the_schema() -> None:
    bell = Aggregate[Any]("bell", keys=(KeySpec("bell:BELL", "hash", "one bell"),))
    listed = Aggregate[Any]("bell", keys=(KeySpec("bell:BELL", "list", "one bell"),))
    before = schema(AGGREGATES.and_(bell))
    assert differing(before, AGGREGATES.and_(listed)) == ["bell"]
    assert differing(before, AGGREGATES) == ["bell"]
