"""docs/troubleshooting.md tells every error, what it says, every check and every refusal."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import hotlead.agents
import hotlead.router
from hotlead.router.aggregates import AGGREGATES
from hotlead.router.errors import HotleadError
from tests.unit.test_docs import ROOT, table, text, ticked

ERRORS: Final = ("Starting", "Settings", "Kafka", "Redis", "Commands")
SOURCES: Final = [path for top in ("router", "agents") for path in (ROOT / top).rglob("*.py")]
REFUSED: Final = "RequestRefused"
# Told in the table of refusals instead.
REFUSALS: Final = {REFUSED, "BadCode", "Malformed"}
# A reader that was not started is a mistake in our code.
OURS: Final = {"the reader is not started; use it in `async with`"}


def subclasses(error: type[HotleadError]) -> Iterator[type[HotleadError]]:
    yield error
    for below in error.__subclasses__():
        yield from subclasses(below)


def every_error() -> set[str]:
    for package in (hotlead.router, hotlead.agents):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    return {error.__name__ for error in subclasses(HotleadError)}


def told() -> dict[str, str]:
    """What each error says, by the page."""
    found: dict[str, str] = {}
    for heading in ERRORS:
        for name, says, *_ in table("troubleshooting.md", heading):
            found[ticked(name)[0]] = f"{found.get(ticked(name)[0], '')} {says.replace('`', '')}"
    return found


def plain(message: ast.expr) -> str:
    """The text of a literal, `…` for what is put in."""
    if isinstance(message, ast.Constant):
        return str(message.value)
    if isinstance(message, ast.JoinedStr):
        parts = (plain(part) if isinstance(part, ast.Constant) else "…" for part in message.values)
        return "".join(parts)
    return ""


def raised(path: Path) -> Iterator[tuple[str, str]]:
    """Name of the error and its text, where the text stands in the source."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            yield node.func.id, plain(node.args[0])


def pieces(sentence: str) -> list[str]:
    """The words that say what is wrong: before the mend, without what is put in."""
    first = re.split(r"[:;,]", sentence.replace("`", ""))[0]
    return [piece.strip(" (),'") for piece in first.split("…") if len(piece.strip(" (),'")) > 3]


def test_every_error_is_named() -> None:
    assert told().keys() == every_error() - REFUSALS
    assert all(name in text("troubleshooting.md") for name in REFUSALS)


def test_what_errors_say_is_there() -> None:
    says, checked = told(), 0
    for path in SOURCES:
        for name, sentence in raised(path):
            if name not in says or not sentence or sentence in OURS:
                continue
            for piece in pieces(sentence):
                checked += 1
                assert piece in says[name], f"{path.name}: {name}: {sentence}"
    assert checked > 50


def test_every_check_of_the_doctor_is_listed() -> None:
    checks = {
        re.sub(r"^port …$", "port …", sentence)
        for path in (ROOT / "router" / "doctor").glob("*.py")
        for name, sentence in raised(path)
        if name in {"ok", "warn", "bad"} and sentence
    }
    listed = {ticked(row[0])[0] for row in table("troubleshooting.md", "What the doctor looks at")}
    assert checks | {"port …"} == listed


def test_every_refusal_is_listed() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "router").rglob("*.py"))
    codes = set(re.findall(rf'{REFUSED}\(\s*\d+,\s*"(\w+)"', source))
    codes |= set(re.findall(r'code = "(\w+)" if .* else "(\w+)"', source)[0])
    codes |= set(re.findall(r'Fault\(\s*"\w+",\s*\d+,\s*"(\w+)"', source))
    rows = table("troubleshooting.md", "Refusals of the gateway")
    listed = {code for row in rows for code in ticked(row[0])}
    assert listed == codes | AGGREGATES.refusals.keys() | {"refused"}


def test_whatever_is_said_has_its_mend() -> None:
    for name, status, why, mend in table("troubleshooting.md", "Refusals of the gateway"):
        assert status, name
        assert why, name
        assert mend, name
    for heading in ERRORS:
        for name, says, _why, mend in table("troubleshooting.md", heading):
            assert mend or not says, name
