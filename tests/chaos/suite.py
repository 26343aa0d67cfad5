"""The runs of one `make chaos`: which, for how long, on one cluster; and how they are told."""

import logging
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlead.router.embedded import apache
from hotlead.router.embedded.stores import redis_missing, run_redis
from tests.chaos.checker import Verdict
from tests.chaos.checker.verdict import Findings
from tests.chaos.cluster import Cluster
from tests.chaos.nemeses import NEMESES
from tests.chaos.run import Run, Tell, run
from tests.chaos.schedule import Plan
from tests.chaos.stamps import SAID

ALONE: Final = Plan(load_s=66, per_s=35, short=False)
SHORT: Final = Plan(load_s=125, per_s=26, short=True)
SHORT_NEMESES: Final = (
    "kill-worker",
    "kill-broker",
    "hung-broker",
    "kill-redis",
    "pause-worker",
    "poison",
)
MIXED: Final = (
    ("kill-worker", "kill-broker", "empty-redis"),
    ("zombie-publisher", "kill-redis"),
    ("pause-worker", "failover", "kill-controller"),
    ("hung-broker", "fuzz", "wrong-clock"),
)


@dataclass(frozen=True, slots=True)
class Suite:
    """The names of each run's nemeses, and the plan of all."""

    runs: tuple[tuple[str, ...], ...]
    plan: Plan


def full() -> Suite:
    """Each nemesis alone, then some together."""
    return Suite((*((name,) for name in NEMESES), *MIXED), ALONE)


def short() -> Suite:
    """One run of six nemeses."""
    return Suite((SHORT_NEMESES,), SHORT)


def chosen(names: Sequence[str], plan: Plan) -> Suite:
    """One run of these nemeses."""
    return Suite((tuple(names),), plan)


def missing() -> str | None:
    """What is missing to run any, with what to do; None when all is there."""
    return apache.missing() or redis_missing()


@dataclass(frozen=True, slots=True)
class Done:
    """All runs of a suite, and the versions that they ran on."""

    runs: list[Run]
    kafka: str
    redis: str


async def run_suite(suite: Suite, *, seed: int, directory: Path, tell: Tell) -> Done:
    """Runs them one after another; what a run leaves lies below `directory`."""
    runs: list[Run] = []
    # What a killed broker makes our own clients say would hide all else.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    with Cluster(directory / "kafka") as cluster, run_redis(directory / "scratch") as scratch:
        tell(f"Apache Kafka {cluster.version} three times ({SAID}), {scratch.title}; seed {seed}")
        for number, names in enumerate(suite.runs, 1):
            place = directory / f"{number:02}-{'+'.join(names)}"
            try:
                done = await run(
                    cluster, scratch, names, plan=suite.plan, seed=seed, directory=place, tell=tell
                )
            except Exception as error:  # noqa: BLE001  (told, and no reason to leave out the others)
                (place / "error.txt").write_text(traceback.format_exc())
                done = broken_off(names, seed, place, error)
            runs.append(done)
            for line in sentences(done):
                tell(line)
    return Done(runs, cluster.version, scratch.title)


def broken_off(names: Sequence[str], seed: int, place: Path, error: Exception) -> Run:
    """A run that could not be done: nothing is known of it."""
    found = Findings()
    found.doubt(f"the run broke off: {error!r}; see {place / 'error.txt'}")
    verdict = Verdict(found.verdict, found.all_counts(), found.doubts)
    return Run(" + ".join(names), seed, place, verdict, None, False, (), 0.0)


def sentences(done: Run) -> list[str]:
    """What came of a run, for people."""
    counts = done.verdict.counts
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    lines = [
        f"{done.nemesis}: {'holds' if done.holds else 'BROKEN'} (verdict"
        f" {done.verdict.verdict}, audit {'holds' if done.audit_holds else 'broken'},"
        f" {'drained' if done.quiet else 'not drained'}, {done.seconds:.0f} s); {told}"
    ]
    if not done.holds:
        lines += [f"  {finding}" for finding in done.verdict.findings]
        if done.audit is not None and not done.audit_holds:
            lines += [f"  audit: {one.invariant}: {one.text}" for one in done.audit.findings]
    lines += [f"  worker {one.slot} ended by itself, code {one.code}" for one in done.ended]
    return lines


def tell_on_stderr(began_s: float) -> Tell:
    """Lines with the seconds since the start before them."""

    def tell(line: str) -> None:
        print(f"{time.monotonic() - began_s:6.0f} s  {line}", file=sys.stderr, flush=True)

    return tell
