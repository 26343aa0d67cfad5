"""How late rungs are when 100,000 hot leads fall due within one minute; how many a second it can.

Open loop: the instants are set beforehand and wait for nobody, so what queues is counted in full.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from loadtest.climb import Climb, TooSlow, climb
from loadtest.part import STOLEN_MAX, Found, Plan, tell
from loadtest.stage import Stage

FULL_LEADS, FULL_SPAN_S = 100_000, 60.0
SHORT_LEADS, SHORT_SPAN_S = 10_000, 6.0
FULL_AT_ONCE, SHORT_AT_ONCE = 10_000, 4_000
FIRST_LOADS_PER_S: Final = 800.0
TRIES: Final = 3
TARGET_S: Final = 1.0


async def escalation(stage: Stage, plan: Plan) -> Found:
    """First all at one instant, which shows the most that it can; then spread evenly."""
    at_once = SHORT_AT_ONCE if plan.short else FULL_AT_ONCE
    leads, span_s = (SHORT_LEADS, SHORT_SPAN_S) if plan.short else (FULL_LEADS, FULL_SPAN_S)
    leads, span_s = (plan.captures, span_s * plan.captures / leads) if plan.captures else (
        leads, span_s)  # fmt: skip
    burst = await _told(stage, at_once, span_s, FIRST_LOADS_PER_S, at_once=True)
    spread = await _told(stage, leads, span_s, burst.loaded_per_s, at_once=False)
    p999 = round(spread.late_s["p999"], 3) if spread.stolen <= STOLEN_MAX else None
    detail = {"at_once": asdict(burst), "spread": asdict(spread), "target_s": TARGET_S}
    failed = not (burst.right and spread.right)
    return Found({"escalation_lateness_p999_s": p999}, detail, table((burst, spread)), failed)


async def _told(
    stage: Stage, leads: int, span_s: float, loads_per_s: float, *, at_once: bool
) -> Climb:
    tell(f"escalation: {leads:,} hot leads due {when(span_s, at_once=at_once)}")
    for left in reversed(range(TRIES)):
        try:
            run = await climb(stage, leads, span_s, loads_per_s, at_once=at_once)
            break
        except TooSlow as error:
            if not left:
                raise
            tell(f"escalation: {error}; again, with twice the time to load")
            loads_per_s /= 2
    tell(f"escalation: {run.rungs_per_s:,.0f} rungs/s, CPU taken by others {run.stolen:.1%}")
    if not run.right:
        tell(f"the audit found {run.audit.breaches} breaches: {run.audit.first}")
    return run


def when(span_s: float, *, at_once: bool) -> str:
    """Over which time the rungs fell due."""
    return "at one instant" if at_once else f"within {span_s:.0f} s"


def table(runs: Sequence[Climb]) -> str:
    """Both runs, for people."""
    lines = [
        f"{'hot leads due':28}{'rungs/s':>8}{'p50':>8}{'p99':>8}{'p99.9':>8}{'max':>8}  s late"
        f"{'worker':>8}{'redis':>8}{'kafka':>8}  CPU us a rung"
    ]
    for run in runs:
        late = "".join(f"{run.late_s[name]:8.3f}" for name in ("p50", "p99", "p999", "max"))
        cpu = "".join(f"{run.cpu_us[name]:8.0f}" for name in ("worker", "redis", "kafka"))
        name = f"{run.leads:,} {when(run.span_s, at_once=run.at_once)}"
        lines.append(f"{name:28}{run.rungs_per_s:8,.0f}{late}{'':8}{cpu}")
        if run.stolen > STOLEN_MAX:
            lines.append(f"  others took {run.stolen:.1%} of the CPU: it says nothing")
    return "\n".join(lines)
