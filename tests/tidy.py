"""The rules of the house that no linter knows, each a pure function of a file's path and text.

A check returns its complaints, `path:line: what is wrong`, and an empty list when all is well.
Paths are relative to the checkout, with slashes.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

SOURCES = ("topics", "router", "agents")
LINES_LOOK = 400
LOOSE_MAX = 8
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
WALL_CLOCKS = {
    *("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today"),
    *("date.today", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today"),
}
CLOCK = "router/clock.py"
CLIENTS = {"Redis", "StrictRedis", "RedisCluster", "ConnectionPool", "from_url"}
LUA_HEAD = ("KEYS", "ARGV", "From", "Returns")
KERNEL = ("router/shard/", "router/state/", "agents/inbox/")
#: What aggregates are of; the kernel has no word of it.
KEPT_IN_A_SHARD = {"lead", "rep", "capture", "pool"}
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.:/$}*-])/(?:home|Users|root|work)/\w")


def packages(paths: Iterable[str]) -> list[str]:
    """A folder of modules has an `__init__.py`: without one import-linter sees nothing in it."""
    known = set(paths)
    folders = {PurePosixPath(path).parent for path in known}
    return [
        f"{folder}: needs an __init__.py that says what the package is"
        for folder in sorted(folders)
        if f"{folder}/__init__.py" not in known
    ]


def loose(paths: Iterable[str]) -> list[str]:
    """Few modules stand directly in router/: what has a subject stands in its room."""
    found = sorted(path for path in paths if str(PurePosixPath(path).parent) == "router")
    if len(found) <= LOOSE_MAX:
        return []
    return [f"router/: {len(found)} modules, at most {LOOSE_MAX}: {', '.join(found)}"]


def size(path: str, source: str, looked_at: Mapping[str, str]) -> list[str]:
    """Above 400 lines somebody looks: two subjects are two files, one subject says that it is."""
    lines = source.count("\n")
    if lines > LINES_LOOK and path not in looked_at:
        return [f"{path}: {lines} lines: two subjects? Split it by subject, or say why it is one"]
    if path in looked_at and lines <= LINES_LOOK:
        return [f"{path}: needs no reason for its length any more, remove it"]
    return []


def name(path: str) -> list[str]:
    """No drawers: a file is named for the noun that it holds."""
    parts = {part.split(".")[0] for part in PurePosixPath(path).parts}
    return [f"{path}: {part} says nothing, name the noun" for part in parts & BANNED_NAMES]


def patterns(path: str, source: str) -> list[str]:
    """What is banned in our own sources: prints, wall clocks, swallowed errors, global clients."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        call = _dotted(node.func) if isinstance(node, ast.Call) else ""
        if call == "print" and not path.startswith("router/cli/"):
            found.append((node, "print belongs to the command line"))
        if _reads_wall_clock(node) and path != CLOCK:
            found.append((node, f"the wall clock is read in {CLOCK} alone"))
        if isinstance(node, ast.ExceptHandler) and _swallows(node):
            found.append((node, "an exception is swallowed: name it, or say what follows"))
    for statement in _at_import(tree):
        for node in ast.walk(statement):
            call = _dotted(node.func) if isinstance(node, ast.Call) else ""
            last = call.split(".")[-1]
            if last == "App" or (last.endswith("App") and call != last):
                found.append((node, "an app is made in a factory, not at import"))
            if last in CLIENTS:
                found.append((node, "a client is made where all is wired, not at import"))
    return [f"{path}:{getattr(node, 'lineno', 0)}: {what}" for node, what in found]


def text(path: str, content: str) -> list[str]:
    """In any file: nothing left for later, and no path of one machine."""
    found = []
    for number, line in enumerate(content.splitlines(), 1):
        if UNFINISHED.search(line):
            found.append(f"{path}:{number}: finish it, or open an issue")
        if MACHINE_PATH.search(line):
            found.append(f"{path}:{number}: a path of one machine")
    return found


def kernel(path: str, source: str, excepted: Mapping[str, str]) -> list[str]:
    """No file of the kernel names in its code what an aggregate is of; prose may, as an example."""
    told = _python_words(source) if path.endswith(".py") else _lua_words(source)
    found = [
        f"{path}:{line}: {name} names what an aggregate is of: let the aggregate's record say it"
        for line, name in told
        if KEPT_IN_A_SHARD & _words(name)
    ]
    reason = next((one for one in excepted if path.startswith(one)), None)
    if reason is None:
        return found
    return [] if found or reason != path else [f"{path}: is excepted for nothing, remove it"]


def lua_head(path: str, content: str) -> list[str]:
    """A script's head says what it does, KEYS, ARGV, the states it starts from and its results.

    A transition is handed what it needs, so its head says the last two; that of a part,
    of changes or of what finds a duty, what it is for.
    """
    head: list[str] = []
    for line in content.splitlines():
        if not line.startswith("--"):
            break
        head.append(line.removeprefix("--").strip())
    if not head or not head[0]:
        return [f"{path}:1: the first line says what it does"]
    folders = PurePosixPath(path).parts
    if {"parts", "changes", "due"} & set(folders):
        return []
    return [
        f"{path}:1: the head lacks `{word}:`"
        for word in (LUA_HEAD[2:] if "transitions" in folders else LUA_HEAD)
        if not any(line.startswith(f"{word}:") for line in head)
    ]


def _words(name: str) -> set[str]:
    """Those of an identifier or a text, in the singular."""
    return {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def _python_words(source: str) -> Iterator[tuple[int, str]]:
    """Identifiers and texts, docstrings left out, each with its line."""
    tree = ast.parse(source)
    prose = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and node not in prose:
                    yield getattr(node, "lineno", 0), one


def _lua_words(source: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.splitlines(), 1):
        for name in re.findall(r"\w+", line.split("--")[0]):
            yield number, name


def _at_import(node: ast.AST) -> Iterator[ast.stmt]:
    """The simple statements that run when the module is loaded, not those for type checkers."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.If) and _dotted(child.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(child, ast.stmt) and not hasattr(child, "body"):
            yield child
        else:
            yield from _at_import(child)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _reads_wall_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        return any(alias.name in ("time", "time_ns") for alias in node.names)
    return isinstance(node, ast.Attribute) and _dotted(node) in WALL_CLOCKS


def _swallows(handler: ast.ExceptHandler) -> bool:
    broad = handler.type is None or _dotted(handler.type) in ("Exception", "BaseException")
    return broad and all(
        isinstance(statement, ast.Pass)
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in handler.body
    )
