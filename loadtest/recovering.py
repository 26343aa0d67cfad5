"""How fast a shard's state is made anew from Kafka, and how soon a worker that starts assigns."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

import orjson

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.state.rebuild import rebuild_shards
from hotlead.topics.streams import capture_topic
from loadtest.audited import Audited, audited
from loadtest.contenders import HOTLEAD, make_reps, running
from loadtest.heard import listening
from loadtest.machine import Machine
from loadtest.people import arrivals
from loadtest.stage import Scene, Stage
from loadtest.throughput import reached, send_captures

REPS: Final = 2000
SEED: Final = 2


@dataclass(frozen=True, slots=True)
class Rebuild:
    """`hotlead rebuild` of one journal from its start, contacts included; then the audit."""

    entries: int
    seconds: float
    stolen: float
    audit: Audited

    @property
    def entries_per_s(self) -> float:
        """How many entries are folded in a second."""
        return self.entries / self.seconds


async def rebuild(stage: Stage, captures: int) -> Rebuild:
    """Lets a worker write a journal of so many captures and assignments, and rebuilds from it."""
    made = arrivals(captures, SEED)
    async with stage.scene("rebuild") as scene:
        async with listening(scene.settings) as heard:
            await make_reps(HOTLEAD, scene.settings, scene.producer, scene.redis, REPS)
            await send_captures(scene, made)
            async with running(HOTLEAD, scene.settings, stage.directory) as child:
                await reached(heard, made.people, child)
        machine, began = Machine.now(), monotonic()
        (rebuilt,) = await rebuild_shards(scene.settings, [0], AGGREGATES, from_start=True)
        took_s, stolen = monotonic() - began, Machine.now().stolen_since(machine)
        return Rebuild(rebuilt.entries, took_s, stolen, await audited(scene.settings))


@dataclass(frozen=True, slots=True)
class StartUp:
    """Seconds from starting a worker's process to the assignment of a capture that waits."""

    seconds: float
    stolen: float


async def start_ups(stage: Stage, count: int) -> tuple[list[StartUp], Audited]:
    """So many starts, one after another, and the audit of all."""
    found = []
    async with stage.scene("start-up") as scene, listening(scene.settings) as heard:
        await make_reps(HOTLEAD, scene.settings, scene.producer, scene.redis, 1)
        for number in range(count):
            await _capture(scene, number)
            machine, began = Machine.now(), monotonic()
            async with running(HOTLEAD, scene.settings, stage.directory) as child:
                await reached(heard, number + 1, child)
                stolen = Machine.now().stolen_since(machine)
            found.append(StartUp(heard.at_s[number] - began, stolen))
        return found, await audited(scene.settings)


async def _capture(scene: Scene, number: int) -> None:
    capture = {"event_id": f"s-{number}", "contact": {"phone": f"136{number:08d}"}}
    topic = scene.settings.topic(capture_topic("web-form"))
    await scene.producer.send_and_wait(topic, orjson.dumps(capture))
