"""docs/faults.md names every nemesis and every mutant."""

import re

from tests.chaos.mutants.catalogue import MUTANTS
from tests.chaos.nemeses import NEMESES
from tests.chaos.report import PAGE


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## )", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_every_nemesis_is_on_the_page() -> None:
    assert set(re.findall(r"`([a-z-]+)`", section("The nemeses"))) - {"maxmemory"} == set(NEMESES)


def test_every_mutant_is_on_the_page() -> None:
    rows = re.findall(r"^\| (.+) \| (.+) \|$", section("Shown to fail"), re.MULTILINE)
    assert rows[1:] == [(mutant.name, mutant.breaks) for mutant in MUTANTS]
