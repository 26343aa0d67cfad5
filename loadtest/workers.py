"""Two workers against one: CPU a capture over all processes, and the batch sizes that form.

Both cases have two shards, each with a tenant of its own, so that both workers have work.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from statistics import median
from time import monotonic
from typing import Any, Final

import orjson

from hotlead.router.embedded.child import Child
from hotlead.router.embedded.ports import pick
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.streams import capture_topic
from loadtest.audited import Audited, audited
from loadtest.batch_sizes import Sizes, batch_sizes
from loadtest.contenders import HOTLEAD, make_reps, running
from loadtest.heard import Heard, listening
from loadtest.machine import Machine, cpu_s
from loadtest.part import STOLEN_MAX, Found, Plan, tell
from loadtest.people import arrivals
from loadtest.sampling import Sampler
from loadtest.stage import Stage
from loadtest.throughput import FROM_SHARE, TO_SHARE, OtherOutcome, reached, send_all

SHARDS: Final = 2
REPS: Final = 1000
FULL_CAPTURES, FULL_ROUNDS = 10_000, 2
SHORT_CAPTURES, SHORT_ROUNDS = 4_000, 1
QUIET_RATE, QUIET_S = 50, 10
SEED: Final = 4


@dataclass(frozen=True, slots=True)
class WorkersRun:
    """One run. CPU is in microseconds a capture, by process; all workers together."""

    workers: int
    captures_per_s: float
    cpu_us: dict[str, float]
    batches: dict[str, Sizes]
    stolen: float
    audit: Audited

    @property
    def cpu_us_all(self) -> float:
        """All processes together, the bench's own left out."""
        return sum(self.cpu_us.values())


def tenants(shards: int) -> tuple[str, ...]:
    """One tenant for each shard."""
    found: dict[int, str] = {}
    for number in range(1000):
        found.setdefault(shard_of(f"t{number}", shards), f"t{number}")
    return tuple(found[shard] for shard in range(shards))


def captures_of(count: int, names: Sequence[str]) -> tuple[list[bytes], int]:
    """So many captures, each person always with the same tenant; and how many people."""
    made = arrivals(count, SEED)
    records = []
    for raw in made.captures:
        capture = orjson.loads(raw)
        person = int(capture["visitor_id"].removeprefix("v-"))
        records.append(orjson.dumps(capture | {"tenant": names[person % len(names)]}))
    return records, made.people


async def workers(stage: Stage, plan: Plan) -> Found:
    """Interleaved runs of one worker and of two, and one quiet run for the batch sizes."""
    count = SHORT_CAPTURES if plan.short else FULL_CAPTURES
    runs = []
    for _ in range(SHORT_ROUNDS if plan.short else FULL_ROUNDS):
        for number in (1, 2):
            run = await measure_workers(stage, number, count)
            runs.append(run)
            tell(
                f"{number} workers: {run.captures_per_s:,.0f}/s, {run.cpu_us_all:.0f} us a capture"
            )
    quiet = await measure_quiet(stage)
    detail: dict[str, Any] = {
        "runs": [asdict(run) for run in runs],
        "quiet_rate_per_s": QUIET_RATE,
        "batches_when_quiet": {name: asdict(one) for name, one in quiet.items()},
    }
    failed = not all(run.audit.holds for run in runs)
    return Found({"cpu_two_workers_vs_one": ratio(runs)}, detail, table(runs, quiet), failed)


def _kept(runs: Sequence[WorkersRun], number: int) -> list[WorkersRun]:
    return [run for run in runs if run.workers == number and run.stolen <= STOLEN_MAX]


def ratio(runs: Sequence[WorkersRun]) -> float | None:
    """CPU a capture of two workers by that of one, medians; None when one has no run left."""
    one, two = (_kept(runs, number) for number in (1, 2))
    if not one or not two:
        return None
    return round(median(r.cpu_us_all for r in two) / median(r.cpu_us_all for r in one), 2)


def table(runs: Sequence[WorkersRun], quiet: dict[str, Sizes]) -> str:
    """The medians, and the batches that formed, for people."""
    columns = ("workers", "redis", "kafka")
    head = "".join(f"{name:>9}" for name in (*columns, "all"))
    lines = [f"{'':12}{'captures/s':>11}{head}  CPU us a capture"]
    for number in (1, 2):
        kept = _kept(runs, number)
        if not kept:
            continue
        cpu = [median(run.cpu_us[part] for run in kept) for part in columns]
        cpu.append(median(run.cpu_us_all for run in kept))
        rate = median(run.captures_per_s for run in kept)
        title = f"{number} worker{'s' if number > 1 else ''}"
        lines.append(f"{title:12}{rate:11,.0f}" + "".join(f"{one:9.0f}" for one in cpu))
    busy = _kept(runs, 1)
    for when, found in (("busy", busy[-1].batches if busy else {}), ("quiet", quiet)):
        told = "; ".join(f"{stage} {one.told()}" for stage, one in found.items())
        lines.append(f"records a batch when {when}: {told}")
    return "\n".join(lines)


async def measure_workers(
    stage: Stage, number: int, count: int, sampler: Sampler | None = None
) -> WorkersRun:
    """One run with so many workers, the first of them sampled.

    Raises OtherOutcome when not each person was assigned once.
    """
    names = tenants(SHARDS)
    records, people = captures_of(count, names)
    async with (
        stage.scene(f"workers{number}", tenants=names, shards=SHARDS) as scene,
        listening(scene.settings) as heard,
    ):
        for name in names:
            await make_reps(HOTLEAD, scene.settings, scene.producer, scene.redis, REPS, tenant=name)
        async with AsyncExitStack() as stack:
            children, ports = [], []
            for one in range(number):
                settings = scene.settings.model_copy(update={"metrics_port": pick(0, "worker")})
                ports.append(settings.metrics_port)
                running_one = running(HOTLEAD, settings, stage.directory, f"{number}-{one}")
                children.append(await stack.enter_async_context(running_one))
            await _ready(children)
            await send_all(scene, capture_topic("web-form"), records)
            rate, cpu_us, stolen = await _timed(stage, children, heard, (people, count), sampler)
            batches = await batch_sizes(ports)
        if len({one["lead"] for one in heard.decoded()}) != heard.count:
            raise OtherOutcome("a person was assigned twice")
        audit = await audited(scene.settings)
        return WorkersRun(number, rate, cpu_us, batches, stolen, audit)


async def _ready(children: Sequence[Child]) -> None:
    """Waits until each worker has told that it is ready for what it was given."""
    deadline = monotonic() + 60
    while not all("worker ready, shards" in child.log_text() for child in children):
        if monotonic() > deadline:
            raise OtherOutcome("the workers were not ready within 60 s")
        await asyncio.sleep(0.1)
    await asyncio.sleep(3)  # the second one's joining moves a shard


async def _timed(
    stage: Stage,
    children: Sequence[Child],
    heard: Heard,
    of: tuple[int, int],
    sampler: Sampler | None,
) -> tuple[float, dict[str, float], float]:
    """Captures a second, CPU microseconds a capture and the share stolen, of the middle."""

    def used() -> dict[str, float]:
        return {
            "workers": sum(cpu_s(child.pid) for child in children),
            "redis": cpu_s(stage.redis.child.pid),
            "kafka": cpu_s(stage.kafka.child.pid),
        }

    people, count = of
    await reached(heard, round(people * FROM_SHARE), children[0])
    if sampler is not None:
        await sampler.start(children[0].pid)
    machine, before, first, began = Machine.now(), used(), heard.count, monotonic()
    await reached(heard, round(people * TO_SHARE), children[0])
    took_s, done = monotonic() - began, heard.count - first
    stolen, after = Machine.now().stolen_since(machine), used()
    if sampler is not None:
        await sampler.stop()
    await reached(heard, people, children[0])
    captures = done * count / people
    cpu_us = {name: (after[name] - before[name]) * 1e6 / captures for name in after}
    return captures / took_s, cpu_us, stolen


async def measure_quiet(stage: Stage) -> dict[str, Sizes]:
    """The batches of one worker at an even, low rate."""
    records, people = captures_of(QUIET_RATE * QUIET_S, ("main",))
    async with stage.scene("quiet") as scene, listening(scene.settings) as heard:
        await make_reps(HOTLEAD, scene.settings, scene.producer, scene.redis, REPS)
        settings = scene.settings.model_copy(update={"metrics_port": pick(0, "worker")})
        async with running(HOTLEAD, settings, stage.directory, "quiet") as child:
            await _ready([child])
            topic = scene.settings.topic(capture_topic("web-form"))
            for record in records:
                await scene.producer.send(topic, record)
                await asyncio.sleep(1 / QUIET_RATE)
            await reached(heard, people, child)
            return await batch_sizes([settings.metrics_port])
