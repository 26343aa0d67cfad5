"""Capture to phone: latency at fixed rates, beside a plain Faust router and one bare Kafka hop.

Open loop: captures are sent by a fixed schedule, and latency counts from the instant at which each
was due, so that a router that stands still is charged for all that came meanwhile. Routers and
rates take turns. At each rate hotlead's phones hear by the way closest to a real phone that the
gateway carries: one that it did not carry is told of, and not tried again at this rate or above.
"""

from collections import Counter
from dataclasses import replace
from typing import Final

from loadtest.contenders import CONTENDERS, HOTLEAD
from loadtest.latency_figures import Timing
from loadtest.latency_phones import Way
from loadtest.latency_run import Run, Trial, measure
from loadtest.latency_summary import RATE, RATIOS, detail_of, kept, ratios_of, table_of
from loadtest.part import STOLEN_MAX, Found, Plan, tell
from loadtest.stage import Stage

FULL_TIMING: Final = Timing(warm_s=2, timed_s=8, wait_s=12)
SHORT_TIMING: Final = Timing(warm_s=1, timed_s=4, wait_s=5)
FULL_ROUNDS: Final = {100: 2, 1000: 2, 5000: 1}
SHORT_ROUNDS: Final = {RATE: 1}
WAYS: Final[tuple[Way, ...]] = ("phone", "stream", "topic")
"""From the closest to a real phone on."""
IDIOM: Final = next(one for one in CONTENDERS if one.name == "faust_idiom")


class Turns:
    """What is measured next, by what was carried before."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._limits: Counter[str] = Counter()

    def way(self, rate: int) -> Way:
        """The closest way for hotlead at this rate that may be carried; else the last one.

        By that it is measured all the same: what does not keep up is told, not hidden.
        """
        return next((way for way in WAYS if not 0 < self._limits[way] <= rate), WAYS[-1])

    def idiom_is_beyond(self, rate: int) -> bool:
        """Whether the plain Faust router did not keep up at this rate, or below."""
        return 0 < self._limits["peer"] <= rate

    def took(self, run: Run) -> bool:
        """Notes a run; whether the rate was carried by this way, as far as the run can tell."""
        self.runs.append(run)
        if run.stolen > STOLEN_MAX or run.carried:
            return True
        self._limits[run.way] = min(self._limits[run.way] or run.rate, run.rate)
        return False


async def latency(stage: Stage, plan: Plan) -> Found:
    """Percentiles of hotlead, of plain Faust and of a bare hop, at each rate."""
    timing = SHORT_TIMING if plan.short else FULL_TIMING
    rounds = SHORT_ROUNDS if plan.short else FULL_ROUNDS
    turns = Turns()
    if plan.rounds:
        rounds = dict.fromkeys(rounds, plan.rounds)
    for number in range(max(rounds.values())):
        for rate in (rate for rate, times in rounds.items() if number < times):
            for contender in (HOTLEAD, IDIOM):
                if not plan.only or contender.name in plan.only:
                    trial = Trial(contender, "peer", rate, timing, seed=number + 1)
                    await _turn(stage, turns, trial)
    runs = turns.runs
    ratios = ratios_of(runs) if runs else dict.fromkeys(RATIOS)
    failed = any(run.faults for run in runs) or not kept(runs)
    return Found(ratios, detail_of(runs), table_of(runs), failed)


async def _turn(stage: Stage, turns: Turns, trial: Trial) -> None:
    """One run; of hotlead more when the closest way left is not carried."""
    if not trial.contender.ours:
        if not turns.idiom_is_beyond(trial.rate):
            await _one(stage, turns, trial)
        return
    while True:
        way = turns.way(trial.rate)
        if await _one(stage, turns, replace(trial, way=way)) or way == WAYS[-1]:
            return


async def _one(stage: Stage, turns: Turns, trial: Trial) -> bool:
    run = await measure(stage, trial)
    carried = turns.took(run)
    aside = ", thrown away" if run.stolen > STOLEN_MAX else ""
    tell(
        f"{run.rate:,}/s: {trial.contender.title}, {run.way}: p50 {run.push['p50_ms']} ms, p99"
        f" {run.push['p99_ms']} ms; hop p99 {run.hop['p99_ms']} ms; heard {run.heard_per_s:,.0f}/s,"
        f" unheard {run.unheard}; CPU taken by others {run.stolen:.1%}{aside}"
    )
    for fault in run.faults:
        tell(f"  WRONG: {fault}")
    return carried
