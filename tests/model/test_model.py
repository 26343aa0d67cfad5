"""The scripts do what the model says, on both stores.

HOTLEAD_MODEL_S lets it go on for longer than 20 s a store, HOTLEAD_MODEL_SEED starts it
elsewhere.
"""

import os

from hotlead.router.embedded.running import Running
from tests.model.run import run_model

BUDGET_S = float(os.environ.get("HOTLEAD_MODEL_S", "20"))
SEED = int(os.environ.get("HOTLEAD_MODEL_SEED", "1"))
STEPS_MIN_PER_S = 5


def test_the_scripts_do_what_the_model_says(store: Running) -> None:
    steps = run_model(store.url, BUDGET_S, SEED)
    print(f"{steps} steps from seed {SEED} on {store.title}")
    assert steps > STEPS_MIN_PER_S * BUDGET_S
