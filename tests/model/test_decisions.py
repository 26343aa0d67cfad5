"""Decisions told from the journal are those that the scripts made, on both stores, whatever comes.

HOTLEAD_MODEL_S and HOTLEAD_MODEL_SEED as in test_model.py.
"""

import os

import pytest

from hotlead.router.embedded.running import Running
from tests.integration.router.kpis.decided import projected, wrong_decisions, wrong_reps
from tests.integration.state.snapshot import take
from tests.model.comparison import Diverged
from tests.model.pair import Pair
from tests.model.run import run_model

BUDGET_S = float(os.environ.get("HOTLEAD_MODEL_S", "10"))
SEED = int(os.environ.get("HOTLEAD_MODEL_SEED", "1"))
DECISIONS_MIN = 100
MORE, APART = 3, 1_000


def test_what_is_told_is_what_the_scripts_decided(
    store: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = 0
    finish = Pair.finish

    async def finish_and_look(pair: Pair) -> None:
        nonlocal told
        await finish(pair)
        state = await take(pair.shard.redis, pair.shard.store.keys)
        projection = projected(pair.shard.entries)
        count, wrong = wrong_decisions(projection)
        wrong += wrong_reps(projection, state)
        projection.close()
        told += count
        if wrong:
            raise Diverged("\n".join(wrong))

    monkeypatch.setattr(Pair, "finish", finish_and_look)
    for seed in range(SEED, SEED + MORE * APART, APART):  # a busy machine needs more than one
        run_model(store.url, BUDGET_S, seed)
        if told > DECISIONS_MIN:
            break
    print(f"{told} decisions told, from seed {SEED} on {store.title}")
    assert told > DECISIONS_MIN
