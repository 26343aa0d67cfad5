"""One run: load and phones, faults on their schedule, healing, rest, and the verdicts."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from hotlead.router.audit import Report
from hotlead.router.embedded.running import Running
from tests.chaos.checker import Verdict, check
from tests.chaos.cluster import Cluster
from tests.chaos.drain import delete_topics, drain
from tests.chaos.journal_dump import dump_journal
from tests.chaos.policy import HOLD_S, ladder_facts
from tests.chaos.schedule import Plan, Schedule
from tests.chaos.site import ChaosSite, open_chaos_site
from tests.chaos.workers import Ended

HOT: Final = 72
NEEDS: Final = ("captures", "acks", "rungs_due", "faults")
"""Counts that are 0 in no run that shows anything."""

TELL_S: Final = 5.0
AROUND_S: Final = 420.0

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to. `directory` has history.jsonl, journal.jsonl, facts.json and logs.

    `ended` are workers that ended by themselves. `audit` is None when the run broke off before it.
    """

    nemesis: str
    seed: int
    directory: Path
    verdict: Verdict
    audit: Report | None
    quiet: bool
    ended: tuple[Ended, ...]
    seconds: float

    @property
    def audit_holds(self) -> bool:
        """Whether the audit found nothing but late rungs, which are for the checker to judge."""
        if self.audit is None:
            return False
        return sum(self.audit.breaches.values()) == self.audit.late

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong, and nothing is unknown."""
        return self.verdict.verdict == "true" and self.audit_holds and self.quiet


async def run(
    cluster: Cluster,
    scratch: Running,
    names: Sequence[str],
    *,
    plan: Plan,
    seed: int,
    directory: Path,
    tell: Tell,
) -> Run:
    """Runs these nemeses, alone or mixed, on an installation of its own."""
    await asyncio.to_thread(directory.mkdir, parents=True)
    await cluster.start_all()
    title, started = " + ".join(names), time.monotonic()
    async with (
        asyncio.timeout(plan.load_s + AROUND_S),
        open_chaos_site(cluster, scratch, directory, seed) as site,
    ):
        began = time.time()
        schedule = Schedule(site, names, plan)
        telling = asyncio.create_task(_tell(site, schedule, title, tell))
        try:
            load = asyncio.create_task(site.sources.run(plan.per_s))
            try:
                await asyncio.gather(schedule.run(), asyncio.sleep(plan.load_s))
            finally:
                load.cancel()
            healed = time.time()
            quiet = await drain(site)
        finally:
            telling.cancel()
        ended = time.time()
        await asyncio.gather(*(phone.stop() for phone in site.phones))
        facts = {
            "ladder": ladder_facts(),
            "hot": HOT,
            "hold_s": HOLD_S,
            "capacities_from": "journal",
            "seed": seed,
            "nemesis": title,
            "began": began,
            "healed": healed,
            "ended": ended,
            "quiet": quiet,
            "needs": NEEDS,
            "log_append_time": True,
        }
        (directory / "facts.json").write_bytes(orjson.dumps(facts))
        # Before the workers go: who is left opens shards once more, which is no part of the run.
        await dump_journal(site.inner.settings, directory / "journal.jsonl")
        await site.workers.close()
        report = await site.inner.audit()
        await site.inner.journal.stop()
        await delete_topics(site)
        by_themselves = tuple(site.workers.ended)
    verdict = await asyncio.to_thread(
        check, directory / "history.jsonl", directory / "journal.jsonl", directory / "facts.json"
    )
    seconds = time.monotonic() - started
    return Run(title, seed, directory, verdict, report, quiet, by_themselves, seconds)


async def _tell(site: ChaosSite, schedule: Schedule, title: str, tell: Tell) -> None:
    """A line now and then: how far it is."""
    began = time.monotonic()
    while True:
        await asyncio.sleep(TELL_S)
        counts = site.history.counts
        faults = ", ".join(
            f"{name} for {time.monotonic() - since:.0f} s" for name, since in schedule.now.items()
        )
        tell(
            f"{title}: {time.monotonic() - began:.0f} s,"
            f" captures {counts['capture', 'ok']} ({site.sources.under_way} under way),"
            f" acknowledged {site.climbing.acknowledged}, rungs {site.climbing.rungs},"
            f" faults {schedule.done}{f', now {faults}' if faults else ''}"
        )
