"""One trial: a driver's run on a copy of the tree, judged by the checker and the audit as they are.

The judges run in this process, on the unchanged tree.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlead.router.audit import audit
from hotlead.router.errors import HotleadError
from hotlead.router.settings import Settings
from tests.chaos.checker import Verdict, check
from tests.chaos.journal_dump import dump_journal
from tests.chaos.mutants.catalogue import FAULTS
from tests.chaos.mutants.drive import Order
from tests.chaos.mutants.mutant import Mutant
from tests.chaos.mutants.tree import ROOT, make_tree
from tests.integration.processes import Processes

TIMEOUT_S: Final = 90.0


@dataclass(frozen=True, slots=True)
class Servers:
    """Where Kafka, Redis and an empty Redis for the audit are; shared by all trials."""

    kafka: str
    redis: str
    scratch: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `mutant` is None for the unchanged tree; `audit` None when not asked."""

    driver: str
    mutant: Mutant | None
    verdict: Verdict
    audit: tuple[str, ...] | None

    @property
    def caught_by(self) -> str:
        """Who found something: `checker`, `audit`, or `nobody`."""
        if self.verdict.verdict == "false":
            return "checker"
        return "audit" if self.audit else "nobody"

    @property
    def said(self) -> str:
        """The first that was found; what stands in the way of a verdict, when nothing was."""
        return next(iter([*self.verdict.findings, *(self.audit or ())]), "")


async def tried(driver: str, mutant: Mutant | None, servers: Servers, directory: Path) -> Trial:
    """Makes the tree, runs the driver, judges. The audit is asked when the checker finds nothing.

    Raises AssertionError, with its output, when the driver fails.
    """
    edits = (*FAULTS.get(driver, ()), *(mutant.edits if mutant else ()))
    tree = await asyncio.to_thread(make_tree, edits, directory / "tree")
    prefix = f"m{secrets.token_hex(4)}."
    order = Order(driver, str(directory), prefix, servers.kafka, servers.redis, servers.scratch)
    with Processes(directory) as processes:
        process = await processes.start(
            *("-m", "tests.chaos.mutants.drive", order.as_json()),
            env={"PYTHONPATH": f"{tree}:{ROOT}"},
        )
        code = await process.wait(TIMEOUT_S)
        assert code == 0, f"{driver} ended with {code}; it wrote:\n{process.output}"
    settings = Settings.model_validate_json((directory / "settings.json").read_bytes())
    journal = directory / "journal.jsonl"
    await dump_journal(settings, journal)
    verdict = check(directory / "history.jsonl", journal, directory / "facts.json")
    found = None if verdict.verdict == "false" else await _audited(settings, servers.scratch)
    return Trial(driver, mutant, verdict, found)


async def _audited(settings: Settings, scratch: str) -> tuple[str, ...]:
    try:
        report = await audit(settings, scratch)
    except HotleadError as error:
        return (f"{type(error).__name__}: {error}",)
    return tuple(f"invariant {one.invariant}: {one.text}" for one in report.findings)


def table(trials: Sequence[Trial]) -> str:
    """Mutant, what it breaks, who caught it, what they said."""
    rows = [("mutant", "breaks", "caught by", "it said")]
    rows += [(t.mutant.name, t.mutant.breaks, t.caught_by, t.said) for t in trials if t.mutant]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip()
        for row in rows
    )
