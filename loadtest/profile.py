"""What a capture costs in a worker, part by part, and a picture of it."""

import re
from pathlib import Path
from typing import Any, Final

from loadtest.part import Found, Plan, tell
from loadtest.sampling import Sampler, dearest, split
from loadtest.stage import Stage
from loadtest.workers import measure_workers

FULL_CAPTURES, SHORT_CAPTURES = 15_000, 5_000
DEAREST: Final = 12
TITLE: Final = "One worker with a backlog of captures"
FLAME: Final = Path(__file__).parent.parent / "docs" / "plots" / "worker-flame.svg"


def titled(svg: str) -> str:
    """The picture with a title of its own: py-spy's is its command, with this machine's paths."""
    return re.sub(r">[^<]*py-spy[^<]*<", f">{TITLE}<", svg)


async def profile(stage: Stage, plan: Plan) -> Found:
    """One worker and two, sampled; the full bench draws the flame graph anew, too."""
    captures = SHORT_CAPTURES if plan.short else FULL_CAPTURES
    detail: dict[str, Any] = {}
    lines, failed = [], False
    for number in (1, 2):
        sampler = Sampler(stage.directory / f"stacks-{number}.txt")
        run = await measure_workers(stage, number, captures, sampler)
        failed |= not run.audit.holds
        stacks, cpu_us = sampler.stacks(), run.cpu_us["workers"]
        parts = split(stacks, cpu_us)
        detail[f"workers_{number}"] = {
            "worker_us": parts,
            "redis_us": run.cpu_us["redis"],
            "kafka_us": run.cpu_us["kafka"],
            "samples": stacks.total(),
            "dearest_functions_us": dearest(stacks, cpu_us, DEAREST),
        }
        told = ", ".join(f"{name} {us:.0f}" for name, us in parts.items())
        lines.append(
            f"CPU us a capture, {number} worker{'s' if number > 1 else ''}: {told};"
            f" Redis {run.cpu_us['redis']:.0f}, Kafka {run.cpu_us['kafka']:.0f}"
        )
    if not plan.short:
        tell(f"drawing {FLAME.name}")
        FLAME.parent.mkdir(parents=True, exist_ok=True)
        await measure_workers(stage, 1, captures, Sampler(FLAME, "flamegraph"))
        FLAME.write_text(titled(FLAME.read_text("utf-8")), "utf-8")
    return Found({}, detail, "\n".join(lines), failed)
