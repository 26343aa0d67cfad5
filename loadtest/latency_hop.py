"""The bare hop: a producer with acks=all to one consumer's `getmany`, by a schedule of its own.

What a record takes through Kafka and aiokafka alone, on this machine under this load. A process of
its own, so that no other work of the bench is in it: `python -m loadtest.latency_hop TOPIC RATE
PATH`, until SIGTERM.
"""

import asyncio
import signal
import sys
from pathlib import Path
from time import monotonic
from typing import Final

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from hotlead.router.kafka.producer import start_producer
from hotlead.router.settings import read_settings
from loadtest.latency_schedule import SOON_S, due

WAIT_MS: Final = 500
READY: Final = "hop ready"


async def hop(topic: str, rate: float, path: Path) -> None:
    """Writes down when each record was due and how many seconds later it was read."""
    settings = read_settings()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    await consumer.start()
    place = TopicPartition(topic, 0)
    consumer.assign([place])
    await consumer.seek_to_end(place)
    producer = await start_producer(settings.kafka, "bench-hop")
    took: list[tuple[float, float]] = []

    async def read() -> None:
        while True:
            fetched = await consumer.getmany(timeout_ms=WAIT_MS)
            now = monotonic()
            for records in fetched.values():
                for record in records:
                    due_s = float(record.value or b"0")
                    took.append((due_s, now - due_s))

    async def write() -> None:
        async for _, instant_s in due(monotonic() + SOON_S, rate, None):
            await producer.send(topic, repr(instant_s).encode(), partition=0)

    tasks = [asyncio.create_task(read()), asyncio.create_task(write())]
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    ending = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([ending, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    for task in tasks:
        task.cancel()
    await asyncio.to_thread(path.write_bytes, orjson.dumps(took))
    await asyncio.wait(tasks)
    await consumer.stop()
    await producer.stop()


if __name__ == "__main__":
    uvloop.run(hop(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])))
