"""Phones beside hostile connections: their p99 with so many held of each kind, and without.

One gateway, one worker; the hostile and the phones come from one address, so that nothing but what
they do tells them apart.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

import orjson

from hotlead.router.embedded import ports
from hotlead.router.embedded.child import Child
from hotlead.router.settings import Settings
from loadtest.contenders import HOTLEAD, make_reps, running
from loadtest.hostile_kinds import HELD, KINDS
from loadtest.hostile_phones import PHONES, READY, WAIT_S
from loadtest.latency_figures import Spread
from loadtest.latency_run import own_process, until_ready, until_reps_known
from loadtest.latency_waits import ended, said
from loadtest.machine import Machine, cpu_s, rss_mib
from loadtest.part import STOLEN_MAX, Found, Plan, tell
from loadtest.stage import Stage

CONNECTIONS: Final = 2_000
FULL_S, SHORT_S = 60.0, 10.0
STOP_S: Final = 20.0
RATIO_MAX: Final = 3.0
_LAST: Final = re.compile(r"open (\d+) cut (\d+)")


@dataclass(frozen=True, slots=True)
class Beside:
    """How the phones fared beside one kind; `kind` is empty without any. Latency in milliseconds.

    `open` are hostile connections at the end, `cut` those that the gateway ended meanwhile.
    """

    kind: str
    waits: dict[str, float | None]
    failed: dict[str, int]
    streams_ended: int
    open: int
    cut: int
    gateway_cores: float
    gateway_mib: float
    stolen: float

    @property
    def p99_ms(self) -> float:
        """Infinite when nobody was answered."""
        return self.waits["p99_ms"] or float("inf")


async def hostile(stage: Stage, plan: Plan) -> Found:
    """Each kind, without any before and after it: the machine is not the same all the while."""
    seconds = SHORT_S if plan.short else FULL_S
    kinds = [name for name in KINDS if not plan.only or name in plan.only]
    runs: list[Beside] = []
    async with stage.scene("hostile") as scene, AsyncExitStack() as stack:
        settings = scene.settings.model_copy(update={"port": ports.pick(0, "the gateway")})
        await make_reps(HOTLEAD, settings, scene.producer, scene.redis, PHONES + 1)
        await stack.enter_async_context(running(HOTLEAD, settings, stage.directory))
        await until_reps_known(scene, PHONES + 1)
        serving = own_process("gateway", "hotlead.router.cli", "gateway")
        gateway = await stack.enter_async_context(running(serving, settings, stage.directory))
        await until_ready(settings, gateway)
        for kind in ("", *(one for name in kinds for one in (name, ""))):
            run = await beside(stage.directory, settings, gateway, kind, seconds)
            runs.append(run)
            tell(f"{kind or 'without'}: p99 {run.p99_ms:.1f} ms, failed {run.failed or 'none'}")
    detail: dict[str, Any] = {"seconds": seconds, "runs": [asdict(run) for run in runs]}
    return Found({}, detail, table(runs, seconds), not right(runs))


def usual_ms(runs: Sequence[Beside], at: int) -> float:
    """The phones' p99 without any, about the run at that place: the larger of its neighbours'."""
    return max(run.p99_ms for run in runs[max(0, at - 1) : at + 2] if not run.kind)


def right(runs: Sequence[Beside]) -> bool:
    """Whether no call failed, no stream was cut, and no p99 is above three times the usual."""
    return all(
        run.p99_ms <= RATIO_MAX * usual_ms(runs, at) and not run.failed and not run.streams_ended
        for at, run in enumerate(runs)
        if run.kind and run.stolen <= STOLEN_MAX
    )


async def beside(
    directory: Path, settings: Settings, gateway: Child, kind: str, seconds: float
) -> Beside:
    """One run."""
    path = directory / "hostile-phones.json"
    async with AsyncExitStack() as stack:
        holder: Child | None = None
        if kind:
            holding = own_process(
                "hostile", "loadtest.hostile_kinds", kind, str(CONNECTIONS)
            )  # fmt: skip
            holder = await stack.enter_async_context(
                running(holding, settings, directory, kind.replace(" ", "-"))
            )
            await said(holder, HELD)
        working = own_process(
            "phones", "loadtest.hostile_phones", str(PHONES), str(seconds), str(path)
        )
        machine, used, began = Machine.now(), cpu_s(gateway.pid), monotonic()
        phones = await stack.enter_async_context(running(working, settings, directory))
        await said(phones, READY)
        await ended(phones, monotonic() + seconds + 2 * WAIT_S)
        cores = (cpu_s(gateway.pid) - used) / (monotonic() - began)
        stolen, mib = Machine.now().stolen_since(machine), rss_mib(gateway.pid)
        still, cut = 0, 0
        if holder is not None:
            await asyncio.to_thread(holder.stop, STOP_S)
            last = _LAST.search(holder.log_text())
            if last is not None:
                still, cut = int(last[1]), int(last[2])
    found = orjson.loads(path.read_bytes())
    path.unlink()
    waits = Spread(found["waits_s"]).told()
    return Beside(
        kind, waits, found["failed"], found["streams_ended"], still, cut, cores, mib, stolen
    )


def table(runs: Sequence[Beside], seconds: float) -> str:
    """For people, as it goes into the docs."""
    lines = [
        f"{PHONES} phones, {CONNECTIONS:,} hostile connections of a kind, {seconds:.0f} s each:",
        "| Held against it | p50, p99 ms | without | ratio | open at the end, cut | cores, MiB |",
        "|---|---|---|---|---|---|",
    ]
    for at, run in enumerate(runs):
        if not run.kind:
            continue
        usual = usual_ms(runs, at)
        wrong = "; ".join(f"{n} {what}" for what, n in run.failed.items())
        if run.streams_ended:
            wrong = f"{wrong}; {run.streams_ended} streams ended".removeprefix("; ")
        if run.stolen > STOLEN_MAX:
            wrong = f"{wrong}; others took the CPU".removeprefix("; ")
        lines.append(
            f"| {run.kind} | {run.waits['p50_ms']}, {run.waits['p99_ms']} | {usual}"
            f" | {run.p99_ms / usual:.2f}{f' ({wrong})' if wrong else ''}"
            f" | {run.open:,}, {run.cut:,} | {run.gateway_cores:.2f}, {run.gateway_mib:.0f} |"
        )
    return "\n".join(lines)
