"""Decisions told from journals of simulated days, faults and lost branches among them.

HOTLEAD_SIM_SEED=7 HOTLEAD_SIM_YEARS=0.1 make it another seed, and longer.
"""

import os

import pytest

from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from tests.integration.router.kpis.decided import wrong_decisions
from tests.unit.router.kpis.journals import simulated, with_branches

DAYS = round(365 * float(os.environ.get("HOTLEAD_SIM_YEARS", "0.03")))
GIVEN = os.environ.get("HOTLEAD_SIM_SEED")


@pytest.mark.parametrize("seed", (int(GIVEN),) if GIVEN else (1, 2))
def test_the_rule_asked_again_names_the_rep_who_was_chosen(seed: int) -> None:
    records = with_branches(simulated(seed, DAYS))
    store = ReadStore.opened(MEMORY)
    store.take(0, "log", 0, list(enumerate(records)), len(records))
    count, wrong = wrong_decisions(store)
    store.close()
    assert wrong == []
    assert count > DAYS
