"""(b') The shortest loop: `getmany`, one script a lead in one pipeline, produce, commit.

No inbox, no journal, nothing to rebuild from: what the proof costs is the difference to this.
"""

import asyncio
import json
import signal

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from redis.asyncio import Redis

from loadtest.peers.work import ASSIGN, CAPACITY, BadCapture, check, place

WHERE = place()
TAKE_MAX = 1000


async def main() -> None:
    """Until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    redis = Redis.from_url(WHERE.redis)
    sha = await redis.script_load(ASSIGN)
    keys = [WHERE.key(name) for name in ("assigned", "reps", "queue", "live")]
    consumer = AIOKafkaConsumer(
        WHERE.captures,
        bootstrap_servers=WHERE.kafka,
        group_id=WHERE.group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=WHERE.kafka, acks="all", enable_idempotence=True, linger_ms=0
    )
    await consumer.start()
    await producer.start()
    while not stop.is_set():
        fetched = await consumer.getmany(timeout_ms=200, max_records=TAKE_MAX)
        if not fetched:
            continue
        sends, pipe = [], redis.pipeline(transaction=False)
        for records in fetched.values():
            for record in records:
                try:
                    lead = check(orjson.loads(record.value or b""), record.timestamp)
                except (BadCapture, orjson.JSONDecodeError) as error:
                    body = json.dumps({"reason": str(error)}).encode()
                    sends.append(await producer.send(WHERE.dead_letters, body))
                    continue
                pipe.evalsha(sha, 4, *keys, lead.event_id, lead.lead, lead.told(), CAPACITY)
        told = dict.fromkeys(text for text in await pipe.execute() if text)
        for text in told:
            body = orjson.loads(text)
            sends.append(await producer.send(WHERE.assignments, text, key=body["rep"].encode()))
        await asyncio.gather(*sends)
        await consumer.commit()
    await consumer.stop()
    await producer.stop()
    await redis.aclose()


if __name__ == "__main__":
    uvloop.run(main())
