"""Holds the tree to the rules of tests/tidy.py, and shows that each rule can say no."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import tidy

ROOT = Path(__file__).parents[1]
# Files above 400 lines that hold one subject, each with what that is.
LOOKED_AT: dict[str, str] = {}
#: Files of the kernel that may name what aggregates are of, each with why.
NAMING = {
    "router/shard/connection.py": "Redis's client calls its connections a pool",
    "router/state/views/": "what people are shown, of all aggregates: no part of the kernel",
}
CODE = (*tidy.SOURCES, "tests", "loadtest")
PROSE = ("*.md", "*.toml", "*.yaml", "*.yml", "Makefile", ".ci/run", ".pre-commit-config.yaml")
PROSE_BELOW = (".ci/*", "docs/**/*.md", "deploy/**/*.*", "tests/**/*.py", "loadtest/**/*.*")
NOT_OURS = {"libs", "node_modules", "__pycache__"}
SAMPLES = {"tests/tidy.py", "tests/test_tidy.py"}


def matching(patterns: Iterator[str]) -> list[str]:
    """The files of the checkout that match any of the patterns, once each."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    relative = (path.relative_to(ROOT) for path in sorted(found))
    return [path.as_posix() for path in relative if not NOT_OURS.intersection(path.parts)]


PYTHON = matching(f"{folder}/**/*.py" for folder in CODE)
OURS = [path for path in PYTHON if path.startswith(tidy.SOURCES)]
LUA = matching(iter(["router/**/*.lua"]))
TEXTS = [*OURS, *LUA, *matching(iter(PROSE)), *matching(iter(PROSE_BELOW))]


def read(path: str) -> str:
    return (ROOT / path).read_text()


def test_every_folder_is_a_package() -> None:
    assert tidy.packages(OURS) == []


def test_what_has_a_subject_stands_in_its_room() -> None:
    assert tidy.loose(OURS) == []


def test_long_files_were_looked_at() -> None:
    files = [*PYTHON, *LUA]
    assert [wrong for path in files for wrong in tidy.size(path, read(path), LOOKED_AT)] == []
    assert LOOKED_AT.keys() <= set(files), "a reason for a file that is gone"


def test_the_kernel_names_no_aggregate() -> None:
    files = [path for path in (*OURS, *LUA) if path.startswith(tidy.KERNEL)]
    assert [wrong for path in files for wrong in tidy.kernel(path, read(path), NAMING)] == []
    assert all(any(path.startswith(one) for path in files) for one in NAMING), "one is gone"


def test_files_are_named_for_nouns() -> None:
    assert [wrong for path in PYTHON for wrong in tidy.name(path)] == []


def test_no_banned_pattern() -> None:
    assert [wrong for path in OURS for wrong in tidy.patterns(path, read(path))] == []


def test_nothing_unfinished_and_no_machine_path() -> None:
    texts = set(TEXTS) - SAMPLES
    assert [wrong for path in sorted(texts) for wrong in tidy.text(path, read(path))] == []


def test_scripts_have_heads() -> None:
    assert [wrong for path in LUA for wrong in tidy.lua_head(path, read(path))] == []


def test_a_folder_that_is_no_package_is_told() -> None:
    inits = ["topics/__init__.py", "router/__init__.py"]
    assert len(tidy.packages([*inits, "router/shard/keys.py"])) == 1
    assert tidy.packages([*inits, "router/clock.py"]) == []


def test_too_many_loose_modules_are_told() -> None:
    few = [f"router/{name}.py" for name in "abcdefgh"]
    assert tidy.loose([*few, "router/rules/i.py", "agents/i.py"]) == []
    assert len(tidy.loose([*few, "router/i.py"])) == 1


@pytest.mark.parametrize(
    ("lines", "looked_at", "breaches"),
    [
        (400, {}, 0),
        (401, {}, 1),
        (401, {"a.py": "one table"}, 0),
        (400, {"a.py": "one table"}, 1),
    ],
)
def test_a_long_file_is_told(lines: int, looked_at: dict[str, str], breaches: int) -> None:
    assert len(tidy.size("a.py", "\n" * lines, looked_at)) == breaches


@pytest.mark.parametrize("path", ["router/utils.py", "router/helpers/a.py", "topics/common.py"])
def test_a_drawer_is_told(path: str) -> None:
    assert len(tidy.name(path)) == 1
    assert tidy.name("router/rules/scoring.py") == []


@pytest.mark.parametrize(
    "source",
    [
        "print('lead')",
        "import time\nnow = time.time()",
        "from time import time",
        "from datetime import datetime, UTC\nnow = datetime.now(UTC)",
        "field(default_factory=datetime.utcnow)",
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept:\n    ...",
        "app = faust.App('hotlead')",
        "if True:\n    app = App()",
        "client = redis.asyncio.Redis()",
        "class A:\n    client = redis.from_url('redis://')",
    ],
)
def test_a_banned_pattern_is_told(source: str) -> None:
    assert len(tidy.patterns("router/a.py", source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("router/cli/a.py", "print('lead')"),
        ("router/clock.py", "now = time.time()"),
        ("router/a.py", "start = time.monotonic()"),
        ("router/a.py", "try:\n    f()\nexcept KeyError:\n    pass"),
        ("router/a.py", "def make():\n    return faust.App('hotlead')"),
        ("router/a.py", "def connect():\n    return redis.Redis()"),
    ],
)
def test_an_allowed_one_is_not(path: str, source: str) -> None:
    assert tidy.patterns(path, source) == []


@pytest.mark.parametrize(
    "line", ["# TO" + "DO later", "x = 1  # FIX" + "ME", "open('/ho" + "me/kim/leads.csv')"]
)
def test_an_unfinished_or_local_line_is_told(line: str) -> None:
    assert len(tidy.text("a.py", line)) == 1
    assert tidy.text("a.py", "see https://example.org/home/kim, a todo list") == []


@pytest.mark.parametrize("missing", tidy.LUA_HEAD)
def test_a_script_without_its_head_is_told(missing: str) -> None:
    head = ["-- What it does.", *(f"-- {word}: x" for word in tidy.LUA_HEAD)]
    path = "router/shard/lua/a.lua"
    assert tidy.lua_head(path, "\n".join([*head, "return 1"])) == []
    kept = [line for line in head if missing not in line]
    assert tidy.lua_head(path, "\n".join(kept)) == [f"{path}:1: the head lacks `{missing}:`"]
    within = "router/shard/lua/transitions/a.lua"
    assert len(tidy.lua_head(within, "\n".join(kept))) == (missing in tidy.LUA_HEAD[2:])
    assert len(tidy.lua_head("router/shard/lua/parts/a.lua", "return 1")) == 1


@pytest.mark.parametrize(
    ("path", "source", "lines"),
    [
        ("router/shard/a.py", '"""Leads to a rep."""\n# a lead\nposition = 1\n', []),
        ("router/shard/a.py", "x = 1\nlead_id = x\n", [2]),
        ("router/shard/a.py", "def f(reps: int) -> str:\n    return 'a|capture'\n", [1, 2]),
        ("router/shard/a.py", "from hotlead.router.pools import x\n", [1]),
        ("router/shard/a.py", "class LeadView:\n    pass\n", [1]),
        ("router/shard/a.py", "leading = report = captured = 1\n", []),
        ("router/shard/lua/a.lua", "-- A lead.\nlocal x = 1 -- of a rep\n", []),
        ("router/shard/lua/a.lua", "local x = shard.key('leads')\nreps.of(x)\n", [1, 2]),
    ],
)
def test_a_word_of_an_aggregate_in_the_kernel_is_told(
    path: str, source: str, lines: list[int]
) -> None:
    found = tidy.kernel(path, source, {})
    assert [int(one.split(":")[1]) for one in found] == lines
    assert all("let the aggregate's record say it" in one for one in found)
    excepted = tidy.kernel(path, source, {path: "why"})
    assert excepted == ([] if lines else [f"{path}: is excepted for nothing, remove it"])
