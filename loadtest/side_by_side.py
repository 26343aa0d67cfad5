"""The new build beside an older revision, in one run, one right after the other.

Both sides use the same Kafka and the same Redis, and measure by the bench of their own checkout, so
that each writes and reads its own formats.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_redis
from loadtest.backlog import DISPATCH_RATIO, FULL_SIZES
from loadtest.checkout import HERE, Checkout
from loadtest.latency import FULL_TIMING, SHORT_TIMING
from loadtest.part import Found, Plan, tell
from loadtest.report import VS_BASE
from loadtest.sides import Figures, Round, rounds
from loadtest.stage import Stage
from loadtest.turns import FULL_CAPTURES, SEED, SHORT_CAPTURES

FULL_ROUNDS, SHORT_ROUNDS = 5, 3
FULL_DISPATCHES, SHORT_DISPATCHES = 2_000, 500
RATE: Final = 100
DAYS, DAYS_SEED = 10, 5
LEAST, MOST = FULL_SIZES[0], FULL_SIZES[-1]
FIRST_NUMBERS: Final = {"base": 1_000, "new": 2_000}
"""Topics of both sides have names of their own."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of the report: of which measure it is, and how it is read of a side's figures."""

    measure: str
    title: str
    read: Callable[[Figures], float]

    def ratio(self, found: Mapping[str, Sequence[Round]]) -> float | None:
        """The median, over the rounds that count, of the new build's figure by the base's."""
        each = [self.read(one.new) / self.read(one.base) for one in kept(found, self.measure)]
        return round(median(each), 3) if each else None


def grown(figures: Figures) -> float:
    """A dispatch with most leads waiting, by one with fewest."""
    costs: dict[str, float] = figures["redis_us_p50"]
    return costs[max(costs, key=int)] / costs[min(costs, key=int)]


COMPARED: Final[dict[str, Compared]] = {
    "cpu_per_capture": Compared("captures", "CPU us a capture", lambda one: one["cpu_us_all"]),
    "worker": Compared("captures", "  worker", lambda one: one["cpu_us"]["worker"]),
    "redis": Compared("captures", "  Redis", lambda one: one["cpu_us"]["redis"]),
    "kafka": Compared("captures", "  Kafka", lambda one: one["cpu_us"]["kafka"]),
    "push_p50_at_100": Compared("push", "push at 100/s, p50 ms", lambda one: one["p50_ms"]),
    "dispatch": Compared("dispatch", "dispatch, most waiting by fewest", grown),
    "store_in_memory": Compared(
        "store", "store in memory, entries/CPU s", lambda one: one["entries_per_cpu_s"]
    ),
}
"""In the order in which they are shown; VS_BASE names those of the report's top."""


def kept(found: Mapping[str, Sequence[Round]], measure: str) -> list[Round]:
    """The rounds of a measure in which the CPU was ours."""
    return [one for one in found.get(measure, ()) if one.kept]


async def side_by_side(stage: Stage, plan: Plan) -> Found:
    """Each measure in rounds, the sides in turn."""
    assert plan.base is not None
    sides = {"base": plan.base, "new": Checkout("as it is", HERE)}
    count = plan.rounds or (SHORT_ROUNDS if plan.short else FULL_ROUNDS)
    found = dict[str, list[Round]]()
    with ExitStack() as servers:
        for measure, given in asked(stage, plan, servers).items():
            found[measure] = await rounds(sides, measure, given, count)
    faults = [fault for runs in found.values() for one in runs for fault in one.faults]
    for fault in faults:
        tell(f"  WRONG: {fault}")
    detail = {
        "base": plan.base.revision,
        **{measure: [asdict(one) for one in runs] for measure, runs in found.items()},
    }
    return Found(ratios_of(found), detail, table_of(found), bool(faults))


def asked(stage: Stage, plan: Plan, servers: ExitStack) -> dict[str, dict[str, dict[str, Any]]]:
    """What each side is given, by measure and side; `captures` of a plan are for a look only."""
    timing = SHORT_TIMING if plan.short else FULL_TIMING
    count = plan.captures or (SHORT_CAPTURES if plan.short else FULL_CAPTURES)
    sizes = (LEAST, min(MOST, max(plan.captures, LEAST + 1)) if plan.captures else MOST)
    shared = {"kafka": reached(stage.kafka), "redis": reached(stage.redis)}
    places = {side: (stage.directory / "side-by-side" / side).resolve() for side in FIRST_NUMBERS}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    by_measure: dict[str, dict[str, Any]] = {
        "captures": {"count": count, "seed": SEED},
        "push": {"rate": RATE, "timing": asdict(timing)},
        "dispatch": {
            "least": LEAST,
            "count": SHORT_DISPATCHES if plan.short else FULL_DISPATCHES,
        },
        "store": {"seed": DAYS_SEED, "days": 1 if plan.captures else DAYS},
    }
    return {
        measure: {
            side: {
                **shared,
                "directory": str(places[side]),
                "first_number": first,
                **given,
                **({"stores": stores(sizes, servers)} if measure == "dispatch" else {}),
            }
            for side, first in FIRST_NUMBERS.items()
        }
        for measure, given in by_measure.items()
        if not plan.only or measure in plan.only
    }


def stores(sizes: Sequence[int], servers: ExitStack) -> dict[str, str]:
    """A Redis for each size of the backlog: its URL."""
    return {str(size): f"{servers.enter_context(run_redis()).url}/0" for size in sizes}


def reached(server: Running) -> dict[str, Any]:
    """How another process reaches a server, and reads its CPU."""
    return {"address": server.address, "url": server.url, "pid": server.child.pid}


def ratios_of(found: Mapping[str, Sequence[Round]]) -> dict[str, float | None]:
    """What goes to the top of the report; a dispatch is the new build's alone, of full size."""
    new = [
        grown(one.new)
        for one in kept(found, "dispatch")
        if {str(LEAST), str(MOST)} == set(one.new["redis_us_p50"])
    ]
    return {
        **{name: COMPARED[name].ratio(found) for name in VS_BASE},
        DISPATCH_RATIO: round(median(new), 2) if new else None,
    }


def table_of(found: Mapping[str, Sequence[Round]]) -> str:
    """Medians of both sides, and the ratio with its lowest and highest round, for people."""
    lines = [f"{'':36}{'base':>10}{'new':>10}{'new/base':>10}{'lowest':>9}{'highest':>9}"]
    for one in COMPARED.values():
        runs = kept(found, one.measure)
        if not runs:
            continue
        base, new = [one.read(run.base) for run in runs], [one.read(run.new) for run in runs]
        each = [mine / its for mine, its in zip(new, base, strict=True)]
        lines.append(
            f"{one.title:36}{median(base):10,.2f}{median(new):10,.2f}{median(each):10.3f}"
            f"{min(each):9.3f}{max(each):9.3f}"
        )
    thrown = sum(not run.kept for runs in found.values() for run in runs)
    if thrown:
        lines.append(f"{thrown} rounds thrown away: others took the CPU")
    return "\n".join(lines)
