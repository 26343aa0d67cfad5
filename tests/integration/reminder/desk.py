"""A worker with a shard of reminders, step by step: Kafka in memory, any store."""

from collections import Counter
from dataclasses import replace
from random import Random
from secrets import token_hex
from typing import cast

from redis.asyncio import Redis

from hotlead.router.audit.state import Dump, differences, dump
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.router.shard.connection import StoreIdentity
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.snapshot_log import Found
from hotlead.router.state.snapshot_writing import SnapshotWriter
from hotlead.router.state.store import ShardStore
from hotlead.topics.event import TenantAction
from hotlead.topics.inbox_records import inbox_record
from hotlead.topics.journal import Entry, RawChange, decode_journal
from hotlead.topics.journal.strict import check
from hotlead.topics.streams import INBOX, JOURNAL, SNAPSHOTS
from tests.integration.reminder.aggregate import WITH_REMINDERS
from tests.simulation.logs import LogSlices
from tests.simulation.memory.client import MemoryRedis
from tests.simulation.memory.store import MemoryStore
from tests.simulation.process import Process, Weather
from tests.simulation.worker import Site, Worker

TURNS = 4
"""What was sent, the marker that it causes, what falls due then, and one with nothing left."""


class DeskWorker(Worker):
    """A worker whose store is given, and which has snapshots."""

    def __init__(self, site: Site, client: Redis) -> None:
        super().__init__(site, Process(Weather(Random(0))))
        self._client = client
        log = LogSlices(site.logs, site.log(SNAPSHOTS), self.process)
        self._readers = replace(self._readers, snapshots=cast("LogReader", log))

    def redis(self, identity: StoreIdentity) -> Redis:
        """The one that was given."""
        return self._client

    async def snapshot(self, store: ShardStore) -> Found:
        """Writes one of the shard as it is."""
        assert self.owner is not None
        assert self._readers.snapshots is not None
        writer = SnapshotWriter(
            store,
            self._producer,
            topic=self.site.log(SNAPSHOTS),
            shard=0,
            journal=self._readers.journal,
            snapshots=self._readers.snapshots,
        )
        return await writer.write(self.owner.begin_snapshot)


class Desk:
    """One shard, with whoever serves it now."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._site = Site.new(MemoryStore(), WITH_REMINDERS)
        self._keys = ShardKeys(0, self._site.settings.redis_prefix)
        self.worker = DeskWorker(self._site, client)

    async def send(self, *events: TenantAction) -> None:
        """Writes events to the inbox; returns when they and what fell due had their effect."""
        key = self._site.settings.identity_key.encode()
        for event in events:
            value, headers = inbox_record(event, key)
            self._site.logs[self._site.log(INBOX)].append(value, headers=headers)
        await self.go_on()

    async def go_on(self) -> None:
        """Lets the worker do all that there is to do."""
        for _ in range(TURNS):
            assert await self.worker.turn(100)

    @property
    def entries(self) -> list[bytes]:
        """The valid entries, as the journal has them."""
        chain, found = Chain(), list[bytes]()
        for record in self._site.logs[self._site.log(JOURNAL)].records:
            raw = record.value or b""
            if chain.read(decode_journal(raw), record.offset) is Verdict.VALID:
                found.append(raw)
        return found

    def changes(self) -> list[RawChange]:
        """All changes of reminders and answers so far, each held to its type."""
        found = list[RawChange]()
        for entry in map(decode_journal, self.entries):
            assert isinstance(entry, Entry)
            for one in entry.raw:
                check(one, entry.policy)
                found.append(one)
        return [one for one in found if one["kind"] != "policy_activated"]

    def kinds(self) -> Counter[str]:
        """How many changes of each kind."""
        return Counter(one["kind"] for one in self.changes())

    async def state(self) -> Dump:
        """All that the store holds."""
        return await dump(self._client, self._keys, WITH_REMINDERS)

    async def snapshot(self) -> Found:
        """Writes a snapshot."""
        assert self.worker.owner is not None
        generation = self.worker.owner.ownership.generation
        store = ShardStore(self._client, self._keys, WITH_REMINDERS, generation)
        return await self.worker.snapshot(store)

    async def lose_all(self, *, snapshots: bool = False) -> None:
        """The store is emptied, the worker dies, and another takes over."""
        await self._client.flushall()
        if snapshots:
            self._site.logs[self._site.log(SNAPSHOTS)].records.clear()
        self.worker = DeskWorker(self._site, self._client)
        await self.go_on()

    async def audited(self) -> list[str]:
        """What differs between the state and the journal folded elsewhere: invariant 7."""
        other = MemoryRedis(MemoryStore())
        folded = ShardStore(other, self._keys, WITH_REMINDERS, 0)
        await folded.claim(self._site.settings.clock, "other", "other")
        await folded.fold(self.entries)
        return differences(await self.state(), await dump(other, self._keys, WITH_REMINDERS))

    def new_id(self) -> str:
        """An action's id."""
        return f"s:main:sup:{token_hex(4)}"
