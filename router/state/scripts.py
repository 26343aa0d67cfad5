"""The Lua scripts, loaded by SHA-1.

A transition (a file of lua/ that starts with `begin()`) is no script of its own: all of them run in
`run`, many at once, so that the parts that they share are made once for a batch. `run` and `fold`
stand behind all parts, the other scripts behind the first alone, which is all that they need.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_ROOT: Final = files("hotlead.router.state") / "lua"
_BEGINS: Final = "local refusal = begin()\n"


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


def _texts(folder: str = "") -> dict[str, str]:
    """Lua files by name, in the order of their names."""
    root = _ROOT / folder if folder else _ROOT
    found = sorted((path for path in root.iterdir()), key=lambda path: path.name)
    return {
        path.name.removesuffix(".lua"): path.read_text("utf-8")
        for path in found
        if path.name.endswith(".lua")
    }


@cache
def scripts() -> dict[str, Script]:
    """All scripts by name."""
    parts, texts = list(_texts("parts").values()), _texts()
    transitions = {name: texts.pop(name) for name in list(texts) if _BEGINS in texts[name]}
    functions = [f"function transitions.{name}()\n{text}end" for name, text in transitions.items()]
    ahead = {
        "run": "\n".join([*parts, "local transitions = {}", *functions]),
        "fold": "\n".join(parts),
    }
    return {
        name: Script.of(name, f"{ahead.get(name, parts[0])}\n{text}")
        for name, text in texts.items()
    }
