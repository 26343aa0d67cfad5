"""What a full chaos run came to: report.json beside this file, and its table in docs/faults.md."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from tests.chaos.checker import Verdict

REPORT: Final = Path(__file__).with_name("report.json")
PAGE: Final = Path(__file__).parents[2] / "docs" / "faults.md"
BEGIN: Final = "<!-- made by make chaos: begin -->"
END: Final = "<!-- made by make chaos: end -->"

COUNTS: Final = {
    "captures": "captures",
    "acks": "acks",
    "faults": "faults",
    "lost": "lost",
    "doubled": "doubled",
    "live_twice": "live twice",
    "over_capacity": "over capacity",
    "rungs_due": "rungs due",
    "rungs_missed": "missed",
    "rungs_early": "early",
    "rungs_late": "late",
    "rungs_twice": "twice",
    "redelivered": "redelivered",
}
"""The counts that are reported, with their heads in the table."""

LEAST: Final = {"captures": 50_000, "rungs_due": 3000}
"""What the runs of a full report come to together, at least."""

BESIDE: Final = (
    "rungs_late_in_faults",
    "rungs_overtaken",
    "faults_looked_at",
    "faults_seen",
    "notices",
    "notices_missing",
    "void",
    "twice",
)
"""Counted by the checker too, and kept in the file."""


class Ran(Protocol):
    """One run, as the report needs to know it. `nemesis` names it, several joined by `+`."""

    @property
    def nemesis(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def audit_holds(self) -> bool: ...


def report_of(runs: Sequence[Ran], *, kafka: str, redis: str) -> dict[str, Any]:
    """The report as plain values; `kafka` and `redis` are the versions that ran."""
    nemeses = {run.nemesis: _row(run) for run in runs}
    totals = {name: sum(row[name] for row in nemeses.values()) for name in COUNTS}
    seeds = sorted({run.seed for run in runs})
    return {
        "kafka": kafka,
        "redis": redis,
        "seed": seeds[0] if len(seeds) == 1 else None,
        "nemeses": nemeses,
        "totals": totals,
    }


def _row(run: Ran) -> dict[str, Any]:
    verdict = run.verdict
    return {
        **{name: verdict.counts[name] for name in (*COUNTS, *BESIDE)},
        "rungs_late_max_s": verdict.rungs_late_max_s,
        "notices_max_s": verdict.notices_max_s,
        "recovery_s": verdict.recovery_s,
        "recovery_from_fault_s": verdict.recovery_from_fault_s,
        "verdict": verdict.verdict,
        "audit": run.audit_holds,
        "seed": run.seed,
    }


def too_little(report: dict[str, Any]) -> list[str]:
    """What a full run must reach to show anything, and did not."""
    totals = report["totals"]
    return [
        f"{totals[name]:,} {COUNTS[name]} in all, at least {least:,} are needed"
        for name, least in LEAST.items()
        if totals[name] < least
    ]


def table(report: dict[str, Any]) -> str:
    """The report as a Markdown table, one row a nemesis and one of totals."""
    heads = ["nemesis", *COUNTS.values(), "recovery, s", "verdict", "audit"]
    rows = [heads, ["---"] + ["--:"] * (len(COUNTS) + 1) + ["---"] * 2]
    for name, row in report["nemeses"].items():
        recovery = "" if row["recovery_s"] is None else f"{row['recovery_s']:.1f}"
        judged = [recovery, row["verdict"], "holds" if row["audit"] else "broken"]
        rows.append([name, *(f"{row[count]:,}" for count in COUNTS), *judged])
    totals = (f"{report['totals'][count]:,}" for count in COUNTS)
    rows.append(["**totals**", *totals, "", "", ""])
    lines = [f"| {' | '.join(row)} |".replace("  |", " |") for row in rows]
    seed = "each run its own seed" if report["seed"] is None else f"seed {report['seed']}"
    return "\n".join([f"Apache Kafka {report['kafka']}, {report['redis']}, {seed}.", "", *lines])


def write_report(
    runs: Sequence[Ran], *, kafka: str, redis: str, path: Path = REPORT, page: Path = PAGE
) -> dict[str, Any]:
    """Writes the report, and puts its table between the markers of the page; returns it."""
    report = report_of(runs, kafka=kafka, redis=redis)
    write_figures(report, path)
    page.write_text(with_table(page.read_text("utf-8"), table(report)), "utf-8")
    return report


def write_figures(report: dict[str, Any], path: Path) -> None:
    """Writes the report as JSON."""
    path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


def with_table(text: str, made: str) -> str:
    """The page with this table. Raises ValueError when a marker is missing."""
    found = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not found.search(text):
        raise ValueError(f"the page lacks {BEGIN} and {END}, between which the table stands")
    return found.sub(lambda _: f"{BEGIN}\n{made}\n{END}", text)
