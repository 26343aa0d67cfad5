"""Sends a timeline's events as any other program would: plain JSON, with a plain client."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hotlead.router.kafka.topic_contents import unreachable
from hotlead.router.replay.pace import Pace
from hotlead.router.replay.timeline import CAPTURE, Timeline
from hotlead.router.settings import Settings
from hotlead.topics.contacts import capture_key
from hotlead.topics.streams import SIGNALS, capture_topic

LINGER_MS = 5
IN_FLIGHT_MAX = 10_000

Sent = Callable[[str, float], None]


def steady_ms() -> float:
    """A clock for spans: never set back, of no date."""
    return time.monotonic() * 1000


@asynccontextmanager
async def feeding_producer(kafka: str) -> AsyncIterator[AIOKafkaProducer]:
    """A producer with ordinary settings. Raises KafkaUnreachable."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", linger_ms=LINGER_MS)
    try:
        await producer.start()
    except KafkaError as error:
        raise unreachable(kafka) from error
    try:
        yield producer
    finally:
        await producer.stop()


async def feed(
    timeline: Timeline,
    pace: Pace,
    producer: AIOKafkaProducer,
    settings: Settings,
    *,
    sent: Sent,
) -> None:
    """Sends every event at its time, and returns when Kafka has taken them all.

    `sent` hears of each capture (tenant|channel|event id) and the steady instant of its sending.
    """
    signals = settings.topic(SIGNALS)
    in_flight: set[asyncio.Future[object]] = set()
    for sending in timeline.sendings:
        await pace.until_offset(sending.at_ms)
        event = sending.event(pace.start_ms)
        is_capture = sending.kind == CAPTURE
        if is_capture:
            key = capture_key(event["tenant"], sending.channel, event["event_id"])
            sent(key, steady_ms())
        future = await producer.send(
            settings.topic(capture_topic(sending.channel)) if is_capture else signals,
            orjson.dumps(event),
            # One visitor's events keep their order.
            key=event["visitor_id"].encode(),
        )
        in_flight.add(future)
        if len(in_flight) >= IN_FLIGHT_MAX:
            in_flight = await _taken(in_flight, asyncio.FIRST_COMPLETED)
    await _taken(in_flight, asyncio.ALL_COMPLETED)


async def _taken(in_flight: set[asyncio.Future[object]], until: str) -> set[asyncio.Future[object]]:
    """Waits for Kafka; raises what went wrong with any."""
    if not in_flight:
        return set()
    done, left = await asyncio.wait(in_flight, return_when=until)
    for future in done:
        future.result()
    return left
