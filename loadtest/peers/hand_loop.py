"""(b) The near-limit: hotlead's streams, rules, scripts and promises by hand. No Faust, no layers.

Three consumers in one process, each with `getmany`: captures to inbox, inbox to journal, journal to
assignments. It promises what a worker promises (told only what was read back, positions, chain,
generation), and leaves out all that a worker needs on other days: rebalances, timers, recovery.
"""

import asyncio
import signal
from collections.abc import Awaitable
from typing import Any

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from hotlead.agents.intake import Unusable, to_inbox
from hotlead.router.aggregates import AGGREGATES
from hotlead.router.kafka.producer import start_producer
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.pools.requests import activate
from hotlead.router.settings import Settings, read_settings
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.router.shard.connection import StoreIdentity, connect
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.sharding import shard_of
from hotlead.router.state.recovery import Readers, open_shard
from hotlead.router.state.store import Placed, ShardStore
from hotlead.topics.assignments import told
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.inbox import decode_inbox, encode_inbox
from hotlead.topics.journal import Entry, decode_journal
from hotlead.topics.streams import (
    ASSIGNMENTS,
    CONTACTS,
    DEAD_LETTERS,
    INBOX,
    JOURNAL,
    POLICIES,
    capture_topic,
)

TAKE_MAX = 1000
TOGETHER = 200
WAIT_MS = 200
CHANNEL = "web-form"


class HandLoop:
    """The three loops, and what they share."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer, policy: Policy) -> None:
        self._settings, self._producer, self._policy = settings, producer, policy
        self._read_back: dict[int, tuple[int, str, int]] = {}

    async def captures(self, consumer: AIOKafkaConsumer) -> None:
        """From the channel to contacts and inbox."""
        settings, producer = self._settings, self._producer
        inbox, contacts = settings.topic(INBOX), settings.topic(CONTACTS)
        while True:
            fetched = await consumer.getmany(timeout_ms=WAIT_MS, max_records=TAKE_MAX)
            sends: list[Awaitable[Any]] = []
            for records in fetched.values():
                for record in records:
                    try:
                        event = to_inbox(record, CHANNEL, settings)
                    except Unusable as verdict:
                        body = orjson.dumps({"reason": verdict.reason})
                        sends.append(await producer.send(settings.topic(DEAD_LETTERS), body))
                        continue
                    capture = capture_key(event.tenant, event.channel, event.event_id)
                    key = contact_key(capture, event.contact_id).encode()
                    sends.append(
                        await producer.send(contacts, event.contact_json().encode(), key=key)
                    )
                    shard = shard_of(event.tenant, settings.shards)
                    sends.append(await producer.send(inbox, encode_inbox(event), partition=shard))
            await asyncio.gather(*sends)
            if fetched:
                await consumer.commit()

    async def inbox(self, consumer: AIOKafkaConsumer, store: ShardStore, shard: int) -> None:
        """From the inbox through the scripts to the journal."""
        journal = self._settings.topic(JOURNAL)
        while True:
            fetched = await consumer.getmany(timeout_ms=WAIT_MS, max_records=TAKE_MAX)
            placed = [
                Placed(
                    AGGREGATES.call_for(
                        decode_inbox(record.value or b""),
                        self._policy,
                        record.timestamp,
                        f"ld_{shard}-{record.offset}",
                    ),
                    record.offset,
                    record.offset,
                )
                for records in fetched.values()
                for record in records
            ]
            going: Awaitable[Any] = asyncio.gather()
            for start in range(0, len(placed), TOGETHER):
                # Redis works on these while those before are on their way to Kafka.
                outcomes = await store.run(placed[start : start + TOGETHER])
                await going
                sends = [
                    await self._producer.send(journal, outcome.entry, partition=shard)
                    for outcome in outcomes
                    if outcome.entry
                ]
                going = asyncio.gather(*sends)
            await going
            if fetched:
                await consumer.commit()
            if shard in self._read_back:
                await store.trim(*self._read_back.pop(shard))

    async def journal(self, consumer: AIOKafkaConsumer) -> None:
        """From the journal, read back as valid, to the assignments."""
        chains: dict[int, Chain] = {}
        assignments = self._settings.topic(ASSIGNMENTS)
        while True:
            fetched = await consumer.getmany(timeout_ms=WAIT_MS, max_records=TAKE_MAX)
            sends: list[Awaitable[Any]] = []
            for place, records in fetched.items():
                chain = chains.setdefault(place.partition, Chain())
                for record in records:
                    entry = decode_journal(record.value or b"")
                    if chain.read(entry, record.offset) is not Verdict.VALID:
                        continue
                    assert isinstance(entry, Entry)
                    self._read_back[place.partition] = (entry.seq, entry.stamp, record.offset)
                    for number, change in enumerate(entry.changes):
                        body = told(change, entry, place.partition, number)
                        if body is not None:
                            value, key = orjson.dumps(body), body["rep"].encode()
                            sends.append(await self._producer.send(assignments, value, key=key))
            await asyncio.gather(*sends)
            if fetched:
                await consumer.commit()


def _consumer(settings: Settings, *topics: str, group: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        *topics,
        bootstrap_servers=settings.kafka,
        group_id=f"{settings.group}-{group}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )


async def main() -> None:
    """Until SIGTERM, or until one of the loops fails."""
    settings = read_settings()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    producer = await start_producer(settings.kafka, "hand-loop")
    readers = await Readers.start(settings, AGGREGATES)
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    loop = HandLoop(settings, producer, book.newest())
    topics = settings.topic(capture_topic(CHANNEL)), settings.topic(INBOX), settings.topic(JOURNAL)
    captures = _consumer(settings, topics[0], group="captures")
    journal = _consumer(settings, topics[2], group="journal")
    tasks = []
    for consumer in (captures, journal):
        await consumer.start()
    tasks += [asyncio.create_task(loop.captures(captures))]
    tasks += [asyncio.create_task(loop.journal(journal))]
    for shard in range(settings.shards):
        identity = StoreIdentity()
        redis = connect(settings.redis, identity)
        store = ShardStore(redis, ShardKeys(shard, settings.redis_prefix), AGGREGATES)
        owned = await open_shard(
            store, readers, producer, shard=shard, settings=settings, clock=settings.clock,
            worker="hand-loop", identity=identity,
        )  # fmt: skip
        inbox = _consumer(settings, group=f"inbox-{shard}")
        await inbox.start()
        place = TopicPartition(topics[1], shard)
        inbox.assign([place])
        inbox.seek(place, owned.position)
        first = activate(book.newest(), settings.clock.now_ms(), rescore=False)
        [outcome] = await store.run([Placed(first, owned.position, None)])
        await producer.send_and_wait(topics[2], outcome.entry, partition=shard)
        tasks.append(asyncio.create_task(loop.inbox(inbox, store, shard)))
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    # What is under way comes again: nothing is acknowledged before its effect.
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    uvloop.run(main())
