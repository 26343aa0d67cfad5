"""`python -m tests.simulation.hunt JSON`: worlds one after the other, until a check complains."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.mutants.trial import caught
from tests.simulation.business import CAMPAIGNS, KEEPS_HOURS
from tests.simulation.faults import FAULTS
from tests.simulation.run import simulate
from tests.simulation.world import Unsettled

SEEDS_MAX, DAYS, RATE = 60, 2, 1.5
NAMED = {fault.__name__: fault for fault in FAULTS}


@dataclass(frozen=True, slots=True)
class Hunt:
    """The seed at which it begins, the faults by name with their weights (none are all), words of
    the check that finds the defect (what an error of the product's ends has not been found),
    whether the brand keeps hours, and how many days a world has.

    People have no second thoughts: among such the seeds were looked for.
    """

    seed: int
    mix: Mapping[str, float] = field(default_factory=dict)
    found_by: str = ""
    hours: bool = False
    days: int = DAYS

    def as_json(self) -> str:
        """As the process gets it."""
        return json.dumps(asdict(self))


def found(wanted: Hunt, seed: int) -> str | None:
    """What a check says of this seed's world; None when all hold. Raises what no check raised."""
    faults = {NAMED[name]: weight for name, weight in wanted.mix.items()} or FAULTS
    world_as: dict[str, Any] = {"mix": faults, "rate": RATE, "second_thoughts": False}
    world_as["business"] = KEEPS_HOURS if wanted.hours else CAMPAIGNS
    try:
        complaints = simulate(seed, wanted.days, **world_as).complaints
    except Unsettled as error:
        return f"unsettled: {error}"
    return complaints[0] if complaints else None


def hunt(wanted: Hunt) -> None:
    """Ends the process at the first complaint. A world that an error ended has said nothing."""
    for seed in range(wanted.seed, wanted.seed + SEEDS_MAX):
        try:
            what = found(wanted, seed)
        except Exception as error:  # noqa: BLE001  (a defect may break anything)
            sys.stdout.write(f"seed {seed} ended by itself: {type(error).__name__}: {error}\n")
            continue
        if what is not None:
            caught(f"seed {seed}: {what}")


if __name__ == "__main__":
    hunt(Hunt(**json.loads(sys.argv[1])))
