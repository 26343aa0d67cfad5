"""One run of the ladder: hot leads are loaded, then their first rungs fall due, open loop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from redis.asyncio import Redis

from hotlead.router.clock import Clock, real_ms
from hotlead.router.embedded.child import Child
from loadtest.audited import Audited, audited
from loadtest.contenders import HOTLEAD, running
from loadtest.ladder import NOON_MS, hot_captures, ladder_policy, noon_in, steps
from loadtest.machine import Machine, cpu_s
from loadtest.part import STOLEN_MAX
from loadtest.people import Arrivals
from loadtest.rungs import Rungs, hearing, lateness_s, rate
from loadtest.stage import Stage
from loadtest.throughput import OtherOutcome, send_captures

START_S: Final = 8.0
LOAD_MARGIN: Final = 0.6
DRAIN_S: Final = 120.0
LOOK_S: Final = 0.02


class TooSlow(OtherOutcome):
    """What should be done by an instant was not."""


@dataclass(frozen=True, slots=True)
class Climb:
    """One run. Lateness is in seconds, CPU in microseconds a rung, by process.

    `span_s` is the time over which the rungs fell due, unless all did `at_once`. `loaded_per_s`
    counts from the worker's start. `scripts` is what
    Redis spent, in microseconds a rung, by command.
    """

    leads: int
    span_s: float
    at_once: bool
    loaded_per_s: float
    rungs_per_s: float
    late_s: dict[str, float]
    cpu_us: dict[str, float]
    scripts: dict[str, float]
    stolen: float
    audit: Audited

    @property
    def right(self) -> bool:
        """Whether the audit holds. Rungs may be late when all are due at one instant, and when
        others took the CPU.
        """
        may_be_late = self.at_once or self.stolen > STOLEN_MAX
        return self.audit.holds_but_late if may_be_late else self.audit.holds


async def climb(
    stage: Stage, leads: int, span_s: float, loads_per_s: float, *, at_once: bool
) -> Climb:
    """One run, with the pools that spread rungs over the span.

    `loads_per_s` is how fast loading is expected to be. Raises TooSlow when the leads were not in
    at noon, OtherOutcome when not each had its rung.
    """
    pools = steps(span_s)
    clock = noon_in(START_S + leads / (loads_per_s * LOAD_MARGIN), real_ms())
    policy = ladder_policy(pools, at_once=at_once)
    async with (
        stage.scene("escalation", policy=policy, clock=clock) as scene,
        hearing(scene.settings) as rungs,
    ):
        await send_captures(scene, Arrivals(hot_captures(leads, pools), leads))
        async with running(HOTLEAD, scene.settings, stage.directory) as child:
            began = monotonic()
            await _until(lambda: rungs.hot == leads, child, _seconds_to_noon(clock))
            loaded_per_s = leads / (monotonic() - began)
            await asyncio.sleep(max(0.0, _seconds_to_noon(clock)))
            pids = {"worker": child.pid, "redis": stage.redis.child.pid,
                    "kafka": stage.kafka.child.pid}  # fmt: skip
            machine, used = Machine.now(), {name: cpu_s(pid) for name, pid in pids.items()}
            commands = await _commands(scene.redis)
            await _until(lambda: len(rungs.raw) >= leads, child, span_s + DRAIN_S)
            stolen = Machine.now().stolen_since(machine)
            cpu = {name: (cpu_s(pid) - used[name]) * 1e6 / leads for name, pid in pids.items()}
            after = await _commands(scene.redis)
        _check(rungs, leads)
        return Climb(
            leads,
            span_s,
            at_once,
            loaded_per_s,
            rate(rungs.at_ms),
            lateness_s(rungs.late_ms(clock)),
            cpu,
            {name: (after[name] - commands.get(name, 0)) / leads for name in after},
            stolen,
            await audited(scene.settings),
        )


def _check(rungs: Rungs, leads: int) -> None:
    if not rungs.once_each(leads):
        raise OtherOutcome(f"{len(rungs.raw)} rungs of {leads} leads, not one each")


def _seconds_to_noon(clock: Clock) -> float:
    return (NOON_MS - clock.now_ms()) / 1000


async def _commands(redis: "Redis") -> dict[str, float]:
    """Microseconds that Redis has spent so far, by command; one of a script counts in it, too."""
    stats: dict[str, dict[str, Any]] = await redis.info("commandstats")
    return {name.removeprefix("cmdstat_"): float(one["usec"]) for name, one in stats.items()}


async def _until(done: Callable[[], bool], child: Child, seconds: float) -> None:
    deadline = monotonic() + seconds
    while not done():
        if child.exit_code() is not None:
            raise OtherOutcome(f"the worker ended:\n{child.log_text()[-2000:]}")
        if monotonic() > deadline:
            raise TooSlow(f"not done in {seconds:.0f} s")
        await asyncio.sleep(LOOK_S)
