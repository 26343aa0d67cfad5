"""A shard's owner in this process, driven step by step: nothing is published before it is told."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer
from prometheus_client import CollectorRegistry

from hotlead.agents.inbox.publisher import Publisher
from hotlead.router.aggregates import AGGREGATES
from hotlead.router.kafka.producer import start_producer
from hotlead.router.metrics import Metrics
from hotlead.router.pools.requests import activate
from hotlead.router.shard.call import Call
from hotlead.router.shard.connection import connect
from hotlead.router.state.clearing import clear
from hotlead.router.state.recovery import Ownership, Readers, fold_journal, open_shard
from hotlead.router.state.store import Placed, ShardStore
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.inbox import CaptureReceived, InboxEvent
from hotlead.topics.journal import Entry, RawChange, decode_journal
from hotlead.topics.streams import CONTACTS, JOURNAL
from tests.integration.worker.site import TENANTS, Site, brisk


def captured(lead: str, *, grade: float = 50, **fields: Any) -> CaptureReceived:
    """A capture as intake writes it to the inbox; its event id is the lead's name."""
    now = time.time_ns() // 1_000_000
    given: dict[str, Any] = {
        "tenant": TENANTS[0],
        "channel": "web-form",
        "event_id": lead,
        "at_ms": now,
        "received_ms": now,
        "contact": {"email": f"{lead}@example.org"},
        "contact_id": f"c-{lead}",
        "masked": "****",
        "identities": (f"id:{lead}",),
        "attributes": {"grade": f"{grade:g}"},
    }
    return CaptureReceived(**(given | fields))


def lead_named(event: InboxEvent) -> str:
    """The id of the lead that comes of a `captured`: its event's."""
    return event.event_id if isinstance(event, CaptureReceived) else ""


class Claimant:
    """Make it with `claimant`."""

    def __init__(
        self,
        site: Site,
        shard: int,
        store: ShardStore,
        readers: Readers,
        producer: AIOKafkaProducer,
    ) -> None:
        self.site, self.shard, self.store = site, shard, store
        self.producer = producer
        self.owned: Ownership
        self.position = 0
        self.policy = brisk()
        self.readers = readers

    async def open(self, *, rebuild: bool = False) -> None:
        """Claims the shard, as a worker does; puts the policy into force if it had none."""
        self.owned = await open_shard(
            self.store,
            self.readers,
            self.producer,
            shard=self.shard,
            settings=self.site.settings,
            clock=self.site.settings.clock,
            worker="claimant",
            force_rebuild=rebuild,
        )
        self.position = self.owned.position
        if not self.owned.policy:
            await self.send(await self.run(activate(self.policy, 0, rescore=False)))

    async def run(self, *calls: Call) -> list[bytes]:
        """Runs calls without a position; returns their entries."""
        placed = [Placed(call, self.position, None) for call in calls]
        return [outcome.entry for outcome in await self.store.run(placed) if outcome.entry]

    async def take(self, *events: InboxEvent) -> list[bytes]:
        """Writes events to the inbox and takes them; returns their entries, not yet published."""
        entries = []
        for event in events:
            if isinstance(event, CaptureReceived):
                capture = capture_key(event.tenant, event.channel, event.event_id)
                key = contact_key(capture, event.contact_id)
                topic = self.site.settings.topic(CONTACTS)
                value = event.contact_json().encode()
                await self.producer.send_and_wait(topic, value, key=key.encode())
            at = await self.site.inbox(event)
            call = AGGREGATES.call_for(
                event, self.policy, time.time_ns() // 1_000_000, lead_named(event)
            )
            outcomes = await self.store.run([Placed(call, self.position, at)])
            entries += [outcome.entry for outcome in outcomes if outcome.entry]
            self.position = at + 1
        return entries

    async def send(self, entries: Sequence[bytes]) -> None:
        """Publishes entries."""
        topic = self.site.settings.topic(JOURNAL)
        sends = [await self.producer.send(topic, raw, partition=self.shard) for raw in entries]
        await asyncio.gather(*sends)

    async def act(self, *events: InboxEvent) -> list[RawChange]:
        """Takes and publishes; returns what changed."""
        entries = await self.take(*events)
        await self.send(entries)
        return [change for raw in entries for change in _entry(raw).raw]

    async def forge(self, *changes: RawChange) -> None:
        """Publishes a valid entry with changes that no script decided, and rebuilds the state."""
        shard = self.store.keys.key("shard")
        reply: Any = await self.store.redis.hmget(shard, "seq", "tip", "next", "now", "policy")
        seq, tip, position, now, policy = (value.decode() for value in reply)
        entry = {
            "type": "entry",
            "seq": int(seq) + 1,
            "stamp": token_hex(12),
            "prev": tip,
            "generation": self.store.generation,
            "next": int(position),
            "at": int(now),
            "policy": policy,
            "changes": changes,
        }
        await self.send([orjson.dumps(entry)])
        await self.open(rebuild=True)

    async def fold(self) -> None:
        """Makes the state anew, but for the contacts: a rebuild that ends too soon."""
        end = await self.readers.journal.end(self.shard)
        await clear(self.store)
        await fold_journal(self.store, self.readers.journal, self.shard, end)

    def publisher(self, producer: Any) -> Publisher:
        """A publisher of this shard's outbox on another producer."""
        return Publisher(
            producer,
            self.store,
            topic=self.site.settings.topic(JOURNAL),
            shard=self.shard,
            sent_seq=1,
            read_back_seq=1,
            metrics=Metrics(CollectorRegistry(), shards=self.shard + 1),
        )


def _entry(raw: bytes) -> Entry:
    found = decode_journal(raw)
    assert isinstance(found, Entry)
    return found


@asynccontextmanager
async def claimant(site: Site, shard: int = 0) -> AsyncIterator[Claimant]:
    """An owner of a shard, opened."""
    redis = connect(site.settings.redis)
    readers = await Readers.start(site.settings, AGGREGATES)
    producer = await start_producer(site.settings.kafka, "claimant")
    try:
        made = Claimant(
            site, shard, ShardStore(redis, site.keys(shard), AGGREGATES), readers, producer
        )
        await made.open()
        yield made
    finally:
        await producer.stop()
        await readers.stop()
        await redis.aclose()
