"""Phones on one gateway: many idle live streams, then one assignment to each.

The streams are held by a process of their own (latency_phones.py), which acknowledges by the record
that the gateway would write. Captures are sent by a fixed schedule; latency counts from it.
"""

import asyncio
import resource
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Final

import orjson

from hotlead.router.embedded import ports
from loadtest.audited import Audited, audited
from loadtest.contenders import HOTLEAD, make_reps, running
from loadtest.latency_figures import Spread, number_of, persons
from loadtest.latency_journal import decisions
from loadtest.latency_phones import READY, Known
from loadtest.latency_run import own_process, until_ready, until_reps_known
from loadtest.latency_schedule import BEGUN
from loadtest.latency_waits import ended, said
from loadtest.machine import Machine, cpu_s, rss_mib
from loadtest.part import STOLEN_MAX, Found, Plan
from loadtest.people import Arrivals, arrivals
from loadtest.stage import Stage

FULL_CAPTURES, SHORT_CAPTURES = 10_500, 1_050
"""Enough that some 10,000, or 1,000, people are behind them."""
FILES_SPARE: Final = 500
RATE: Final = 400
SEED: Final = 6
IDLE_S: Final = 5.0
WAIT_S: Final = 60.0


class TooFewFiles(RuntimeError):
    """The system lets no process hold so many connections."""


@dataclass(frozen=True, slots=True)
class Phones:
    """What one gateway did. Latency is in milliseconds from the instant a capture was due."""

    streams: int
    opened_s: float
    gateway_kib_a_stream: float
    gateway_idle_cores: float
    told_one_each: int
    missed: int
    push: dict[str, float | None]
    first_to_last_s: float
    streams_ended: int
    told_again: int
    unanswered: int
    stolen: float
    audit: Audited

    @property
    def right(self) -> bool:
        """Nobody missed or cut off, each told once and answered, and the audit holds."""
        wrong = self.missed + self.streams_ended + self.told_again + self.unanswered
        return not wrong and self.audit.holds


async def phones(stage: Stage, plan: Plan) -> Found:
    """One run."""
    made = arrivals(SHORT_CAPTURES if plan.short else FULL_CAPTURES, SEED)
    found = await measure_phones(stage, made)
    told = (
        f"{found.streams:,} live streams on one gateway, opened in {found.opened_s:.1f} s:"
        f" {found.gateway_kib_a_stream:.0f} KiB each, {found.gateway_idle_cores:.2f} cores while"
        f" idle; one assignment each at {RATE} captures/s: p50 {found.push['p50_ms']} ms, p99"
        f" {found.push['p99_ms']} ms, all told after {found.first_to_last_s:.1f} s, missed"
        f" {found.missed}, streams cut {found.streams_ended}"
        f"{'; others took the CPU' if found.stolen > STOLEN_MAX else ''}"
    )
    return Found({}, asdict(found), told, not found.right)


async def measure_phones(stage: Stage, made: Arrivals) -> Phones:
    """As many reps as there are people. Raises TooFewFiles."""
    _allow_files(made.people + FILES_SPARE)
    heard_file = stage.directory / "phones-heard.json"
    async with stage.scene("phones") as scene, AsyncExitStack() as stack:
        settings = scene.settings.model_copy(update={"port": ports.pick(0, "the gateway")})
        await make_reps(HOTLEAD, settings, scene.producer, scene.redis, made.people)
        await stack.enter_async_context(running(HOTLEAD, settings, stage.directory))
        await until_reps_known(scene, made.people)
        serving = own_process("gateway", "hotlead.router.cli", "gateway")
        gateway = await stack.enter_async_context(running(serving, settings, stage.directory))
        await until_ready(settings, gateway)
        before_mib, began = rss_mib(gateway.pid), monotonic()
        holder = own_process(
            "phones", "loadtest.latency_phones", "stream", str(made.people), str(made.people),
            str(heard_file),
        )  # fmt: skip
        holding = await stack.enter_async_context(running(holder, settings, stage.directory))
        await said(holding, READY)
        opened_s = monotonic() - began
        kib = (rss_mib(gateway.pid) - before_mib) * 1024 / made.people
        used = cpu_s(gateway.pid)
        await asyncio.sleep(IDLE_S)
        idle_cores = (cpu_s(gateway.pid) - used) / IDLE_S
        machine = Machine.now()
        load = own_process(
            "load", "loadtest.latency_schedule", str(RATE), str(len(made.captures)), str(SEED),
            str(stage.directory / "load.json"),
        )  # fmt: skip
        loading = await stack.enter_async_context(running(load, settings, stage.directory))
        begin_s = float((await said(loading, BEGUN)).partition(BEGUN)[2].split()[0])
        last_s = begin_s + len(made.captures) / RATE
        await ended(holding, last_s + WAIT_S)
        stolen = Machine.now().stolen_since(machine)
        await asyncio.to_thread(holding.stop, WAIT_S)
        known = Known(**orjson.loads(heard_file.read_bytes()))
        event_of = (await decisions(settings)).event_of
        first_of = persons(made.captures)
        spread = Spread(
            at_s - (begin_s + first_of[number_of(event_of[lead])] / RATE)
            for lead, at_s in known.heard.items()
        )
        audit = await audited(settings)
    return Phones(
        made.people,
        opened_s,
        kib,
        idle_cores,
        len(known.heard),
        made.people - len(known.heard),
        spread.told(),
        max(known.heard.values()) - begin_s,
        known.streams_ended,
        known.again,
        known.unanswered,
        stolen,
        audit,
    )


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise TooFewFiles(f"a process may open {hard} files; {wanted} are needed (ulimit -Hn)")
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
