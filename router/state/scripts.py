"""The Lua scripts, put together from the Lua of the listed aggregates, and loaded by SHA-1.

An aggregate's folder holds, all of it as far as it has any,

- scripts, which Redis runs;
- in `parts` modules: each returns one table, and is handed the parts that the line `-- Uses:` at
  its head names, and no others. Parts stand in the order of the aggregates, then of their numbers;
- in `changes` what its kinds of change do to the state: functions of the table `evolve`, by kind;
- in `transitions` functions of the request, `r`. No scripts of their own: all of them run in `run`,
  many at once, so that the parts are made once for a batch;
- in `due` what finds a kind of duty that falls due by no instant: functions of `limit` and `given`,
  run in `due`, which change nothing.

No file uses a part of a later aggregate: it tells `hooks` what happened, and what is of the later
one binds to that.

A script stands behind the parts that it uses, and those that they use in turn. So the text of
`fold`, by which snapshots are judged, changes only with what a fold runs.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Final

from hotlead.router.errors import BadPart
from hotlead.router.shard.aggregate import CHANGES, DUE, PARTS, TRANSITIONS, Aggregates, lua_name

_USES: Final = re.compile(r"(?:--.*\n)*?-- Uses: (.*)\n")
#: Folders of functions that a script may use all of, and their arguments.
_ARGUMENTS: Final = {TRANSITIONS: "r", DUE: "limit, given"}
#: A part that is made here: the keys of which a snapshot takes nothing, as a set of their names.
LEFT_OUT: Final = "left_out"


@dataclass(frozen=True, slots=True)
class Source:
    """A Lua file: its name, without the number that orders parts, its text, and whose it is: of
    which aggregate, at which place of their list."""

    name: str
    text: str
    of: str = ""
    place: int = 0

    @property
    def uses(self) -> Sequence[str]:
        """The parts that it is handed."""
        found = _USES.match(self.text)
        return found[1].split(", ") if found else ()


@dataclass(frozen=True, slots=True)
class Script:
    """A file's name, its whole text, the SHA-1 that Redis knows it by, and what it is made of."""

    name: str
    text: str
    sha: str
    made_of: tuple[Source, ...] = ()

    @classmethod
    def of(cls, name: str, text: str, made_of: Iterable[Source] = ()) -> "Script":
        """The script of a text."""
        sha = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324  (Redis's choice)
        return cls(name, text, sha, tuple(made_of))


@dataclass(frozen=True, slots=True)
class Sources:
    """All Lua files by what they are, parts in their order."""

    parts: Sequence[Source]
    changes: Sequence[Source]
    transitions: Sequence[Source]
    scripts: Sequence[Source]
    due: Sequence[Source] = ()

    def functions(self, folder: str) -> Sequence[Source]:
        """The files of a folder of functions."""
        return self.due if folder == DUE else self.transitions


@cache
def scripts(aggregates: Aggregates[Any]) -> dict[str, Script]:
    """All scripts by name. Raises BadPart."""
    return assemble(sources(aggregates))


def sources(aggregates: Aggregates[Any]) -> Sources:
    """The files as they are."""

    def found(folder: str = "") -> list[Source]:
        return [
            Source(lua_name(path), path.read_text("utf-8"), one.name, place)
            for place, one in enumerate(aggregates.listed)
            for path in one.lua_files(folder)
        ]

    names = sorted({spec.first for spec in aggregates.keys if not spec.in_snapshots})
    left_out = ", ".join(f"{name} = true" for name in names)
    made = Source(LEFT_OUT, f"return {{ {left_out} }}\n")
    return Sources([made, *found(PARTS)], found(CHANGES), found(TRANSITIONS), found(), found(DUE))


def assemble(files: Sources) -> dict[str, Script]:
    """The scripts by name, each behind the parts that it uses.

    Raises BadPart when a file uses a part that comes later, or that there is not.
    """
    order = [part.name for part in files.parts]
    for place, part in enumerate(files.parts):
        # Changes are asked for by their kind, when all of them are there.
        _check(part, order, [CHANGES, *order[:place]])
    for one in (*files.changes, *files.transitions, *files.due):
        _check(one, order, [part.name for part in files.parts if part.place <= one.place])
    for script in files.scripts:
        _check(script, order, [*order, *_ARGUMENTS])
    return {script.name: _script(script, files) for script in files.scripts}


def _check(file: Source, parts: Sequence[str], ahead: Sequence[str]) -> None:
    for used in file.uses:
        if used not in ahead:
            why = (
                "it comes later; give it a lower number, put what both need into a part ahead, or"
                " tell what happened with hooks.tell and bind the later one to it with hooks.on"
                if used in parts
                else "no part has that name; mend its line `-- Uses:`"
            )
            raise BadPart(f"Lua: {file.name} uses {used}: {why}")


def _script(script: Source, files: Sources) -> Script:
    wanted = _wanted(script, files)
    parts = [part for part in files.parts if part.name in wanted]
    changes = files.changes if CHANGES in wanted else ()
    runs = {name: files.functions(name) for name in _ARGUMENTS if name in wanted}
    tables = ", ".join(f"{name} = {{}}" for name in (CHANGES, *runs))
    made = [f"local parts = {{ {tables} }}\n"]
    made += [
        f"parts.{part.name} = (function({', '.join(part.uses)})\n{part.text}end)({_given(part)})\n"
        for part in parts
    ]
    made += [
        f";(function({', '.join(['evolve', *one.uses])})\n{one.text}"
        f"end)({', '.join([f'parts.{CHANGES}', *filter(None, [_given(one)])])})\n"
        for one in changes
    ]
    made += [
        f"function parts.{name}.{one.name}({_ARGUMENTS[name]})\n{_handed(one)}{one.text}end\n"
        for name, these in runs.items()
        for one in these
    ]
    text = "".join([*made, _handed(script), script.text])
    return Script.of(
        script.name, text, (*parts, *changes, *chain.from_iterable(runs.values()), script)
    )


def _wanted(script: Source, files: Sources) -> set[str]:
    """What a script uses, and what that uses in turn."""
    uses = {part.name: set(part.uses) for part in files.parts}
    folders = [(name, files.functions(name)) for name in _ARGUMENTS]
    for name, these in ((CHANGES, files.changes), *folders):
        uses[name] = {used for one in these for used in one.uses}
    wanted, found = set[str](), set(script.uses)
    while found:
        wanted |= found
        found = {used for name in found for used in uses[name]} - wanted
    return wanted


def _given(file: Source) -> str:
    """The arguments that give a function what it uses."""
    return ", ".join(f"parts.{used}" for used in file.uses)


def _handed(file: Source) -> str:
    """The line that gives a file what it uses."""
    return f"local {', '.join(file.uses)} = {_given(file)}\n" if file.uses else ""
