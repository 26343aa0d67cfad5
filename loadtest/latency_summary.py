"""What the runs of the latency part come to: medians with their spread, ratios, a table."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from loadtest.contenders import HOTLEAD
from loadtest.latency_figures import PERCENTILES, middle, ratio
from loadtest.latency_phones import WAYS
from loadtest.latency_run import Run
from loadtest.part import STOLEN_MAX

RATES: Final = (100, 1000, 5000)
RATE: Final = 1000
"""Captures a second; that of the ratios."""
RATIOS: Final = ("capture_to_push_p99_vs_bare_hop", "capture_to_push_p99_vs_faust_idiom")
IDIOM: Final = "faust_idiom"
TITLES: Final = {HOTLEAD.name: "hotlead", IDIOM: "(a) Faust, plain", "bare_hop": "bare hop"}


def kept(runs: Sequence[Run]) -> list[Run]:
    """The runs in which the CPU was ours."""
    return [run for run in runs if run.stolen <= STOLEN_MAX]


def chosen(runs: Sequence[Run], contender: str, rate: int) -> list[Run]:
    """A router's runs that count at a rate: all by one way.

    The closest to a phone that was carried in each of its runs; when none was, the last one.
    """
    mine = [run for run in kept(runs) if (run.contender, run.rate) == (contender, rate)]
    by_way = {way: [run for run in mine if run.way == way] for way in WAYS}
    tried = [found for found in by_way.values() if found]
    carried = [found for found in tried if all(run.carried for run in found)]
    return (carried or tried[-1:] or [[]])[0]


def _p99(runs: Sequence[Run]) -> float | None:
    found = middle(run.push["p99_ms"] for run in runs)
    return found["median"] if found else None


def ratios_of(runs: Sequence[Run]) -> dict[str, float | None]:
    """At 1,000 captures a second; None when a side has no run."""
    ours = chosen(runs, HOTLEAD.name, RATE)
    by_hop = middle(ratio(run.push["p99_ms"], run.hop["p99_ms"]) for run in ours)
    hop, idiom = RATIOS
    return {
        hop: round(by_hop["median"], 2) if by_hop else None,
        idiom: ratio(_p99(ours), _p99(chosen(runs, IDIOM, RATE))),
    }


def _figures(runs: Sequence[Run]) -> dict[str, Any]:
    return {
        "way": runs[0].way,
        "runs": len(runs),
        **{name: middle(run.push[name] for run in runs) for name in PERCENTILES},
        **{
            f"acknowledge_to_answer_{name}": middle(run.answer[name] for run in runs)
            for name in PERCENTILES
        },
        "stages_p50_ms": {
            name: middle(run.stages[name]["p50_ms"] for run in runs) for name in runs[0].stages
        },
        "heard_per_s": middle(run.heard_per_s for run in runs),
        "kept_up": all(run.kept_up for run in runs),
        "waited_for_a_rep": sum(run.waited for run in runs),
        "unheard_at_the_end": sum(run.unheard for run in runs),
        "acknowledgements_refused": sum(sum(run.refused.values()) for run in runs),
    }


def detail_of(runs: Sequence[Run]) -> dict[str, Any]:
    """Everything, by rate, and every run."""
    rates: dict[str, dict[str, Any]] = {}
    for rate in RATES:
        row = {
            name: _figures(counted)
            for name in (HOTLEAD.name, IDIOM)
            if (counted := chosen(runs, name, rate))
        }
        if ours := chosen(runs, HOTLEAD.name, rate):
            row["bare_hop"] = {name: middle(run.hop[name] for run in ours) for name in PERCENTILES}
        if row:
            rates[str(rate)] = row
    return {
        "ways": WAYS,
        "rates": rates,
        "not_carried": [
            {"rate": run.rate, "contender": run.contender, "way": run.way, "why": why_not(run)}
            for run in kept(runs)
            if not run.carried
        ],
        "thrown_away": len(runs) - len(kept(runs)),
        "runs": [asdict(run) for run in runs],
    }


def why_not(run: Run) -> str:
    """In what a way failed to carry a rate."""
    cores = ", ".join(f"{name} {used:.2f}" for name, used in run.cores.items())
    return (
        f"{run.heard_per_s:,.0f} told a second, {run.unheard} never, {run.streams_ended} streams"
        f" cut, {sum(run.refused.values())} acknowledgements refused, {run.unanswered} without an"
        f" answer; CPU cores used: {cores}"
    )


def table_of(runs: Sequence[Run]) -> str:
    """For people."""
    detail = detail_of(runs)
    lines = [
        f"{'captures/s':>10}  {'':18}{'way':8}{'p50':>9}{'p99':>9}{'p99.9':>9}"
        f"{'p99 from':>10}{'to':>9}{'answer p99':>12}  ms; told/s"
    ]
    for rate, row in detail["rates"].items():
        for name, title in TITLES.items():
            if name in row:
                lines.append(f"{int(rate):>10,}  {title:18}{_row(row[name])}")
    lines += [
        f"not carried: {one['rate']:,}/s, {one['contender']}, {one['way']}: {one['why']}"
        for one in detail["not_carried"]
    ]
    if detail["thrown_away"]:
        lines.append(f"{detail['thrown_away']} runs thrown away: others took the CPU")
    faults = sorted({fault for run in runs for fault in run.faults})
    return "\n".join([*lines, *(f"WRONG: {fault}" for fault in faults)])


def _row(figures: Mapping[str, Any]) -> str:
    def shown(name: str, which: str, width: int) -> str:
        found = figures.get(name)
        return f"{found[which]:{width},.1f}" if found else " " * width

    told = shown("heard_per_s", "median", 10)
    behind = "" if figures.get("kept_up", True) else ", not kept up: times are at least these"
    return (
        f"{figures.get('way', ''):8}{shown('p50_ms', 'median', 9)}{shown('p99_ms', 'median', 9)}"
        f"{shown('p999_ms', 'median', 9)}{shown('p99_ms', 'lowest', 10)}"
        f"{shown('p99_ms', 'highest', 9)}{shown('acknowledge_to_answer_p99_ms', 'median', 12)}"
        f"{told}{behind}"
    )
