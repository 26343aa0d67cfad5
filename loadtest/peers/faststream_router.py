"""(d) FastStream: a subscriber and a publisher, a message at a time; `batch` takes them in lists.

https://faststream.ag2.ai/latest/kafka/ and, for acknowledging after the work,
https://faststream.ag2.ai/latest/kafka/ack/
"""

import asyncio
import json
import sys
from functools import partial
from typing import Any

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker, KafkaMessage
from redis.asyncio import Redis

from loadtest.peers.work import ASSIGN, CAPACITY, BadCapture, check, place

WHERE = place()
BATCH_MAX = 500


def application(*, batch: bool) -> FastStream:
    """The app with its subscriber."""
    broker = KafkaBroker(WHERE.kafka, acks="all", enable_idempotence=True, logger=None)
    redis = Redis.from_url(WHERE.redis, decode_responses=True)
    assign = redis.register_script(ASSIGN)
    assignments = broker.publisher(WHERE.assignments)
    dead_letters = broker.publisher(WHERE.dead_letters)

    async def route(capture: Any, received_ms: float) -> None:
        try:
            lead = check(capture, received_ms)
        except BadCapture as error:
            await dead_letters.publish({"reason": str(error)})
            return
        known = await redis.hsetnx(WHERE.key("people"), lead.phone, lead.event_id)
        first = lead.event_id if known else await redis.hget(WHERE.key("people"), lead.phone)
        await redis.hset(WHERE.key(f"lead:{lead.lead}"), mapping={"score": lead.score})
        if first != lead.event_id:
            return
        await redis.zadd(WHERE.key("queue"), {lead.lead: lead.queue_key})
        keys = [WHERE.key(name) for name in ("assigned", "reps", "queue", "live")]
        told = await assign(keys, [lead.event_id, lead.lead, lead.told(), CAPACITY])
        if told:
            body = json.loads(told)
            await assignments.publish(body, key=body["rep"].encode())

    async def route_one(capture: dict[str, Any], message: KafkaMessage) -> None:
        await route(capture, message.raw_message.timestamp)

    async def route_many(captures: list[Any], message: KafkaMessage) -> None:
        for capture, raw in zip(captures, message.raw_message, strict=True):
            await route(capture, raw.timestamp)

    subscribe = partial(
        broker.subscriber,
        WHERE.captures,
        group_id=WHERE.group,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    if batch:
        subscribe(batch=True, max_records=BATCH_MAX)(route_many)
    else:
        subscribe()(route_one)
    return FastStream(broker, logger=None)


if __name__ == "__main__":
    asyncio.run(application(batch="batch" in sys.argv).run())
