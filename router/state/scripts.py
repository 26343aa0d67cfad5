"""The Lua scripts, put together from modules, and loaded by SHA-1.

A part (a file of lua/parts) is a module: it returns one table, and is handed the parts that the
line `-- Uses:` at its head names, and no others. A script (a file of lua) stands behind the parts
that it uses, and those that they use in turn; so the text of `fold`, by which snapshots are judged,
changes only with what a fold runs.

A transition (a file of lua/transitions) is no script of its own: all of them run in `run`, many at
once, so that the parts are made once for a batch. It is a function of the request, `r`.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from hotlead.router.errors import BadPart

_ROOT: Final = files("hotlead.router.state") / "lua"
_USES: Final = re.compile(r"(?:--.*\n)*?-- Uses: (.*)\n")
#: What a script names among its parts that runs all transitions.
_TRANSITIONS: Final = "transitions"
#: Parts stand in the order of the numbers before their names.
_NUMBER: Final = "0123456789_"


@dataclass(frozen=True, slots=True)
class Script:
    """A file's name, its whole text, and the SHA-1 that Redis knows it by."""

    name: str
    text: str
    sha: str

    @classmethod
    def of(cls, name: str, text: str) -> "Script":
        """The script of a text."""
        return cls(name, text, hashlib.sha1(text.encode()).hexdigest())  # noqa: S324  (Redis's choice)


@dataclass(frozen=True, slots=True)
class Source:
    """A Lua file: its name, without the number that orders parts, and its text."""

    name: str
    text: str

    @property
    def uses(self) -> Sequence[str]:
        """The parts that it is handed."""
        found = _USES.match(self.text)
        return found[1].split(", ") if found else ()


@dataclass(frozen=True, slots=True)
class Sources:
    """All Lua files by what they are, parts in their order."""

    parts: Sequence[Source]
    transitions: Sequence[Source]
    scripts: Sequence[Source]


def assemble(files: Sources) -> dict[str, Script]:
    """The scripts by name, each behind the parts that it uses.

    Raises BadPart when a file uses a part that comes later, or that there is not.
    """
    order = [part.name for part in files.parts]
    for place, part in enumerate(files.parts):
        _check(part, order, order[:place])
    for transition in files.transitions:
        _check(transition, order, order)
    for script in files.scripts:
        _check(script, order, [*order, _TRANSITIONS])
    return {script.name: _script(script, files) for script in files.scripts}


def _check(file: Source, parts: Sequence[str], ahead: Sequence[str]) -> None:
    for used in file.uses:
        if used not in ahead:
            why = (
                "it comes later; give it a lower number, or put what both need into a part ahead"
                if used in parts
                else "no part has that name; mend its line `-- Uses:`"
            )
            raise BadPart(f"Lua: {file.name} uses {used}: {why}")


def _script(script: Source, files: Sources) -> Script:
    runs = files.transitions if _TRANSITIONS in script.uses else ()
    wanted = {used for file in (script, *runs) for used in file.uses}
    for part in reversed(files.parts):
        if part.name in wanted:
            wanted.update(part.uses)
    made = [
        f"parts.{part.name} = (function({', '.join(part.uses)})\n{part.text}"
        f"end)({', '.join(f'parts.{used}' for used in part.uses)})\n"
        for part in files.parts
        if part.name in wanted
    ]
    made += [
        f"function parts.transitions.{one.name}(r)\n{_handed(one)}{one.text}end\n" for one in runs
    ]
    whole = "".join([f"local parts = {{ {_TRANSITIONS} = {{}} }}\n", *made, _handed(script)])
    return Script.of(script.name, whole + script.text)


def _handed(file: Source) -> str:
    """The line that gives a file what it uses."""
    if not file.uses:
        return ""
    return f"local {', '.join(file.uses)} = {', '.join(f'parts.{used}' for used in file.uses)}\n"


def sources() -> Sources:
    """The files as they are."""
    return Sources(_files("parts"), _files("transitions"), _files())


def _files(folder: str = "") -> list[Source]:
    """Those of one folder, in the order of their names."""
    root = _ROOT / folder if folder else _ROOT
    return [
        Source(path.name.lstrip(_NUMBER).removesuffix(".lua"), path.read_text("utf-8"))
        for path in sorted(root.iterdir(), key=lambda path: path.name)
        if path.name.endswith(".lua")
    ]


@cache
def scripts() -> dict[str, Script]:
    """All scripts by name."""
    return assemble(sources())
