"""The texts that mutants replace are in the source, each once; a text that has gone is told."""

import pytest

from tests.chaos.mutants.catalogue import FAULTS, MUTANTS
from tests.chaos.mutants.drivers import DRIVERS
from tests.chaos.mutants.mutant import Edit
from tests.chaos.mutants.tree import ROOT, TextGone, edited

EDITS = [edit for mutant in MUTANTS for edit in mutant.edits]


@pytest.mark.parametrize(
    "edit", [*EDITS, *(e for edits in FAULTS.values() for e in edits)], ids=str
)
def test_the_text_is_there_once(edit: Edit) -> None:
    source = (ROOT / edit.path).read_text("utf-8")
    made = edited(source, edit)
    assert made != source
    if edit.path.endswith(".py"):
        compile(made, edit.path, "exec")


@pytest.mark.parametrize("source", ["", "a = 1\nb = 1\n"])
def test_a_text_that_is_not_there_once_is_told(source: str) -> None:
    with pytest.raises(TextGone, match=r"router/a\.py has [02] times"):
        edited(source, Edit("router/a.py", "= 1", "= 2"))


def test_every_driver_shows_a_mutant() -> None:
    assert {mutant.driver for mutant in MUTANTS} == DRIVERS.keys()
    assert FAULTS.keys() <= DRIVERS.keys()


def test_there_are_enough_and_each_has_its_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 10
