"""The short chaos run, as a part of `make test`: five nemeses under load, mixed."""

import random
import time
from pathlib import Path

import pytest

from tests.chaos.suite import SHORT_NEMESES, missing, run_suite, sentences, short, tell_on_stderr
from tests.integration.servers import in_ci

# So that a run of nothing proves nothing; people are slow on a machine that is busy.
CAPTURES_MIN, ACKS_MIN, RUNGS_MIN = 3000, 200, 300


async def test_nothing_is_lost_or_doubled_under_faults(tmp_path: Path) -> None:
    lack = missing()
    if lack is not None:
        if in_ci():
            pytest.fail(lack)
        pytest.skip(lack)
    seed = random.randrange(10**6)
    tell = tell_on_stderr(time.monotonic())
    done = await run_suite(short(), seed=seed, directory=tmp_path / "chaos", tell=tell)
    [run] = done.runs
    what = "\n".join([*sentences(run), f"the same again: make chaos SHORT=1 SEED={seed}"])
    assert run.holds, what
    counts = run.verdict.counts
    assert counts["captures"] >= CAPTURES_MIN, what
    assert counts["acks"] >= ACKS_MIN, what
    assert counts["rungs_due"] >= RUNGS_MIN, what
    assert counts["faults"] >= len(SHORT_NEMESES), what
