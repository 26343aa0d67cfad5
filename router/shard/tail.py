"""The journal of all shards, followed for ever: valid entries, handed to subscribers in order."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.router.errors import LogTruncated
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.metrics import Metrics
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.connection import text
from hotlead.router.shard.follower import Fetching, Follower, Reader, Record
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.valid import entry_of, judge
from hotlead.topics.journal import Entry

log = logging.getLogger(__name__)

# One fetch is under way for all quiet partitions: this is the most that it delays another.
FETCHING: Final = Fetching("hotlead-journal-tail", wait_ms=10, paced=True)


@dataclass(frozen=True, slots=True)
class Followed:
    """One valid entry, and where it stands."""

    shard: int
    offset: int
    entry: Entry


Subscriber = Callable[[Followed], None]


class JournalTail(Reader):
    """Follows the journals of shards 0 to `shards` - 1 from where Redis knows them to be valid.

    A shard starts right behind the entry that its hash in Redis names (that entry is read again
    and must bear the stamp), or at the log's first record when Redis names none. Subscribers are
    called in the order of each shard's log, once an entry; they must be quick, and what they raise
    is logged and goes no further. Its positions are in memory. `ready`, `ended` and `newer` are
    those of its Follower.
    """

    away = (RedisError,)

    def __init__(
        self,
        brokers: str,
        topic: str,
        *,
        shards: int,
        redis: Redis,
        redis_prefix: str,
        metrics: Metrics,
    ) -> None:
        self._follower = Follower(brokers, topic, self, shards=shards, fetching=FETCHING)
        self.ready, self.newer = self._follower.ready, self._follower.newer
        self._redis = redis
        self._redis_prefix = redis_prefix
        self._metrics = metrics
        self._subscribers: list[Subscriber] = []
        self._chains: dict[int, Chain] = {}
        self._positions: dict[int, int] = {}
        self._valid: dict[int, int] = {}
        # The stamp that the first record read must bear; and shards whose Redis named another log.
        self._expected: dict[int, str] = {}
        self._distrusted: set[int] = set()
        self._moved = asyncio.Event()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Hands it every valid entry from now on."""
        self._subscribers.append(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Hands it nothing more."""
        self._subscribers.remove(subscriber)

    @property
    def ended(self) -> bool:
        """Whether the following ended by itself, which it should never do."""
        return self._follower.ended

    def position(self, shard: int) -> int:
        """The offset that is read next; -1 as long as the start is not known."""
        return self._positions.get(shard, -1)

    def seq(self, shard: int) -> int:
        """The sequence of the last valid entry read; 0 as long as there is none."""
        chain = self._chains.get(shard)
        return chain.seq if chain is not None else 0

    def valid(self, shard: int) -> int:
        """The offset of the last entry known to be valid, behind which reading may be resumed; -1
        as long as there is none.
        """
        return self._valid.get(shard, -1)

    async def reached(self, shard: int, seq: int, timeout_s: float) -> bool:
        """Awaits that the shard's chain was read up to `seq`; False when it was not in time."""
        chain = self._chains.get(shard)
        if chain is not None and chain.seq >= seq:
            return True
        moved = self._moved
        try:
            async with asyncio.timeout(timeout_s):
                while shard not in self._chains or self._chains[shard].seq < seq:
                    await moved.wait()
                    moved = self._moved
        except TimeoutError:
            return False
        return True

    async def start(self) -> None:
        """Begins to follow; returns at once. Await `ready` to be caught up."""
        await self._follower.start()

    async def stop(self) -> None:
        """Ends the following and closes the connections."""
        await self._follower.stop()

    async def begin(self, journal: LogReader, shards: Sequence[int]) -> Mapping[int, int]:
        """Where each shard was read to, else where Redis knows it to be valid, else its start."""
        for shard in shards:
            if shard not in self._positions:
                await self._locate(journal, shard)
        return self._positions

    async def _locate(self, journal: LogReader, shard: int) -> None:
        key = ShardKeys(shard, self._redis_prefix).key("shard")
        known = await self._redis.hmget(key, ["tail_offset", "tail_stamp"])
        if known[0] and known[1] and shard not in self._distrusted:
            self._expected[shard] = text(known[1])
            self._positions[shard] = int(known[0])
        else:
            self._positions[shard] = await journal.first(shard)
        self._chains[shard] = Chain()

    def lost(self, shard: int) -> None:
        """Redis, or what was read before, belongs to another log: begin at this one's start."""
        log.warning("shard %d: the journal is another one; it is read from its start", shard)
        self._distrusted.add(shard)
        self._expected.pop(shard, None)
        self._positions.pop(shard, None)
        self._valid.pop(shard, None)

    async def take(self, shard: int, records: Sequence[Record], following: int) -> int:
        """Hands on the valid entries, at once: nothing else of this process runs in between."""
        verdicts: Counter[str] = Counter()
        try:
            for record in records:
                self._take(shard, record, verdicts)
                self._positions[shard] = record.offset + 1
        finally:
            # Wakes those who wait for what was read; who comes later waits for more.
            self._moved.set()
            self._moved = asyncio.Event()
            for name, count in verdicts.items():
                self._metrics.journal_records[name].inc(count)
        self._positions[shard] = following
        return following

    def _take(self, shard: int, record: Record, verdicts: Counter[str]) -> None:
        stamp = self._expected.pop(shard, None)
        if stamp is not None:
            known = entry_of(record.value)
            if known is None or known.stamp != stamp:
                self.lost(shard)
                raise LogTruncated(f"shard {shard}: the journal has no entry that Redis knows")
            self._chains[shard] = Chain.behind(known)
            self._valid[shard] = record.offset
            return
        one = judge(self._chains[shard], record.offset, record.value)
        verdicts[one.verdict.value] += 1
        if one.record is None:
            log.warning("journal of shard %d at %d is skipped: %s", shard, record.offset, one.why)
        if (entry := one.valid) is not None:
            self._valid[shard] = record.offset
            self._hand(Followed(shard, record.offset, entry))

    def _hand(self, followed: Followed) -> None:
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(followed)
            except Exception:
                log.exception("a reader of the journal failed at %d", followed.offset)
