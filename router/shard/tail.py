"""The journal of all shards, followed for ever: valid entries, handed to subscribers in order."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.router.cancelling import cancel
from hotlead.router.errors import LogError, LogTruncated, NewerRecord
from hotlead.router.kafka.brokers_answering import answering_first
from hotlead.router.kafka.fetch_pacing import pace_fetches
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.metrics import Metrics
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.router.shard.keys import ShardKeys
from hotlead.topics.journal import Entry, decode_journal

log = logging.getLogger(__name__)

POLL_MS: Final = 500
# One fetch is under way for all quiet partitions: this is the most that it delays another.
FETCH_WAIT_MS: Final = 10
RETRY_FIRST_S: Final = 0.1
RETRY_LONGEST_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Followed:
    """One valid entry: where it stands, and when Kafka took it (real UTC milliseconds)."""

    shard: int
    offset: int
    stamped_ms: int
    entry: Entry


Subscriber = Callable[[Followed], None]


class JournalTail:
    """Follows the journals of shards 0 to `shards` - 1 from where Redis knows them to be valid.

    A shard starts right behind the entry that its hash in Redis names (that entry is read again
    and must bear the stamp), or at the log's first record when Redis names none. Subscribers are
    called in the order of each shard's log, once an entry; they must be quick, and what they raise
    is logged and goes no further. A broker that is away is waited for. `ready` is set when all
    shards were read up to the end that they had at the start.
    """

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
        self.ready = asyncio.Event()
        self._brokers = brokers
        self._topic = topic
        self._shards = shards
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
        #: Shards whose journal goes on with what only a newer hotlead reads, and why.
        self.newer: dict[int, str] = {}
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, subscriber: Subscriber) -> None:
        """Hands it every valid entry from now on."""
        self._subscribers.append(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Hands it nothing more."""
        self._subscribers.remove(subscriber)

    @property
    def ended(self) -> bool:
        """Whether the following ended by itself, which it should never do."""
        return self._task is not None and self._task.done()

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
        self._task = asyncio.create_task(self._run(), name="journal-tail")

    async def stop(self) -> None:
        """Ends the following and closes the connections."""
        if self._task is not None:
            await cancel([self._task])
            self._task = None

    async def _run(self) -> None:
        pause_s = RETRY_FIRST_S
        while True:
            before = dict(self._positions)
            try:
                await self._follow()
            except (KafkaError, LogError, RedisError, OSError) as error:
                log.warning(
                    "the journal cannot be followed, next try in %.1f s: %s: %s",
                    pause_s,
                    type(error).__name__,
                    error,
                )
            if self._positions != before:
                pause_s = RETRY_FIRST_S
            await asyncio.sleep(pause_s)
            pause_s = min(RETRY_LONGEST_S, pause_s * 2)

    async def _follow(self) -> None:
        ends: dict[int, int] = {}
        async with LogReader(self._brokers, self._topic) as reader:
            for shard in range(self._shards):
                if shard not in self._positions:
                    await self._locate(reader, shard)
                ends[shard] = await reader.end(shard)
        places = {
            shard: TopicPartition(self._topic, shard)
            for shard in range(self._shards)
            if shard not in self.newer
        }
        consumer = AIOKafkaConsumer(
            bootstrap_servers=await answering_first(self._brokers),
            client_id="hotlead-journal-tail",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        try:
            await consumer.start()
            pace_fetches(consumer)
            consumer.assign(list(places.values()))
            for shard, at in places.items():
                consumer.seek(at, self._positions[shard])
            while True:
                self._note_ready(ends)
                for at, records in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                    try:
                        self._take(at.partition, records)
                    except NewerRecord as error:
                        self._stop(at.partition, error)
                        consumer.pause(places.pop(at.partition))
                for shard, at in places.items():
                    self._positions[shard] = await consumer.position(at)
        except OffsetOutOfRangeError as error:
            for at in error.args[0]:
                self._start_anew(at.partition)
        finally:
            await consumer.stop()

    def _note_ready(self, ends: dict[int, int]) -> None:
        if not self.ready.is_set() and all(
            self._positions[shard] >= end for shard, end in ends.items()
        ):
            self.ready.set()

    async def _locate(self, reader: LogReader, shard: int) -> None:
        """Finds where the shard's chain is known to be valid, or the log's first record."""
        key = ShardKeys(shard, self._redis_prefix).key("shard")
        known = await self._redis.hmget(key, ["tail_offset", "tail_stamp"])
        if known[0] and known[1] and shard not in self._distrusted:
            self._expected[shard] = _text(known[1])
            self._positions[shard] = int(known[0])
        else:
            self._positions[shard] = await reader.first(shard)
        self._chains[shard] = Chain()

    def _start_anew(self, shard: int) -> None:
        """Redis, or what was read before, belongs to another log: begin at this one's start."""
        log.warning("shard %d: the journal is another one; it is read from its start", shard)
        self._distrusted.add(shard)
        self._expected.pop(shard, None)
        self._positions.pop(shard, None)
        self._valid.pop(shard, None)

    def _take(self, shard: int, records: list[ConsumerRecord[bytes, bytes]]) -> None:
        verdicts: Counter[str] = Counter()
        try:
            self._read(shard, records, verdicts)
        finally:
            # Wakes those who wait for what was read; who comes later waits for more.
            self._moved.set()
            self._moved = asyncio.Event()
            for name, count in verdicts.items():
                self._metrics.journal_records[name].inc(count)

    def _read(
        self, shard: int, records: list[ConsumerRecord[bytes, bytes]], verdicts: Counter[str]
    ) -> None:
        for record in records:
            try:
                decoded = decode_journal(record.value or b"")
            except ValueError as error:
                decoded = None
                verdicts["poison"] += 1
                log.warning("journal of shard %d at %d is skipped: %s", shard, record.offset, error)
            stamp = self._expected.pop(shard, None)
            if stamp is not None:
                if not isinstance(decoded, Entry) or decoded.stamp != stamp:
                    self._start_anew(shard)
                    raise LogTruncated(f"shard {shard}: the journal has no entry that Redis knows")
                self._chains[shard] = Chain.behind(decoded)
                self._valid[shard] = record.offset
            elif decoded is not None:
                verdict = self._chains[shard].read(decoded, record.offset)
                verdicts[verdict.value] += 1
                if verdict is Verdict.VALID and isinstance(decoded, Entry):
                    self._valid[shard] = record.offset
                    self._hand(Followed(shard, record.offset, record.timestamp, decoded))
            self._positions[shard] = record.offset + 1

    def _stop(self, shard: int, error: NewerRecord) -> None:
        """Reads this journal no further, and goes on with the others."""
        log.error("the journal of shard %d is followed no further: %s", shard, error)
        self.newer[shard] = f"shard {shard}: {error}"

    def _hand(self, followed: Followed) -> None:
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(followed)
            except Exception:
                log.exception("a reader of the journal failed at %d", followed.offset)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
