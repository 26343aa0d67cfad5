"""`python -m tests.model.hunt URL SEED`: lives of a shard, until scripts and model diverge.

The Redis at URL is emptied.
"""

import sys
from typing import Final

from tests.model.run import Diverged, run_model
from tests.mutants.trial import caught

BUDGET_S: Final = 300.0
"""Found within seconds; this bounds a failure."""


def hunt(url: str, seed: int) -> None:
    """Ends the process at the first difference."""
    try:
        run_model(url, BUDGET_S, seed, shrink=False)
    except Diverged as diverged:
        caught(str(diverged))


if __name__ == "__main__":
    hunt(sys.argv[1], int(sys.argv[2]))
