"""Contenders in turn, so that what changes on the machine meets all; medians and ratios of it."""

from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from typing import Final

from loadtest.contenders import CONTENDERS, HOTLEAD
from loadtest.part import STOLEN_MAX, Found, Plan, tell
from loadtest.people import arrivals
from loadtest.stage import Stage
from loadtest.throughput import OtherOutcome, Throughput, measure

FULL_CAPTURES, FULL_ROUNDS = 6_000, 3
SHORT_CAPTURES, SHORT_ROUNDS = 3_000, 1
SEED: Final = 1

RATIOS: Final = {
    "vs_faust_idiom": ("faust_idiom",),
    "vs_hand_loop": ("hand_loop",),
    "vs_quixstreams": ("quixstreams",),
    "vs_faststream": ("faststream", "faststream_batch"),
}
"""Captures a second of one hotlead worker, against the best of these."""


async def throughput(stage: Stage, plan: Plan) -> Found:
    """Captures a second and CPU a capture of every contender."""
    chosen = [one for one in CONTENDERS if not plan.only or one.name in plan.only]
    sent = arrivals(plan.captures or (SHORT_CAPTURES if plan.short else FULL_CAPTURES), SEED)
    rounds = plan.rounds or (SHORT_ROUNDS if plan.short else FULL_ROUNDS)
    runs, failed = list[Throughput](), False
    tell(f"throughput: {len(sent.captures):,} captures, {rounds} rounds")
    for number in range(rounds):
        for contender in chosen:
            try:
                run = await measure(stage, contender, sent)
            except OtherOutcome as error:
                tell(f"{contender.title}: {error}")
                failed = True
                continue
            runs.append(run)
            aside = ", thrown away" if run.stolen > STOLEN_MAX else ""
            tell(
                f"round {number + 1}: {contender.title}: {run.captures_per_s:,.0f}/s,"
                f" CPU taken by others {run.stolen:.1%}{aside}"
            )
    detail = {"thrown_away": len(runs) - len(kept(runs)), "runs": [asdict(run) for run in runs]}
    return Found(ratios(runs), detail, table(runs), failed)


def kept(runs: Sequence[Throughput]) -> list[Throughput]:
    """The runs in which the CPU was ours."""
    return [run for run in runs if run.stolen <= STOLEN_MAX]


def rates(runs: Sequence[Throughput]) -> dict[str, float]:
    """The median of captures a second, by contender."""
    names = dict.fromkeys(run.contender for run in runs)
    return {
        name: median(run.captures_per_s for run in runs if run.contender == name) for name in names
    }


def ratios(runs: Sequence[Throughput]) -> dict[str, float | None]:
    """Ours by the best of each kind; None when either side has no run left."""
    found = rates(kept(runs))
    ours = found.get(HOTLEAD.name)
    best = {
        name: max((found[peer] for peer in peers if peer in found), default=None)
        for name, peers in RATIOS.items()
    }
    return {name: round(ours / rate, 2) if ours and rate else None for name, rate in best.items()}


def table(runs: Sequence[Throughput]) -> str:
    """The medians, for people."""
    good = kept(runs)
    found = rates(good)
    ours = found.get(HOTLEAD.name)
    lines = [
        f"{'':24}{'captures/s':>11}{'from':>8}{'to':>8}{'ratio':>8}"
        f"{'worker':>8}{'redis':>8}{'kafka':>8}  CPU us a capture"
    ]
    for contender in CONTENDERS:
        mine = [run for run in good if run.contender == contender.name]
        if not mine:
            continue
        speeds = [run.captures_per_s for run in mine]
        cpu = "".join(
            f"{median(run.cpu_us[part] for run in mine):8.0f}"
            for part in ("worker", "redis", "kafka")
        )
        ratio = f"{ours / found[contender.name]:8.2f}" if ours else " " * 8
        lines.append(
            f"{contender.title:24}{found[contender.name]:11,.0f}{min(speeds):8,.0f}"
            f"{max(speeds):8,.0f}{ratio}{cpu}"
        )
    if len(good) < len(runs):
        lines.append(f"{len(runs) - len(good)} runs thrown away: others took the CPU")
    return "\n".join(lines)
