"""The report: ratios at its top, everything else below `detail`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from loadtest.part import Found

REPORT: Final = Path(__file__).with_name("report.json")

TOP: Final = (
    "vs_faust_idiom",
    "vs_hand_loop",
    "vs_quixstreams",
    "vs_faststream",
    "dispatch_1e6_vs_1e3",
    "cpu_two_workers_vs_one",
    "capture_to_push_p99_vs_bare_hop",
    "capture_to_push_p99_vs_faust_idiom",
    "escalation_lateness_p999_s",
)
"""What the report has at its top, measured or null."""

VS_BASE: Final = ("cpu_per_capture", "push_p50_at_100", "store_in_memory")
"""What it has below `vs_base`: the new build's figure by that of an older revision."""


def report_of(found: Mapping[str, Found], versions: Mapping[str, str]) -> dict[str, Any]:
    """The report as plain values. Raises ValueError for a ratio that no reader expects.

    What two parts measured is told as the later one found it.
    """
    ratios = dict[str, float | None]()
    for part in found.values():
        measured = {name: value for name, value in part.ratios.items() if value is not None}
        ratios = dict.fromkeys(part.ratios) | ratios | measured
    if unknown := set(ratios) - {*TOP, *VS_BASE}:
        raise ValueError(f"not a name of the report's top: {sorted(unknown)}")
    return {
        **{name: ratios.get(name) for name in TOP},
        "vs_base": {name: ratios.get(name) for name in VS_BASE},
        "detail": {
            "versions": dict(versions),
            **{name: dict(part.detail) for name, part in found.items()},
        },
    }


def write_report(report: Mapping[str, Any], path: Path = REPORT) -> None:
    """Writes it beside this file."""
    path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
