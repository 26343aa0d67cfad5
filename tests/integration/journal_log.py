"""A topic of a test's own, and a journal written to it by hand."""

import asyncio
from collections.abc import Sequence
from secrets import token_hex
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from hotlead.topics.journal import RawChange


async def make_topics(brokers: str, **partitions: int) -> None:
    """Makes topics by name; dots are written as __ in the keyword."""
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    await admin.start()
    try:
        await admin.create_topics(
            [NewTopic(name.replace("__", "."), count, 1) for name, count in partitions.items()]
        )
    finally:
        await admin.close()


async def make_topic_anew(brokers: str, name: str, partitions: int) -> None:
    """Deletes a topic and makes it again, which Kafka allows a moment later."""
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    await admin.start()
    try:
        await admin.delete_topics([name])
        async with asyncio.timeout(30):
            while True:
                answer: Any = await admin.create_topics([NewTopic(name, partitions, 1)])
                if answer.topic_errors[0][1] == 0:
                    return
                await asyncio.sleep(0.1)
    finally:
        await admin.close()


class JournalLog:
    """Appends valid entries, and such as are not, to one topic."""

    def __init__(self, producer: AIOKafkaProducer, topic: str) -> None:
        self.producer = producer
        self.topic = topic
        self.stamps: dict[int, str] = {}
        self.seqs: dict[int, int] = {}

    async def raw(self, shard: int, value: bytes) -> int:
        """Appends bytes; returns their offset."""
        sent = await self.producer.send_and_wait(self.topic, value, partition=shard)
        return int(sent.offset)

    def entry(self, shard: int, changes: Sequence[RawChange], *, prev: str | None = None) -> bytes:
        """The next entry of the shard; with `prev` one of another branch, which changes nothing."""
        stamp = token_hex(12)
        seq = self.seqs.get(shard, 0) + 1
        value = {
            "type": "entry",
            "seq": seq,
            "stamp": stamp,
            "prev": self.stamps.get(shard, "") if prev is None else prev,
            "generation": 1,
            "next": seq,
            "at": 1_767_600_000_000 + seq,
            "policy": "default",
            "changes": list(changes),
        }
        if prev is None:
            self.stamps[shard], self.seqs[shard] = stamp, seq
        return orjson.dumps(value)

    async def append(self, shard: int, *changes: RawChange) -> int:
        """Appends a valid entry; returns its offset."""
        return await self.raw(shard, self.entry(shard, changes))


async def soon(awaited: asyncio.Event, timeout_s: float = 30.0) -> None:
    """Awaits an event, for so long at most."""
    await asyncio.wait_for(awaited.wait(), timeout_s)
