"""One side of a comparison: a process in its own checkout, which measures once for each line.

Run as text, `python -c "$(cat side.py)" MEASURE GIVEN`, with the checkout as working directory, so
that all that it imports is the checkout's own. Each line of stdin is answered by one line of JSON.
It may import only what every revision that is compared with has.
"""

import asyncio
import itertools
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import uvloop
from redis.asyncio import Redis

from loadtest.backlog_dispatch import REPS, Floor
from loadtest.backlog_state import Backlog
from loadtest.contenders import HOTLEAD
from loadtest.latency_figures import Timing
from loadtest.machine import Machine
from loadtest.people import arrivals
from loadtest.stage import Stage

Given = dict[str, Any]


def stage_of(given: Given) -> Stage:
    """The servers that both sides share; topics are numbered apart."""
    kafka, redis = (
        SimpleNamespace(**given[name], child=SimpleNamespace(pid=given[name]["pid"]))
        for name in ("kafka", "redis")
    )
    numbers = itertools.count(given["first_number"])
    return Stage(cast(Any, kafka), cast(Any, redis), Path(given["directory"]), numbers)


async def captures(given: Given) -> AsyncIterator[Given]:
    """A backlog of captures through to their assignments."""
    from loadtest.throughput import measure  # noqa: PLC0415  (each side needs its own measure alone)

    stage, sent = stage_of(given), arrivals(given["count"], given["seed"])
    while True:
        run = await measure(stage, HOTLEAD, sent)
        yield {"cpu_us": run.cpu_us, "cpu_us_all": run.cpu_us_all, "stolen": run.stolen}


async def push(given: Given) -> AsyncIterator[Given]:
    """Captures at a fixed rate, through to phones on live streams."""
    from loadtest.latency_run import Trial, measure  # noqa: PLC0415

    stage, timing = stage_of(given), Timing(**given["timing"])
    for seed in itertools.count(1):
        run = await measure(stage, Trial(HOTLEAD, "phone", given["rate"], timing, seed))
        faults = run.faults if run.carried else [*run.faults, "the rate was not carried"]
        yield {**run.push, "cores": run.cores, "stolen": run.stolen, "faults": faults}


async def dispatch(given: Given) -> AsyncIterator[Given]:
    """Dispatches in stores in which more and fewer leads wait, grown before the first round."""
    floors = {}
    for size, url in given["stores"].items():
        state = Backlog(Redis.from_url(url), "b:")
        await state.open()
        least = min(int(size), given["least"])
        await state.grow(least + REPS)
        floors[size] = Floor(state)
        await floors[size].enter()
        await state.grow(int(size))
    while True:
        runs = {size: await floor.dispatches(given["count"]) for size, floor in floors.items()}
        yield {
            "redis_us_p50": {
                size: run.freed.figures()["redis_us_p50"] for size, run in runs.items()
            },
            "waiting": {size: run.waiting for size, run in runs.items()},
            "stolen": max(run.stolen for run in runs.values()),
        }


async def store(given: Given) -> AsyncIterator[Given]:
    """Simulated days on the store in memory, in a thread: they have an event loop of their own."""
    from tests.simulation.run import simulate  # noqa: PLC0415

    while True:
        before = Machine.now()
        run = await asyncio.to_thread(simulate, given["seed"], given["days"])
        yield {
            "entries_per_cpu_s": run.entries / run.cpu_s,
            "entries": run.entries,
            "digest": run.digest,
            "faults": run.complaints,
            "stolen": Machine.now().stolen_since(before),
        }


MEASURES: dict[str, Callable[[Given], AsyncIterator[Given]]] = {
    "captures": captures,
    "push": push,
    "dispatch": dispatch,
    "store": store,
}


async def main(measure: str, given: str) -> None:
    """Measures until stdin ends."""
    figures = MEASURES[measure](json.loads(given))
    while await asyncio.to_thread(sys.stdin.readline):
        sys.stdout.write(json.dumps(await anext(figures)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
