"""The texts that mutants replace are in the source, each once; a text that has gone is told."""

from itertools import chain
from typing import Any

import pytest

from tests.chaos.mutants.catalogue import FAULTS
from tests.chaos.mutants.catalogue import MUTANTS as CHAOS
from tests.model.test_mutants import MUTANTS as MODEL
from tests.mutants.mutant import Edit, Mutant
from tests.mutants.tree import ROOT, TextGone, edited
from tests.simulation.test_mutants import MUTANTS as SIMULATION

MUTANTS: tuple[Mutant[Any], ...] = (*CHAOS, *MODEL, *SIMULATION)
EDITS = {*chain(*(mutant.edits for mutant in MUTANTS)), *chain(*FAULTS.values())}


@pytest.mark.parametrize("edit", sorted(EDITS, key=str), ids=str)
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


@pytest.mark.parametrize(
    "mutants", [CHAOS, MODEL, SIMULATION], ids=["chaos", "model", "simulation"]
)
def test_each_has_its_name(mutants: tuple[object, ...]) -> None:
    assert len({str(mutant) for mutant in mutants}) == len(mutants) > 0
