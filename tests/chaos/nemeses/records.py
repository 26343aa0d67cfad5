"""Records that nobody should have sent: poison, and what was sent before."""

import asyncio
import codecs
import json
from typing import Any, Final

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata

from hotlead.router.clock import real_ms
from hotlead.router.kafka.log_reader import LogReader
from hotlead.topics.streams import (
    ASSIGNMENTS,
    CHANNELS,
    CONTACTS,
    DEAD_LETTERS,
    INBOX,
    JOURNAL,
    POLICIES,
    SNAPSHOTS,
    capture_topic,
)
from tests.chaos.nemeses.nemesis import Nemesis
from tests.chaos.workers import SLOTS
from tests.fuzz.records import Made, Records
from tests.integration.worker.site import TENANTS

POISONS: Final = (
    b"\x00 not json",
    b"[]",
    orjson.dumps({"type": "entry", "kind": "capture", "event_id": {}, "seq": "x"}),
)
KEYS: Final = (b"poison", b"\xff not text", b"")
OURS: Final = (INBOX, JOURNAL, CONTACTS, POLICIES, SNAPSHOTS, ASSIGNMENTS, DEAD_LETTERS)
AGAIN: Final = 300
FUZZED: Final = 400
DATELESS: Final = 6


class Poison(Nemesis):
    """What is none of ours in every topic, and good records that bear no instant."""

    name = "poison"
    touches = frozenset({"records"})
    lasts_s = (1.0, 3.0)

    async def begin(self) -> dict[str, Any]:
        site = self.site.inner
        ours = [site.settings.topic(name) for name in OURS]
        for topic in (*self.site.input_topics(), *ours):
            for key, poison in zip(KEYS, POISONS, strict=True):
                await site.producer.send_and_wait(topic, poison, key=key)
        dateless = [self.site.people.next() for _ in range(DATELESS)]
        self.site.sources.send(dateless, to_kafka=True, stamp_ms=-1)
        return {"records": len(POISONS) * (len(ours) + len(self.site.input_topics()))}


class Fuzz(Nemesis):
    """A sender of records of every kind of wrong, on every topic.

    A change may leave a capture valid, so each that says who it is may be in the journal.
    """

    name = "fuzz"
    touches = frozenset({"records"})
    lasts_s = (5.0, 8.0)

    async def begin(self) -> dict[str, Any]:
        site = self.site.inner
        records = Records(self.dice.randrange(10**6), TENANTS, real_ms)
        refused = 0
        for made in (records.next() for _ in range(FUZZED)):
            sent = claimed(made)
            if sent is not None:
                self.site.history.invoke(self.name, "capture", **sent).end("info")
            try:
                await site.producer.send_and_wait(
                    site.settings.topic(made.topic),
                    made.value,
                    key=made.key,
                    timestamp_ms=made.timestamp_ms,
                    headers=list(made.headers),
                )
            except KafkaError:
                refused += 1
        return {"records": FUZZED - refused, "refused": refused}


def claimed(made: Made) -> dict[str, str] | None:
    """Tenant, channel and event id that a record gives itself as a capture; None if it does not."""
    channel = next((one for one in CHANNELS if capture_topic(one) == made.topic), None)
    if channel is None or made.value is None:
        return None
    try:
        # As lenient as can be: NaN and 1e999 stand in fields that nobody reads.
        body = json.loads(made.value.removeprefix(codecs.BOM_UTF8))
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    fields = {"tenant": body.get("tenant", "main"), "event_id": body.get("event_id")}
    if not all(isinstance(value, str) and _is_text(value) for value in fields.values()):
        return None
    return {**fields, "channel": channel}


def _is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: half a surrogate pair cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class DuplicateBatch(Nemesis):
    """Whole batches twice: sent again by their producer, and read again by workers."""

    name = "duplicate-batch"
    touches = frozenset({"worker"})

    async def begin(self) -> dict[str, Any]:
        sent = await self._send_again()
        await asyncio.gather(*(self.site.workers.stop(slot) for slot in SLOTS))
        read = await self._read_again()
        await asyncio.gather(*(self.site.workers.start(slot) for slot in SLOTS))
        return {"sent": sent, "read": read}

    async def _send_again(self) -> int:
        """The newest records of each topic that others write to, once more."""
        site, sent = self.site.inner, 0
        for topic in (*self.site.input_topics(), site.settings.topic(INBOX)):
            async with LogReader(site.settings.kafka, topic) as log:
                for number in range(site.settings.partitions):
                    end = await log.end(number)
                    async for records in log.read(number, max(0, end - AGAIN), end):
                        for one in records:
                            await site.producer.send(topic, one.value, partition=number)
                            sent += 1
        await site.producer.flush()
        return sent

    async def _read_again(self) -> int:
        """The group, which has no member now, goes back by so many records in each partition."""
        site, back = self.site.inner, 0
        consumer = AIOKafkaConsumer(
            bootstrap_servers=site.settings.kafka,
            group_id=site.settings.group,
            enable_auto_commit=False,
        )
        await consumer.start()
        try:
            for topic in (*self.site.input_topics(), site.settings.topic(INBOX)):
                for number in range(site.settings.partitions):
                    place = TopicPartition(topic, number)
                    consumer.assign([place])
                    at = await consumer.committed(place) or 0
                    to = max(0, at - AGAIN)
                    await consumer.commit({place: OffsetAndMetadata(to, "")})
                    back += at - to
        finally:
            await consumer.stop()
        return back
