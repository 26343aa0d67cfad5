"""The way in: the model test on a store, for so long, from a seed."""

from itertools import count
from time import monotonic
from unittest.mock import patch

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import engine, providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.stateful import run_state_machine_as_test

from tests.model.comparison import Diverged
from tests.model.machine import Machine

STEPS, EXAMPLES = 50, 25
SHRINKING_S = 60
__all__ = ["Diverged", "run_model"]


def run_model(url: str, seconds: float, seed: int, *, shrink: bool = True) -> int:
    """Runs the machine on the Redis at `url`, which is emptied; returns how many steps it did.

    It goes on in runs of 25 lives of a shard, each run with a seed of its own, from `seed` on. The
    same seed does the same again. Raises Diverged with its seed and, when `shrink` is set, with a
    minimal example (which may take longer than `seconds`).
    """
    until, steps = monotonic() + seconds, 0
    for own in count(seed):
        steps += _run(url, own, shrink=shrink)
        if monotonic() > until:
            return steps
    raise AssertionError("a count has no end")


def _run(url: str, seed: int, *, shrink: bool) -> int:
    class Here(Machine):
        pass

    Here.url = url
    try:
        with (
            patch.object(engine, "MAX_SHRINKING_SECONDS", SHRINKING_S),
            # Numbers of whatever was imported would be tried, so that a seed meant less.
            patch.object(providers, "_get_local_constants", Constants),
        ):
            run_state_machine_as_test(
                hypothesis.seed(seed)(Here),
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
                    report_multiple_bugs=False,
                    suppress_health_check=list(HealthCheck),
                ),
            )
    except Diverged as diverged:
        diverged.add_note(f"run_model(seed={seed}) finds it again")
        raise
    return Here.steps
