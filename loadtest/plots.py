"""Plots of what the bench measured, for docs/plots/."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt

LATENCY_LINES: Final = {
    "hotlead": ("hotlead, capture to phone (by the way named)", "tab:red"),
    "faust_idiom": ("plain Faust, capture to topic", "tab:blue"),
    "bare_hop": ("one bare Kafka hop", "tab:gray"),
}
PERCENTILES: Final = {"p50_ms": ("p50", ":"), "p99_ms": ("p99", "-"), "p999_ms": ("p99.9", "--")}


def latency(detail: Mapping[str, Any], path: Path) -> None:
    """Latency against the rate of captures, both logarithmic; a hollow mark did not keep up.

    hotlead's p99 bears the way by which its phones heard (latency_phones.py).
    """
    figure, axes = plt.subplots(figsize=(8, 5), dpi=120)
    rates = detail["rates"]
    for router, (title, colour) in LATENCY_LINES.items():
        for percentile, (name, style) in PERCENTILES.items():
            points = [
                (int(rate), row[router][percentile]["median"], row[router].get("kept_up", True))
                for rate, row in rates.items()
                if router in row and row[router][percentile]
            ]
            if not points:
                continue
            xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
            axes.plot(xs, ys, style, color=colour, label=f"{title}, {name}")
            for x, y, kept_up in points:
                fill = colour if kept_up else "white"
                axes.plot(x, y, "o", color=colour, markerfacecolor=fill, markersize=5)
    for rate, row in rates.items():
        if "hotlead" in row and row["hotlead"]["p99_ms"]:
            at = int(rate), row["hotlead"]["p99_ms"]["median"]
            axes.annotate(row["hotlead"]["way"], at, (0, -12), textcoords="offset points", size=8)
    axes.set_xscale("log")
    axes.set_yscale("log")
    ticks = [int(rate) for rate in rates]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.set_xlabel("captures a second, by a fixed schedule (hollow: did not keep up)")
    axes.set_ylabel("latency from the scheduled instant, ms")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize=7, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    plt.close(figure)


def backlog(detail: Mapping[str, Any], path: Path) -> None:
    """Redis's CPU for one dispatch against how many leads wait, from the part `backlog`."""
    sizes = detail["sizes"]
    waiting = [one["waiting"] for one in sizes]
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    for name, title in (("freed", "a rep becomes free"), ("captured", "a capture, nobody free")):
        for part, line in (("p50", "-"), ("p99", ":")):
            costs = [one[name][f"redis_us_{part}"] for one in sizes]
            colour = "tab:blue" if name == "freed" else "tab:orange"
            axes.plot(waiting, costs, line, marker="o", color=colour, label=f"{title}, {part}")
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel(f"leads waiting, in {detail['classes']} classes")
    axes.set_ylabel("Redis CPU of one call, microseconds")
    axes.set_title("The cost of a dispatch does not grow with the backlog")
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    plt.close(figure)
