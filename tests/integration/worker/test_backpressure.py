"""Memory of the worker's process while Redis stands still and its inbox fills."""

import asyncio

from aiokafka import TopicPartition

from hotlead.router.kafka.topic_contents import consumer
from hotlead.topics.inbox import CaptureReceived, encode_inbox
from hotlead.topics.streams import INBOX
from tests.integration.memory import Peak
from tests.integration.processes import Process, Processes
from tests.integration.worker.own_redis import OwnRedis
from tests.integration.worker.site import READY, Site

EVENTS, BUFFER_BYTES = 30_000, 8 << 20
SMALL = f"""
from hotlead.agents import worker
timings = worker._timings
worker._timings = lambda settings: timings(settings) | {{"buffer_bytes_max": {BUFFER_BYTES}}}
"""
START = """
import runpy
runpy.run_module("hotlead.agents", run_name="__main__")
"""
HANGS = """
import asyncio
from hotlead.agents.inbox.shards import Shards
async def hang(self, batches):
    await asyncio.Event().wait()
Shards._handle = hang
"""


async def flooded(site: Site, worker: Process) -> float:
    """By how many MiB the worker grows before a full inbox of which it works nothing."""
    peak, name = Peak(worker), site.settings.topic(INBOX)
    # Duplicates of one event: what is measured is what is read, not what comes of it.
    event = CaptureReceived(
        tenant=site.tenants[0],
        channel="web-form",
        event_id="flood",
        contact_id="c",
        at_ms=1,
        received_ms=1,
        contact={"email": "flood@example.org"} | {f"name{n}": "x" * 256 for n in range(8)},
        masked="f***",
        identities=("flood",),
    )
    value = encode_inbox(event)
    for _ in range(EVENTS // 1000):
        sends = [await site.producer.send(name, value, partition=0) for _ in range(1000)]
        await asyncio.gather(*sends)
    await asyncio.sleep(15)  # how long it could go on to read
    return peak.grown_mib(f"{EVENTS} events, {EVENTS * len(value) >> 20} MiB on Kafka")


async def test_redis_stands_still_before_a_flood(
    frail: Site, own_redis: OwnRedis, processes: Processes
) -> None:
    worker = await processes.start("-c", SMALL + START, env=frail.env, ready_line=READY)
    await frail.taken(await frail.capture("before"))
    async with asyncio.timeout(30):
        while True:
            before = await frail.committed(INBOX)
            if before:
                break
    own_redis.running.pause()
    try:
        grown = await flooded(frail, worker)
        assert await frail.committed(INBOX) == before, "acknowledged without Redis"
        assert grown < 60
    finally:
        own_redis.running.resume()
    await frail.taken(f"{frail.tenants[0]}|web-form|flood", await frail.capture("after"))
    assert await worker.terminate() == 0


async def test_what_is_queued_for_a_handler_is_bounded(site: Site, processes: Processes) -> None:
    env = site.env | {"HOTLEAD_SESSION_TIMEOUT_S": "60"}
    worker = await processes.start("-c", SMALL + HANGS + START, env=env, ready_line=READY)
    # What arrives bit by bit makes small batches, of which only so many are queued. What lies there
    # makes large ones.
    worker.pause()
    grown = asyncio.create_task(flooded(site, worker))
    name = TopicPartition(site.settings.topic(INBOX), 0)
    async with consumer(site.settings.kafka) as asking, asyncio.timeout(120):
        while True:
            if (await asking.end_offsets([name]))[name] >= EVENTS:
                break
            await asyncio.sleep(0.2)
    worker.resume()
    assert await grown < 60
