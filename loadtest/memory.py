"""A worker's memory over minutes of an even load: captures, signals, and reps who acknowledge.

The load is open: what is due by the clock is sent, however the worker fares. What Redis holds grows
with the leads; what the worker holds must not.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from time import monotonic
from typing import Final

import orjson

from hotlead.topics.inbox import Acknowledge, encode_inbox
from hotlead.topics.streams import INBOX, SIGNALS, capture_topic
from loadtest.audited import Audited, audited
from loadtest.contenders import HOTLEAD, make_reps, running
from loadtest.heard import Heard, listening
from loadtest.machine import Machine, rss_mib
from loadtest.part import Found, Plan, tell
from loadtest.people import arrivals
from loadtest.signals import behaviour
from loadtest.stage import Scene, Stage
from loadtest.throughput import reached

FULL_S, SHORT_S = 600, 20
RATE: Final = 150
"""Captures a second, and as many signals."""
REPS: Final = 2000
SAMPLED_S: Final = 5.0
TICK_S: Final = 0.05
SEED: Final = 5
FLAT_SHARE: Final = 0.01
"""What the second half must grow by less than, of its mean, to be called flat."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The worker's resident memory, so many seconds after the load began."""

    at_s: float
    rss_mib: float


@dataclass(frozen=True, slots=True)
class Growth:
    """A straight line through the second half (least squares)."""

    mib_a_minute: float
    share: float

    @property
    def flat(self) -> bool:
        """Whether it grew by less than may be."""
        return self.share < FLAT_SHARE


def growth(samples: Sequence[Sample]) -> Growth:
    """How memory grew over the second half of the samples, of which there must be four."""
    half = samples[len(samples) // 2 :]
    at, held = [one.at_s for one in half], [one.rss_mib for one in half]
    mean_at, mean = fmean(at), fmean(held)
    slope = sum((a - mean_at) * (h - mean) for a, h in zip(at, held, strict=True)) / sum(
        (a - mean_at) ** 2 for a in at
    )
    return Growth(slope * 60, slope * (at[-1] - at[0]) / mean)


async def memory(stage: Stage, plan: Plan) -> Found:
    """Samples the worker's memory; judged in the full bench alone."""
    seconds = SHORT_S if plan.short else FULL_S
    machine = Machine.now()
    samples, audit = await measure_memory(stage, seconds)
    stolen = Machine.now().stolen_since(machine)
    found = growth(samples)
    judged = "not judged in so short a time" if plan.short else "flat" if found.flat else "it grows"
    told = (
        f"a worker's memory over {seconds} s at {RATE} captures, {RATE} signals and as many"
        f" acknowledgements a second: {samples[0].rss_mib:.0f} MiB at first,"
        f" {samples[-1].rss_mib:.0f} at the end; second half {found.mib_a_minute:+.2f} MiB a minute"
        f" ({found.share:+.1%} of the mean): {judged}"
    )
    detail = {
        "seconds": seconds,
        "rate_per_s": RATE,
        "stolen": stolen,
        "flat": None if plan.short else found.flat,
        "second_half_mib_a_minute": found.mib_a_minute,
        "second_half_growth_share": found.share,
        "samples": [asdict(one) for one in samples],
        "audit": asdict(audit),
    }
    return Found({}, detail, told, not audit.holds)


async def measure_memory(stage: Stage, seconds: int) -> tuple[list[Sample], Audited]:
    """The samples of one run, and the audit after it."""
    made = arrivals(RATE * seconds, SEED)
    done = behaviour(RATE * seconds, max(1, made.people // 10), SEED)
    async with stage.scene("memory") as scene, listening(scene.settings) as heard:
        await make_reps(HOTLEAD, scene.settings, scene.producer, scene.redis, REPS)
        async with running(HOTLEAD, scene.settings, stage.directory) as child:
            await scene.producer.send_and_wait(
                scene.settings.topic(capture_topic("web-form")), made.captures[0]
            )
            await reached(heard, 1, child)
            answering = asyncio.create_task(_acknowledge(scene, heard))
            samples = await _loaded(scene, made.captures, done.records, seconds, child.pid)
            await reached(heard, made.people, child)
            if answering.done():
                answering.result()
            answering.cancel()
            await asyncio.wait({answering})
        return samples, await audited(scene.settings)


async def _loaded(
    scene: Scene, captures: Sequence[bytes], signals: Sequence[bytes], seconds: int, pid: int
) -> list[Sample]:
    began, sent, samples = monotonic(), 0, list[Sample]()
    topics = scene.settings.topic(capture_topic("web-form")), scene.settings.topic(SIGNALS)
    while (at_s := monotonic() - began) < seconds:
        due = min(round(at_s * RATE), len(captures))
        for number in range(sent, due):
            await scene.producer.send(topics[0], captures[number])
            await scene.producer.send(topics[1], signals[number])
        sent = due
        if at_s >= len(samples) * SAMPLED_S:
            samples.append(Sample(round(at_s, 1), round(rss_mib(pid), 2)))
            if len(samples) % 24 == 0:
                tell(f"memory: {at_s:.0f} s, {samples[-1].rss_mib:.0f} MiB")
        await asyncio.sleep(TICK_S)
    for number in range(sent, len(captures)):
        await scene.producer.send(topics[0], captures[number])
    return samples


async def _acknowledge(scene: Scene, heard: Heard) -> None:
    """Every assignment, as soon as it is heard, by the event that the gateway would write."""
    answered, topic = 0, scene.settings.topic(INBOX)
    while True:
        for raw in heard.raw[answered:]:
            one = orjson.loads(raw)
            event = Acknowledge(
                action_id=f"a-{one['lead']}", tenant="main", lead=one["lead"],
                epoch=one["epoch"], rep=one["rep"],
            )  # fmt: skip
            await scene.producer.send(topic, encode_inbox(event), partition=0)
            answered += 1
        await asyncio.sleep(TICK_S)
