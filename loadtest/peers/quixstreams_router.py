"""(c) Quix Streams: a dataframe from topic to topic, Redis called from `apply`.

https://quix.io/docs/quix-streams/processing.html and, for calls to databases,
https://quix.io/docs/quix-streams/connectors/sinks/custom-sinks.html
"""

import json
from typing import Any

from quixstreams import Application
from redis import Redis

from loadtest.peers.work import ASSIGN, CAPACITY, BadCapture, check, place

WHERE = place()
redis = Redis.from_url(WHERE.redis, decode_responses=True)
assign = redis.register_script(ASSIGN)
app = Application(
    broker_address=WHERE.kafka,
    consumer_group=WHERE.group,
    auto_offset_reset="earliest",
    auto_create_topics=False,
    producer_extra_config={"acks": "all", "enable.idempotence": True},
    loglevel="WARNING",
)
captures = app.topic(WHERE.captures, value_deserializer="json")
assignments = app.topic(WHERE.assignments, value_serializer="json", key_serializer="str")
dead_letters = app.topic(WHERE.dead_letters, value_serializer="json")


def route(capture: Any, _key: Any, timestamp: int, _headers: Any) -> dict[str, Any] | None:
    """The assignment of a capture, the reason why there can be none, or nothing."""
    try:
        lead = check(capture, timestamp)
    except BadCapture as error:
        return {"kind": "dead", "reason": str(error)}
    known = redis.hsetnx(WHERE.key("people"), lead.phone, lead.event_id)
    first = lead.event_id if known else redis.hget(WHERE.key("people"), lead.phone)
    redis.hset(WHERE.key(f"lead:{lead.lead}"), mapping={"score": lead.score})
    if first != lead.event_id:
        return None
    redis.zadd(WHERE.key("queue"), {lead.lead: lead.queue_key})
    keys = [WHERE.key(name) for name in ("assigned", "reps", "queue", "live")]
    told = assign(keys, [lead.event_id, lead.lead, lead.told(), CAPACITY])
    return json.loads(told) if told else None


routed = app.dataframe(captures).apply(route, metadata=True)
routed = routed.filter(lambda value: value is not None)
routed.filter(lambda value: value["kind"] == "assigned").to_topic(
    assignments, key=lambda value: value["rep"]
)
routed.filter(lambda value: value["kind"] == "dead").to_topic(dead_letters)

if __name__ == "__main__":
    app.run()
