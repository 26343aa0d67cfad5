"""`python -m tests.chaos`: what `make chaos` runs."""

import argparse
import random
import shutil
import sys
import time
from pathlib import Path

import uvloop

from tests.chaos.nemeses import NEMESES
from tests.chaos.report import report_of, too_little, write_figures, write_report
from tests.chaos.suite import ALONE, chosen, full, missing, run_suite, short, tell_on_stderr


def main() -> int:
    """0 when every run holds; data are kept when one does not."""
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--short", action="store_true", help="one mixed run of about 4 minutes")
    parser.add_argument("--nemesis", default="", help=f"some of {', '.join(NEMESES)}, + between")
    parser.add_argument("--seed", type=int, default=None, help="of the schedule and the clients")
    parser.add_argument("--keep", action="store_true", help="keep the data of runs that hold, too")
    parser.add_argument("--report", type=Path, help="where verdicts and figures are written, too")
    given = parser.parse_args()
    seed = random.randrange(10**6) if given.seed is None else given.seed
    names = [name.strip() for name in given.nemesis.split("+") if name.strip()]
    unknown = [name for name in names if name not in NEMESES]
    if unknown:
        parser.error(f"no such nemesis: {unknown[0]}; there are {', '.join(NEMESES)}")
    absent = missing()
    if absent is not None:
        print(absent, file=sys.stderr)
        return 1
    suite = chosen(names, ALONE) if names else short() if given.short else full()
    directory = Path(".hotlead") / f"chaos-{seed}-{time.strftime('%H%M%S')}"
    tell = tell_on_stderr(time.monotonic())
    done = uvloop.run(run_suite(suite, seed=seed, directory=directory, tell=tell))
    if given.report is not None:
        write_figures(report_of(done.runs, kafka=done.kafka, redis=done.redis), given.report)
    lacks: list[str] = []
    if not names and not given.short:
        report = write_report(done.runs, kafka=done.kafka, redis=done.redis)
        lacks = too_little(report)
    broken = [run.nemesis for run in done.runs if not run.holds]
    if broken:
        tell(f"broken: {'; '.join(broken)}. Kept: {directory}. The same again: SEED={seed}")
    for lack in lacks:
        tell(f"too little: {lack}")
    if broken or lacks:
        return 1
    if not given.keep:
        shutil.rmtree(directory)
    tell(f"all {len(done.runs)} hold; SEED={seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
