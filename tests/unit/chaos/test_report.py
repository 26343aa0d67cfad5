"""The report and its table say the same; the page in docs is the one that the report makes."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chaos import __main__ as chaos
from tests.chaos.checker.verdict import Findings, Verdict
from tests.chaos.report import (
    COUNTS,
    PAGE,
    REPORT,
    report_of,
    table,
    too_little,
    with_table,
    write_report,
)
from tests.chaos.suite import Done as SuiteDone
from tests.chaos.suite import broken_off, sentences


@dataclass(frozen=True)
class Done:
    """A run by hand."""

    nemesis: str
    seed: int
    verdict: Verdict
    audit_holds: bool = True


def run(nemesis: str, seed: int = 7, recovery_s: float | None = 1.25, **counts: int) -> Done:
    given = Findings().all_counts() | counts
    return Done(nemesis, seed, Verdict("true", given, [], recovery_s, recovery_s))


RUNS = [
    run("kill-worker", captures=2500, rungs_due=150, lost=1),
    run("kill-redis + poison", captures=2600, rungs_due=160, redelivered=3, recovery_s=None),
]


def cells(made: str) -> dict[str, list[str]]:
    rows = [line.strip("| ").split(" | ") for line in made.splitlines() if line[:1] == "|"]
    return {row[0].strip("*"): row[1:] for row in rows[2:]}


def test_totals_are_the_sums() -> None:
    report = report_of(RUNS, kafka="4.1.0", redis="Redis 7.0.15")
    assert report["totals"] == dict.fromkeys(COUNTS, 0) | {
        "captures": 5100,
        "rungs_due": 310,
        "lost": 1,
        "redelivered": 3,
    }
    assert (report["seed"], report["kafka"], report["redis"]) == (7, "4.1.0", "Redis 7.0.15")
    row = report["nemeses"]["kill-worker"]
    assert (row["verdict"], row["audit"], row["recovery_s"], row["seed"]) == ("true", True, 1.25, 7)


def test_runs_of_several_seeds_have_none_in_common() -> None:
    assert report_of([*RUNS, run("poison", 8)], kafka="", redis="")["seed"] is None


def test_the_table_has_every_figure() -> None:
    report = report_of(RUNS, kafka="4.1.0", redis="Redis 7.0.15")
    rows = cells(table(report))
    for name, row in (*report["nemeses"].items(), ("totals", report["totals"])):
        figures = [int(cell.replace(",", "")) for cell in rows[name][: len(COUNTS)]]
        assert figures == [row[count] for count in COUNTS]
    assert rows["kill-worker"][len(COUNTS) :] == ["1.2", "true", "holds"]


def test_it_is_written_between_the_markers(tmp_path: Path) -> None:
    page, path = tmp_path / "faults.md", tmp_path / "report.json"
    page.write_text(PAGE.read_text())
    for runs in ([], RUNS):
        write_report(runs, kafka="4.1.0", redis="Redis 7.0.15", path=path, page=page)
    assert table(json.loads(path.read_text())) in page.read_text()
    head = "## What came of it"
    assert page.read_text().partition(head)[0] == PAGE.read_text().partition(head)[0]


def test_a_page_without_markers_is_told() -> None:
    with pytest.raises(ValueError, match="lacks"):
        with_table("# Faults", "| a |")


def test_the_page_is_the_one_that_the_report_makes() -> None:
    made = table(json.loads(REPORT.read_text()))
    assert with_table(PAGE.read_text(), made) == PAGE.read_text()


def test_a_full_run_that_shows_too_little_is_told() -> None:
    few = report_of([run("poison", captures=49_999, rungs_due=3000)], kafka="", redis="")
    assert too_little(few) == ["49,999 captures in all, at least 50,000 are needed"]
    assert too_little(report_of([run("a", captures=50_000)], kafka="", redis="")) == [
        "0 rungs due in all, at least 3,000 are needed"
    ]


def test_a_run_that_broke_off_has_no_audit(tmp_path: Path) -> None:
    done = broken_off(["poison"], 7, tmp_path, RuntimeError("no broker"))
    assert (done.verdict.verdict, done.audit_holds, done.holds) == ("unknown", False, False)
    assert "audit broken" in sentences(done)[0]


def test_what_is_reported_is_counted() -> None:
    assert COUNTS.keys() <= Findings().all_counts().keys()


def test_what_broke_is_written_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def suite(*_: object, **__: object) -> SuiteDone:
        return SuiteDone([broken_off(["poison"], 7, tmp_path, RuntimeError("no broker"))], "4", "7")

    monkeypatch.setattr(chaos, "run_suite", suite)
    monkeypatch.setattr(chaos, "missing", lambda: None)
    path = tmp_path / "figures.json"
    monkeypatch.setattr("sys.argv", ["chaos", "--short", "--seed", "7", "--report", str(path)])
    assert chaos.main() == 1
    row = json.loads(path.read_text())["nemeses"]["poison"]
    assert (row["verdict"], row["audit"], row["seed"]) == ("unknown", False, 7)
