"""The rules of the house that no linter knows, each a pure function of a file's path and text.

A check returns its complaints, `path:line: what is wrong`, and an empty list when all is well.
Paths are relative to the checkout, with slashes.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

SOURCES = ("topics", "router", "agents")
LINES_MAX = 300
LINES_HARD_MAX = 400
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
# What a pure rule may not touch: it is given the time, and does nothing but decide.
IMPURE = {
    *("redis", "aiokafka", "faust", "mode", "asyncio", "threading", "socket", "subprocess", "time"),
    *("httpx", "starlette", "uvicorn", "os", "pathlib", "io", "shutil", "tempfile", "random"),
}
WALL_CLOCKS = {
    *("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today"),
    *("date.today", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today"),
}
CLOCK = "router/clock.py"
CLIENTS = {"Redis", "StrictRedis", "RedisCluster", "ConnectionPool", "from_url"}
LUA_HEAD = ("KEYS", "ARGV", "From", "Returns")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.:/$}*-])/(?:home|Users|root|work)/\w")


def imports(path: str, source: str) -> list[str]:
    """Arrows run one way: agents to router to topics; rules import rules and topics alone."""
    found = []
    for line, module in _imported(ast.parse(source)):
        top = module.split(".")[0]
        ours = ".".join(module.split(".")[:2]) if top == "hotlead" else None
        if top in SOURCES:
            found.append(f"{path}:{line}: import hotlead.{module}, not {module}")
        elif ours == "hotlead.agents" and not path.startswith(("agents/", "tests/", "loadtest/")):
            found.append(f"{path}:{line}: only agents import agents")
        elif ours and ours != "hotlead.topics" and path.startswith("topics/"):
            found.append(f"{path}:{line}: topics import nothing of ours")
        elif path.startswith("router/rules/"):
            if ours == "hotlead.router" and not f"{module}.".startswith("hotlead.router.rules."):
                found.append(f"{path}:{line}: rules import only rules and topics")
            elif top in IMPURE:
                found.append(f"{path}:{line}: rules do no I/O and read no clock: {module}")
    return found


def cycles(sources: Mapping[str, str]) -> list[str]:
    """No module imports itself by way of others, when modules are loaded."""
    paths = {_module(path): path for path in sources}
    graph: dict[str, set[str]] = {}
    for path, source in sources.items():
        module = _module(path)
        graph[module] = set()
        for statement in _at_import(ast.parse(source)):
            # The longest name that is a module: `from a.b import c` may mean a.b.c or a.b.
            for name in (name for name in _names(statement) if name in paths):
                graph[module].add(name)
        graph[module].discard(module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["a cycle of imports: " + " <- ".join(error.args[1])]
    return []


def size(path: str, source: str, exceptions: Mapping[str, tuple[int, str]]) -> list[str]:
    """At most 300 lines; an exception has a ceiling and a reason, and goes when it can."""
    lines = source.count("\n")
    ceiling, _reason = exceptions.get(path, (LINES_MAX, ""))
    if lines > LINES_HARD_MAX or ceiling > LINES_HARD_MAX:
        return [f"{path}: more than {LINES_HARD_MAX} lines, which nothing excuses"]
    if lines > ceiling:
        return [f"{path}: {lines} lines, at most {ceiling}: split it by subject"]
    if path in exceptions and lines <= LINES_MAX:
        return [f"{path}: needs no exception any more, remove it"]
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


def lua_head(path: str, content: str) -> list[str]:
    """A script's head says what it does, KEYS, ARGV, the states it starts from and its results.

    Parts that are shared by all scripts have a head that says what they are for.
    """
    head: list[str] = []
    for line in content.splitlines():
        if not line.startswith("--"):
            break
        head.append(line.removeprefix("--").strip())
    if not head or not head[0]:
        return [f"{path}:1: the first line says what it does"]
    if "parts" in PurePosixPath(path).parts:
        return []
    return [
        f"{path}:1: the head lacks `{word}:`"
        for word in LUA_HEAD
        if not any(line.startswith(f"{word}:") for line in head)
    ]


def _module(path: str) -> str:
    return "hotlead." + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each import, wherever it stands; `from a import b` gives a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _names(statement: ast.stmt) -> Iterator[str]:
    for _line, module in _imported(statement):
        yield module
        if isinstance(statement, ast.ImportFrom):
            yield module.rpartition(".")[0]


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
