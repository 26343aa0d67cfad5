"""(a) Faust as its documentation teaches it: `async for`, one Redis call after another, JSON.

https://faust-streaming.github.io/faust/userguide/agents.html
"""

import json
from typing import Any

import faust
from redis.asyncio import Redis

from loadtest.peers.work import ASSIGN, CAPACITY, BadCapture, check, place

WHERE = place()
app = faust.App(
    WHERE.group,
    broker=f"kafka://{WHERE.kafka}",
    store="memory://",
    value_serializer="json",
    consumer_auto_offset_reset="earliest",
    topic_allow_declare=False,
    topic_disable_leader=True,
    web_enabled=False,
    stream_wait_empty=True,
    producer_acks=-1,
    loop=None,
)
captures = app.topic(WHERE.captures)
assignments = app.topic(WHERE.assignments)
dead_letters = app.topic(WHERE.dead_letters)
redis = Redis.from_url(WHERE.redis, decode_responses=True)
assign = redis.register_script(ASSIGN)


@app.agent(captures)
async def route(stream: Any) -> None:
    """Each capture in turn, acknowledged when its assignment is in Kafka."""
    async for event in stream.events():
        try:
            lead = check(event.value, event.message.timestamp * 1000)
        except BadCapture as error:
            await (await dead_letters.send(value={"reason": str(error)}))
            continue
        known = await redis.hsetnx(WHERE.key("people"), lead.phone, lead.event_id)
        first = lead.event_id if known else await redis.hget(WHERE.key("people"), lead.phone)
        await redis.hset(WHERE.key(f"lead:{lead.lead}"), mapping={"score": lead.score})
        if first != lead.event_id:
            continue
        await redis.zadd(WHERE.key("queue"), {lead.lead: lead.queue_key})
        keys = [WHERE.key(name) for name in ("assigned", "reps", "queue", "live")]
        told = await assign(keys, [lead.event_id, lead.lead, lead.told(), CAPACITY])
        if told:
            body = json.loads(told)
            await (await assignments.send(key=body["rep"], value=body))


if __name__ == "__main__":
    worker = faust.Worker(app, loglevel="WARNING")
    worker.execute_from_commandline()
