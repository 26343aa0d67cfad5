"""Dependencies by use: what the product imports is what `make setup` installs.

That the lock has nothing of tests and the bench is held in tests/integration/test_makefile.py.
"""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.unit.test_docs import ROOT


def canonical(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def locked() -> set[str]:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    return {canonical(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}


def imported(source: str) -> Iterator[str]:
    """The modules at the top of what a source imports, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("folder", ["topics", "router", "agents"])
def test_the_product_imports_only_what_make_setup_installs(folder: str) -> None:
    installed, sources = packages_distributions(), sorted((ROOT / folder).rglob("*.py"))
    assert sources
    beside = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in sources
        if "node_modules" not in path.parts
        for module in imported(path.read_text("utf-8"))
        if module not in sys.stdlib_module_names and module != "hotlead"
        if not locked() & {canonical(one) for one in installed.get(module, ())}
    }
    assert beside == set()
