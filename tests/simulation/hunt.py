"""`python -m tests.simulation.hunt JSON`: worlds one after the other, until one complains."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.mutants.trial import caught
from tests.simulation.faults import FAULTS
from tests.simulation.run import simulate

SEEDS_MAX, DAYS, RATE = 60, 2, 1.5
NAMED = {fault.__name__: fault for fault in FAULTS}


@dataclass(frozen=True, slots=True)
class Hunt:
    """The seed at which it begins, and the faults by name with their weights; none are all.

    People have no second thoughts: among such the seeds were looked for.
    """

    seed: int
    mix: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> str:
        """As the process gets it."""
        return json.dumps(asdict(self))


def found(seed: int, mix: Mapping[str, float]) -> str | None:
    """What the world of this seed complains of; None when it does not."""
    faults = {NAMED[name]: weight for name, weight in mix.items()} or FAULTS
    world_as: dict[str, Any] = {"mix": faults, "rate": RATE, "second_thoughts": False}
    try:
        complaints = simulate(seed, DAYS, **world_as).complaints
    except Exception as error:  # noqa: BLE001  (any end gives it away)
        return f"{type(error).__name__}: {error}"
    return complaints[0] if complaints else None


def hunt(wanted: Hunt) -> None:
    """Ends the process at the first complaint."""
    for seed in range(wanted.seed, wanted.seed + SEEDS_MAX):
        what = found(seed, wanted.mix)
        if what is not None:
            caught(f"seed {seed}: {what}")


if __name__ == "__main__":
    hunt(Hunt(**json.loads(sys.argv[1])))
