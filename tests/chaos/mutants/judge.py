"""`python -m tests.chaos.mutants.judge JSON`: the checker, then the audit, on what a driver left.

The audit is asked when the checker finds nothing.
"""

import asyncio
import json
import sys
from pathlib import Path

from hotlead.router.audit import audit
from hotlead.router.errors import HotleadError
from hotlead.router.settings import Settings
from tests.chaos.checker import check
from tests.chaos.journal_dump import dump_journal
from tests.chaos.mutants.drive import Order
from tests.mutants.trial import caught


async def judge(order: Order) -> None:
    """Ends the process when either finds something. Raises AssertionError without a verdict."""
    directory = Path(order.directory)
    settings = Settings.model_validate_json((directory / "settings.json").read_bytes())
    journal = directory / "journal.jsonl"
    await dump_journal(settings, journal)
    verdict = check(directory / "history.jsonl", journal, directory / "facts.json")
    if verdict.verdict == "false":
        caught(f"checker: {next(iter(verdict.findings))}")
    try:
        report = await audit(settings, order.scratch)
    except HotleadError as error:
        caught(f"audit: {type(error).__name__}: {error}")
    for one in report.findings:
        caught(f"audit: invariant {one.invariant}: {one.text}")
    assert verdict.verdict == "true", f"no verdict: {'; '.join(verdict.findings)}"


if __name__ == "__main__":
    asyncio.run(judge(Order(**json.loads(sys.argv[1]))))
