"""`python -m loadtest`: what `make bench` runs."""

import argparse
import os
import platform
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import Final

import uvloop

from hotlead.router.embedded import apache
from hotlead.router.embedded.stores import redis_missing
from loadtest import plots
from loadtest.backlog import backlog
from loadtest.checkout import BaseUnavailable, checked_out
from loadtest.escalation import escalation
from loadtest.hostile import hostile
from loadtest.latency import latency
from loadtest.memory import memory
from loadtest.part import Found, Part, Plan, tell
from loadtest.phones import phones
from loadtest.profile import profile
from loadtest.report import REPORT, report_of, write_report
from loadtest.side_by_side import side_by_side
from loadtest.signals import signals
from loadtest.stage import Stage, set_up
from loadtest.turns import throughput
from loadtest.workers import workers

PARTS: Final[dict[str, Part]] = {
    "throughput": throughput,
    "workers": workers,
    "profile": profile,
    "signals": signals,
    "backlog": backlog,
    "escalation": escalation,
    "memory": memory,
    "latency": latency,
    "phones": phones,
}
"""In the order in which they run."""
BESIDE_BASE: Final[dict[str, Part]] = {"side_by_side": side_by_side}
"""What runs behind them, once a revision to compare with is named."""
BY_NAME: Final[dict[str, Part]] = {"hostile": hostile}
"""Those that run only when they are asked for, and have no place in the report."""
EVERY: Final = PARTS | BESIDE_BASE | BY_NAME
PLOTS: Final = Path("docs") / "plots"
DRAWN: Final = {"latency": plots.latency, "backlog": plots.backlog}
PACKAGES: Final = ("hotlead", "faust-streaming", "aiokafka", "redis", "orjson", "uvloop")


def versions_of(stage: Stage) -> dict[str, str]:
    """What was measured, and on what."""
    return {
        "kafka": stage.kafka.version,
        "redis": stage.redis.version,
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
        **{f"python {name}": version(name) for name in PACKAGES},
    }


async def bench(
    names: Sequence[str], plan: Plan, directory: Path, report_to: Path | None = None
) -> int:
    """Runs the parts, one after another; 1 when one failed. A part that breaks stops no other.

    What was measured is written to `report_to`, if it is given, whatever was left out.
    """
    found: dict[str, Found] = {}
    broken = False
    with set_up(directory) as stage:
        tell(f"{stage.kafka.title}, {stage.redis.title}, {os.cpu_count()} cores")
        versions = versions_of(stage)
        for name in names or (PARTS | BESIDE_BASE if plan.base else PARTS):
            began = time.monotonic()
            try:
                found[name] = await EVERY[name](stage, plan)
            except Exception:  # noqa: BLE001  (told, and the bench fails)
                tell(f"{name} broke off:\n{traceback.format_exc()}")
                broken = True
                continue
            tell(f"{name}: {time.monotonic() - began:.0f} s")
            print(f"\n{found[name].table}\n", flush=True)
    report = report_of(found, versions)
    if report_to is not None:
        write_report(report, report_to)
    if not names and not plan.only:
        if plan.short:
            write_report(report, directory / REPORT.name)
        else:
            write_report(report)
            for name, draw in DRAWN.items():
                if name in found:
                    draw(found[name].detail, PLOTS / f"{name}.png")
    return int(broken or any(one.failed for one in found.values()))


def main() -> int:
    """0 when all was measured, and every contender did the same work."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"only these of: {', '.join(EVERY)};"
        " then no report is written",
    )  # fmt: skip
    parser.add_argument("--short", action="store_true", help="the same in about six minutes")
    parser.add_argument(
        "--only", nargs="+", default=[], help="contenders, or measures of side_by_side, alone"
    )
    parser.add_argument("--captures", type=int, default=0, help="captures a run of throughput")
    parser.add_argument("--rounds", type=int, default=0, help="runs of each contender")
    parser.add_argument("--base", default="", help="a git revision to compare this checkout with")
    parser.add_argument("--report", type=Path, help="where the report is written, too")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(EVERY):
        parser.error(f"no part of the bench: {', '.join(sorted(unknown))}")
    if set(given.parts) & set(BESIDE_BASE) and not given.base:
        parser.error("side_by_side compares with a revision: name it, make bench BASE=de33d4a")
    lack = apache.missing() or redis_missing()
    if lack is not None:
        tell(lack)
        return 1
    directory = Path(".hotlead") / f"bench-{time.strftime('%H%M%S')}"
    try:
        with checked_out(given.base) if given.base else nullcontext() as base:
            plan = Plan(given.short, frozenset(given.only), given.captures, given.rounds, base)
            return uvloop.run(bench(given.parts, plan, directory, given.report))
    except BaseUnavailable as lacking:
        tell(str(lacking))
        return 1


if __name__ == "__main__":
    sys.exit(main())
