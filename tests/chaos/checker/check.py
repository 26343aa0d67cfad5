"""From three files to a verdict."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.chaos.checker.acknowledgements import check_acknowledgements
from tests.chaos.checker.captures import check_captures
from tests.chaos.checker.history import read_history
from tests.chaos.checker.journal import read_journal
from tests.chaos.checker.leases import read_leases
from tests.chaos.checker.recovery import longest, windows
from tests.chaos.checker.room import check_room
from tests.chaos.checker.rungs import Ladder
from tests.chaos.checker.told import check_told
from tests.chaos.checker.verdict import Findings, Verdict

# Kafka's timestamps are milliseconds, rounded down; all processes read one machine's clock.
SLACK_MS = 1.0

Lines = Iterable[dict[str, Any]]


def check(history: Path, journal: Path, facts: Path) -> Verdict:
    """Reads the files (JSON lines, JSON lines, one object) and judges.

    A file that cannot be read, or a checker that fails on it, gives `unknown`.
    """
    try:
        return judge(_lines(history), _lines(journal), json.loads(facts.read_text("utf-8")))
    except Exception as error:  # noqa: BLE001  (a checker that crashed knows nothing)
        return Verdict("unknown", Findings().all_counts(), [f"unknown: {_told(error)}"])


def judge(history_lines: Lines, journal_records: Lines, facts: Mapping[str, Any]) -> Verdict:
    """The same from parsed lines. Raises what malformed ones raise."""
    findings, quiet = Findings(), bool(facts["quiet"])
    history = read_history(history_lines, facts["healed"] * 1000)
    shards, doubts = read_journal(journal_records, one_clock=facts.get("log_append_time", False))
    for doubt in (*history.doubts, *doubts):
        findings.doubt(doubt)
    if not quiet:
        findings.doubt("the run did not drain")
    faults = windows(history, shards)
    findings.counts["faults"] = len(faults)
    looked = [told.fields["value"]["seen"] for told in history.told if told.f == "evidence"]
    findings.counts["faults_looked_at"] = len(looked)
    findings.counts["faults_seen"] = sum(any(seen.values()) for seen in looked)
    findings.counts["void"] = sum(shard.void for shard in shards.values())
    findings.counts["twice"] = sum(shard.twice for shard in shards.values())
    check_captures(history, shards, findings, quiet=quiet)
    leases = read_leases(shards, findings)
    check_acknowledgements(history, leases, findings, SLACK_MS)
    check_room(shards, findings)
    noticed_ms = check_told(history, shards, leases, findings, SLACK_MS, quiet=quiet)
    ladder = Ladder(facts, faults, findings)
    for shard in shards.values():
        ladder.walk(shard)
    for name in facts.get("needs", ()):
        if not findings.counts[name]:
            findings.doubt(f"nothing is shown: {name} is 0")
    recovery_s, from_fault_s = longest(faults)
    return Verdict(
        findings.verdict,
        findings.all_counts(),
        [*findings.texts, *findings.doubts],
        recovery_s,
        from_fault_s,
        round(ladder.late_max_ms / 1000, 3),
        round(noticed_ms / 1000, 3),
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _told(error: Exception) -> str:
    """The error and where it arose, without the values that it met."""
    trace, line = error.__traceback__, 0
    name = ""
    while trace is not None:
        name, line = Path(trace.tb_frame.f_code.co_filename).name, trace.tb_lineno
        trace = trace.tb_next
    return f"the checker failed with {type(error).__name__} at {name}:{line}"
