"""A fixed schedule: when each of a row of sends is due, whatever came of those before (open loop).

Run as a process it sends captures by it:
`python -m loadtest.latency_schedule RATE COUNT SEED PATH`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Final

import orjson
import uvloop

from hotlead.router.kafka.producer import start_producer
from hotlead.router.settings import read_settings
from hotlead.topics.streams import capture_topic
from loadtest.latency_figures import Spread
from loadtest.people import arrivals

SOON_S: Final = 0.2
LET_OTHERS_RUN: Final = 20
BEGUN: Final = "begun at "


def scheduled_s(begin_s: float, rate: float, number: int) -> float:
    """The instant, by the machine's monotonic clock, at which a send is due."""
    return begin_s + number / rate


async def due(begin_s: float, rate: float, count: int | None) -> AsyncIterator[tuple[int, float]]:
    """Each number with its instant, not before that; those that were missed all at once."""
    number = 0
    while count is None or number < count:
        instant_s = scheduled_s(begin_s, rate, number)
        early_s = instant_s - monotonic()
        if early_s > 0:
            await asyncio.sleep(early_s)
            continue
        yield number, instant_s
        number += 1
        if number % LET_OTHERS_RUN == 0:
            await asyncio.sleep(0)


async def send(rate: float, count: int, seed: int, path: Path) -> None:
    """Sends so many captures; writes down how late each was sent after it was due."""
    settings = read_settings()
    captures = arrivals(count, seed).captures
    topic = settings.topic(capture_topic("web-form"))
    producer = await start_producer(settings.kafka, "bench-captures")
    late, sends = Spread(), []
    begin_s = monotonic() + SOON_S
    sys.stdout.write(f"{BEGUN}{begin_s!r}\n")
    sys.stdout.flush()
    async for number, instant_s in due(begin_s, rate, count):
        late.add(monotonic() - instant_s)
        sends.append(await producer.send(topic, captures[number]))
    await asyncio.gather(*sends)
    await producer.stop()
    await asyncio.to_thread(path.write_bytes, orjson.dumps(late.told()))


if __name__ == "__main__":
    _, its_rate, its_count, its_seed, its_path = sys.argv
    uvloop.run(send(float(its_rate), int(its_count), int(its_seed), Path(its_path)))
