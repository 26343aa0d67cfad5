"""What a backlog costs: a dispatch, memory, a rebuild, a start."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median
from time import monotonic
from typing import Any, Final

from loadtest.backlog_dispatch import REPS, Dispatches, Floor
from loadtest.backlog_state import CLASSES, Backlog
from loadtest.part import STOLEN_MAX, Found, Plan, tell
from loadtest.recovering import Rebuild, StartUp, rebuild, start_ups
from loadtest.stage import Stage

FULL_SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
FULL_DISPATCHES, SHORT_DISPATCHES = 2_000, 500
FULL_CAPTURES, SHORT_CAPTURES = 15_000, 2_000
FULL_STARTS, SHORT_STARTS = 5, 2
TRIES: Final = 3
DISPATCH_RATIO: Final = "dispatch_1e6_vs_1e3"


async def backlog(stage: Stage, plan: Plan) -> Found:
    """Dispatches with more and more leads waiting; then rebuilds and starts."""
    sizes = [size for size in (FULL_SIZES[:-1] if plan.short else FULL_SIZES)
             if not plan.captures or size <= plan.captures]  # fmt: skip
    found = await _sizes(stage, sizes, SHORT_DISPATCHES if plan.short else FULL_DISPATCHES)
    rebuilt = await rebuild(stage, SHORT_CAPTURES if plan.short else FULL_CAPTURES)
    starts, checked = await start_ups(stage, SHORT_STARTS if plan.short else FULL_STARTS)
    detail = {
        "classes": CLASSES,
        "reps": REPS,
        "sizes": found,
        "rebuild": asdict(rebuilt) | {"entries_per_s": round(rebuilt.entries_per_s)},
        "start_up_s": {"median": start_up_s(starts), "runs": [asdict(one) for one in starts]},
        "audit_of_starts": asdict(checked),
    }
    failed = not (rebuilt.audit.holds and checked.holds)
    if failed:
        tell(f"the audit found: {rebuilt.audit.first or checked.first}")
    ratios = {DISPATCH_RATIO: ratio(found)}
    return Found(ratios, detail, table(found, rebuilt, starts), failed)


async def _sizes(stage: Stage, sizes: Sequence[int], count: int) -> list[dict[str, Any]]:
    async with stage.scene("backlog") as scene:
        state = Backlog(scene.redis, scene.settings.redis_prefix)
        await state.open()
        floor, found = Floor(state), list[dict[str, Any]]()
        for size in sizes:
            had, memory, began = await state.waiting(), await _memory(state), monotonic()
            await state.grow(size if found else size + REPS)
            grown_s, added = monotonic() - began, await state.waiting() - had
            each = (await _memory(state) - memory) / added
            if not found:
                await floor.enter()
            for _ in range(TRIES):
                run = await floor.dispatches(count)
                if run.stolen <= STOLEN_MAX:
                    break
            one = {"grown_s": round(grown_s, 1), "bytes_a_lead": round(each), **of(run)}
            found.append(one)
            tell(
                f"backlog: {run.waiting:,} waiting, grown in {grown_s:.0f} s,"
                f" a dispatch {one['freed']['redis_us_p50']:.0f} us,"
                f" CPU taken by others {run.stolen:.1%}"
            )
        await scene.redis.flushall(asynchronous=True)  # it takes seconds
    return found


def of(run: Dispatches) -> dict[str, Any]:
    """One size as the report has it."""
    return {
        "waiting": run.waiting,
        "freed": run.freed.figures(),
        "captured": run.captured.figures(),
        "dispatches": len(run.freed.redis_us),
        "stolen": run.stolen,
    }


async def _memory(state: Backlog) -> int:
    """Bytes that Redis has in use."""
    return int((await state.redis.info("memory"))["used_memory"])


def ratio(found: Sequence[Mapping[str, Any]]) -> float | None:
    """The median of a dispatch at the largest size by that at the smallest; None when either was
    not measured, or others took the CPU.
    """
    costs = {
        one["waiting"]: float(one["freed"]["redis_us_p50"])
        for one in found
        if one["stolen"] <= STOLEN_MAX
    }
    most, least = costs.get(FULL_SIZES[-1]), costs.get(FULL_SIZES[0])
    return round(most / least, 2) if most and least else None


def start_up_s(starts: Sequence[StartUp]) -> float | None:
    """The median of the starts in which the CPU was ours."""
    kept = [one.seconds for one in starts if one.stolen <= STOLEN_MAX]
    return round(median(kept), 2) if kept else None


def table(found: Sequence[Mapping[str, Any]], rebuilt: Rebuild, starts: Sequence[StartUp]) -> str:
    """All of it, for people."""
    lines = [
        f"{'':12}a rep becomes free: Redis us  until answered us  a capture: Redis us",
        f"{'waiting':>12}{'p50':>12}{'p99':>8}{'p50':>16}{'p99':>8}{'p50':>16}{'p99':>8}"
        f"{'bytes a lead':>14}",
    ]
    for one in found:
        freed, captured = one["freed"], one["captured"]
        aside = "  others took the CPU" if one["stolen"] > STOLEN_MAX else ""
        lines.append(
            f"{one['waiting']:12,}{freed['redis_us_p50']:12.0f}{freed['redis_us_p99']:8.0f}"
            f"{freed['wall_us_p50']:16.0f}{freed['wall_us_p99']:8.0f}"
            f"{captured['redis_us_p50']:16.0f}{captured['redis_us_p99']:8.0f}"
            f"{one['bytes_a_lead']:14,}{aside}"
        )
    found_ratio = ratio(found)
    lines.append(
        f"dispatch at 1e6 by that at 1e3: {found_ratio}"
        if found_ratio
        else "dispatch at 1e6 by that at 1e3: not measured"
    )
    lines.append(
        f"rebuild: {rebuilt.entries_per_s:,.0f} entries/s ({rebuilt.entries:,} entries);"
        f" start to first assignment: {start_up_s(starts)} s, median of {len(starts)}"
    )
    return "\n".join(lines)
