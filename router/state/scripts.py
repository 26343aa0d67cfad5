"""The Lua scripts: each file of lua/ behind the parts that all share, loaded by SHA-1."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_ROOT: Final = files("hotlead.router.state") / "lua"


@dataclass(frozen=True, slots=True)
class Script:
    """One transition: its file's name, its whole text, and the SHA-1 that Redis knows it by."""

    name: str
    text: str
    sha: str


@cache
def scripts() -> dict[str, Script]:
    """All scripts by name. The parts come first, in the order of their numbers."""
    parts = sorted((p for p in (_ROOT / "parts").iterdir()), key=lambda p: p.name)
    shared = "\n".join(part.read_text("utf-8") for part in parts)
    found = {}
    for path in _ROOT.iterdir():
        if path.name.endswith(".lua"):
            text = f"{shared}\n{path.read_text('utf-8')}"
            name = path.name.removesuffix(".lua")
            found[name] = Script(name, text, hashlib.sha1(text.encode()).hexdigest())  # noqa: S324
    return found
