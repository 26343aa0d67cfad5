"""One worker with the shard: what agents/inbox/shards.py and the follower do, step by step.

It opens the shard, takes the inbox in batches, hears what became valid, and lets its timers act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from aiokafka.errors import KafkaError
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.agents.dead_letters import DeadLetterWriter
from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.owner import Owner
from hotlead.agents.tools import Tools
from hotlead.router.aggregates import AGGREGATES
from hotlead.router.errors import (
    LogUnavailable,
    ScriptFailed,
    ShardLost,
    StoreBehind,
    StoreRestarted,
)
from hotlead.router.metrics import Metrics
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.router.shard.connection import StoreIdentity
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.recovery import Readers, open_shard
from hotlead.router.state.store import ShardStore
from hotlead.topics.journal import Opened, decode_journal
from hotlead.topics.streams import CONTACTS, INBOX, JOURNAL
from tests.simulation.logs import LogProducer, Logs, LogSlices
from tests.simulation.memory.store import MemoryStore
from tests.simulation.policies import POLICIES, Book
from tests.simulation.process import Process, ProcessRedis

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

    from hotlead.router.kafka.log_reader import LogReader

LOST = (ShardLost, StoreBehind, StoreRestarted)
AWAY = (KafkaError, RedisError, LogUnavailable)


@dataclass(frozen=True, slots=True)
class Site:
    """What the processes share: the store, the logs, the settings."""

    store: MemoryStore
    logs: Logs
    settings: Settings
    metrics: Metrics
    aggregates: Aggregates[Policy]
    policies: Sequence[Policy]

    @classmethod
    def new(
        cls,
        store: MemoryStore,
        aggregates: Aggregates[Policy] = AGGREGATES,
        policies: Sequence[Policy] = POLICIES,
    ) -> "Site":
        """An empty site of one shard."""
        settings = Settings(shards=1, partitions=1)
        metrics = Metrics(
            CollectorRegistry(),
            channels=settings.channels,
            tenants=settings.tenants,
            shards=1,
            version="simulated",
        )
        return cls(store, Logs(), settings, metrics, aggregates, policies)

    def log(self, name: str) -> str:
        """A topic's whole name."""
        return self.settings.topic(name)


class Worker:
    """A process that Kafka's group gave the partition to. `turn` is one round of all it does."""

    def __init__(self, site: Site, process: Process) -> None:
        self.site, self.process = site, process
        self._producer = cast("AIOKafkaProducer", LogProducer(site.logs, process))
        journal, inbox, contacts = (
            cast("LogReader", LogSlices(site.logs, site.log(name), process))
            for name in (JOURNAL, INBOX, CONTACTS)
        )
        self._readers = Readers(journal, inbox, {CONTACTS: contacts})
        book = Book(site.policies)
        letters = DeadLetterWriter(self._producer, site.settings, site.metrics)
        self._tools = Tools(
            site.settings, self._producer, book, letters, site.metrics, site.aggregates
        )
        self.owner: Owner | None = None
        self._failures = Failures()
        self._rebuild = False
        self._heard, self._chain = 0, Chain()

    async def turn(
        self,
        batch_max: int,
        *,
        deaf: bool = False,
        early: bool = False,
        unread: bool = False,
        again: int = 0,
    ) -> bool:
        """One round; whether all is well. Deaf: the journal's news are late.

        Early: timers are looked at before the inbox. Unread: the inbox is not read at all.
        `again`: so many records that were taken before are delivered again.
        """
        try:
            if self.owner is None:
                await self._open()
            if not deaf and not self._hear():
                raise ShardLost("another worker opened it, or an entry of ours is void")
            if self.owner is not None and (early or unread):
                await self.owner.tick()
            if self.owner is not None and not unread:
                await self._read(self.owner, batch_max, again)
            if self.owner is not None and not (early or unread):
                await self.owner.tick()
        except ScriptFailed:
            self._rebuild = True
            self.owner = None
        except LOST:
            self.owner = None
        except AWAY:
            return False
        return self.owner is not None

    @property
    def at_rest(self) -> bool:
        """Whether it has nothing left to do at this instant."""
        owner = self.owner
        return (
            owner is not None
            and owner.position >= self.site.logs[self.site.log(INBOX)].end
            and self._heard >= self.site.logs[self.site.log(JOURNAL)].end
            and not owner.publisher.doubt
        )

    def redis(self, identity: StoreIdentity) -> Redis:
        """A client of the process's own."""
        return ProcessRedis(self.site.store, self.process, identity)

    async def _open(self) -> None:
        identity = StoreIdentity()
        keys = ShardKeys(0, self.site.settings.redis_prefix)
        store = ShardStore(self.redis(identity), keys, self.site.aggregates)
        owned = await open_shard(
            store,
            self._readers,
            self._tools.producer,
            shard=0,
            settings=self.site.settings,
            clock=self.site.settings.clock,
            worker="simulated",
            identity=identity,
            force_rebuild=self._rebuild,
        )
        self._rebuild = False
        owner = Owner(self._tools, store, owned, 0, self._failures)
        await owner.bootstrap()
        self.owner = owner

    async def _read(self, owner: Owner, batch_max: int, again: int) -> None:
        """Batches up to the inbox's end, as it is now."""
        inbox = self.site.logs[self.site.log(INBOX)]
        at, end = max(0, owner.position - again), inbox.end
        while at < end:
            batch = inbox.records[at : min(end, at + batch_max)]
            await owner.work(batch)
            at = batch[-1].offset + 1

    def _hear(self) -> bool:
        """Reads the journal on; False when the shard is lost by what it says."""
        owner = self.owner
        records = self.site.logs[self.site.log(JOURNAL)].records
        while self._heard < len(records):
            record = records[self._heard]
            self._heard += 1
            decoded = decode_journal(record.value or b"")
            verdict = self._chain.read(decoded, record.offset)
            if owner is None:
                continue
            if isinstance(decoded, Opened):
                mine = decoded.id == owner.ownership.opened_id
                if not mine and record.offset > owner.ownership.generation:
                    return False
            elif verdict is Verdict.VALID:
                owner.publisher.read_back(decoded.seq, decoded.stamp, record.offset)
            elif verdict is Verdict.VOID and decoded.generation == owner.ownership.generation:
                return False
        return True
