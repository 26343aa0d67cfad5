"""One way to follow the journal: a loop that runs a reader, whose position is its own."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from hotlead.router.cancelling import cancel
from hotlead.router.errors import HotleadError, LogTruncated, LogUnavailable, NewerRecord
from hotlead.router.kafka.brokers_answering import answering_first
from hotlead.router.kafka.fetch_pacing import pace_fetches
from hotlead.router.kafka.hung_brokers import bound_requests
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kafka.topic_ids import is_another, topic_ids

log = logging.getLogger(__name__)

POLL_MS: Final = 500
RETRY_FIRST_S: Final = 0.1
RETRY_LONGEST_S: Final = 5.0
#: Who catches up and then goes on with something else waits no longer for a broker that is silent.
SILENT_S: Final = 30.0
#: How often it is looked whether the topic is still the one that was read.
ID_LOOK_S: Final = 2.0

Record = ConsumerRecord[bytes, bytes]


class Reader(ABC):
    """What is made of the journals, and how far they were read, kept in a store of its own.

    It judges what it is handed with chains of its own (valid.py), and knows no other reader: who
    adds one touches none, and only the new one reads what was before.
    """

    away: ClassVar[tuple[type[Exception], ...]] = ()
    """What is raised while its store is away: waited for, as a broker is."""

    @abstractmethod
    async def begin(self, journal: LogReader, shards: Sequence[int]) -> Mapping[int, int]:
        """The offset of each shard that is read next: right behind what was judged, at an entry
        known to be valid (to read its stamp again), or the log's first.

        Here it is noticed when a log is not the one that was read. Asked each time that the
        following begins, so also after an error.
        """

    @abstractmethod
    async def take(self, shard: int, records: Sequence[Record], following: int) -> int:
        """Takes records, or none, up to `following`; returns the offset that is read next.

        That is `following`, or where its store stands instead. Raises NewerRecord; then this
        shard's journal is read no further.
        """

    def lost(self, shard: int) -> None:
        """The log does not hold the offset that was to be read next; `begin` is asked anew."""
        return

    async def whole(self) -> bool:
        """Whether its store is what it was; asked before each fetch."""
        return True

    async def mend(self) -> None:
        """Makes a store whole that is not: at the cost of what it held, if need be."""
        return


@dataclass(frozen=True, slots=True)
class Fetching:
    """How a reader's consumer asks: for how long a broker may hold a fetch back when there is
    nothing, how many records are taken together (None: all that came), and whether busy fetches
    keep a pace (fetch_pacing.py).
    """

    client_id: str
    wait_ms: int
    batch_records: int | None = None
    paced: bool = False


class Follower:
    """Follows the journals of shards 0 to `shards` - 1 for one reader, for ever.

    A broker or a store that is away is waited for. `ready` is set when all shards were read up to
    the end that they had at the start, and not while a store that was lost is filled again.
    """

    def __init__(
        self, brokers: str, topic: str, reader: Reader, *, shards: int, fetching: Fetching
    ) -> None:
        self.ready = asyncio.Event()
        #: Shards whose journal goes on with what only a newer hotlead reads, and why.
        self.newer: dict[int, str] = {}
        self._brokers, self._topic, self._shards = brokers, topic, range(shards)
        self._reader, self._fetching = reader, fetching
        self._next: dict[int, int] = {}
        #: Which log was read; '' before the first, and where the brokers do not say.
        self._log = ""
        self._task: asyncio.Task[None] | None = None

    @property
    def ended(self) -> bool:
        """Whether the following ended by itself, which it should never do."""
        return self._task is not None and self._task.done()

    async def start(self) -> None:
        """Begins to follow; returns at once. Await `ready` to be caught up."""
        self._task = asyncio.create_task(self._run(), name=self._fetching.client_id)

    async def stop(self) -> None:
        """Ends the following and closes the connections; the reader's store is left to it."""
        if self._task is not None:
            await cancel([self._task])
            self._task = None

    async def catch_up(self) -> None:
        """Reads all shards up to the end that they have now, and no further.

        Raises LogError, NewerRecord, and what the reader raises.
        """
        try:
            await self._follow(on=False)
        except KafkaError as error:
            raise LogUnavailable(
                f"{self._topic} cannot be read: {type(error).__name__}; try again when Kafka"
                " answers"
            ) from error

    async def _run(self) -> None:
        pause_s = RETRY_FIRST_S
        waited_for: tuple[type[Exception], ...] = (KafkaError, HotleadError, OSError)
        waited_for += self._reader.away
        while True:
            before = dict(self._next)
            try:
                await self._follow(on=True)
            except waited_for as error:
                log.warning(
                    "%s: the journal cannot be followed, next try in %.1f s: %s: %s",
                    self._fetching.client_id,
                    pause_s,
                    type(error).__name__,
                    error,
                )
            if self._next != before:
                pause_s = RETRY_FIRST_S
            await asyncio.sleep(pause_s)
            pause_s = min(RETRY_LONGEST_S, pause_s * 2)

    async def _follow(self, *, on: bool) -> None:
        """Reads until the store is lost; without `on` only up to where the logs end now."""
        if not await self._reader.whole():
            self.ready.clear()
            await self._reader.mend()
        ends = await self._begin()
        consumer = await self._consumer()
        try:
            await consumer.start()
            # aiokafka's stop raises CancelledError while a task of its start has not run once.
            await asyncio.sleep(0)
            if self._fetching.paced:
                pace_fetches(consumer)
            looking = asyncio.create_task(self._until_another(consumer), name="topic's id")
            try:
                await self._read(consumer, ends, looking, on=on)
            finally:
                await cancel([looking])
        except OffsetOutOfRangeError as error:
            for at in error.args[0]:
                self._reader.lost(at.partition)
            raise LogTruncated(
                f"{self._topic} does not hold the offset that is read next: is it another cluster,"
                " or was the topic made anew?"
            ) from error
        finally:
            await consumer.stop()

    async def _read(
        self,
        consumer: AIOKafkaConsumer,
        ends: Mapping[int, int],
        looking: asyncio.Task[None],
        *,
        on: bool,
    ) -> None:
        places = {
            shard: TopicPartition(self._topic, shard)
            for shard in self._shards
            if shard not in self.newer
        }
        consumer.assign(list(places.values()))
        for shard, at in places.items():
            consumer.seek(at, self._next[shard])
        moved_s = monotonic()
        while not self._note_ready(ends) or on:
            if on and not await self._reader.whole():
                return
            if looking.done():
                looking.result()
                raise LogTruncated(f"{self._topic} was made anew; it is read from its start")
            found = await consumer.getmany(
                timeout_ms=POLL_MS, max_records=self._fetching.batch_records
            )
            for shard, at in list(places.items()):
                try:
                    if await self._take(consumer, at, found.get(at, ())):
                        moved_s = monotonic()
                except NewerRecord as error:
                    if not on:
                        raise
                    self._stop(shard, error)
                    consumer.pause(places.pop(shard))
            if not on and monotonic() - moved_s > SILENT_S:
                raise LogUnavailable(
                    f"{self._topic} was silent for {SILENT_S:g} s; try again when Kafka answers"
                )

    async def _begin(self) -> dict[int, int]:
        """Has the reader say where it stands; returns where the logs end."""
        async with LogReader(self._brokers, self._topic) as journal:
            before, now = self._log, await journal.topic_id()
            self._log = now or before
            if is_another(before, now):
                for shard in self._shards:
                    self._reader.lost(shard)
            self._next = dict(await self._reader.begin(journal, self._shards))
            return {shard: await journal.end(shard) for shard in self._shards}

    async def _until_another(self, consumer: AIOKafkaConsumer) -> None:
        """Returns once the topic is another log: offsets mean something else then.

        Beside the reading, which goes on while a broker does not say.
        """
        while True:
            await asyncio.sleep(ID_LOOK_S)
            try:
                now = (await topic_ids(consumer._client, [self._topic])).get(self._topic, "")
            except (KafkaError, OSError, TimeoutError) as error:
                log.debug("%s cannot be asked for: %s", self._topic, type(error).__name__)
                continue
            if is_another(self._log, now):
                return
            self._log = now or self._log

    async def _take(
        self, consumer: AIOKafkaConsumer, at: TopicPartition, records: Sequence[Record]
    ) -> bool:
        """Hands the reader what came of a shard; tells whether it stands elsewhere than before."""
        before, following = self._next[at.partition], await consumer.position(at)
        if not records and following == before:
            return False
        self._next[at.partition] = await self._reader.take(at.partition, records, following)
        if self._next[at.partition] != following:
            consumer.seek(at, self._next[at.partition])
        return self._next[at.partition] != before

    def _note_ready(self, ends: Mapping[int, int]) -> bool:
        """Whether all shards were read up to these ends; then `ready` is set."""
        reached = all(self._next[shard] >= end for shard, end in ends.items())
        if reached:
            self.ready.set()
        return reached

    def _stop(self, shard: int, error: NewerRecord) -> None:
        """Reads this journal no further, and goes on with the others."""
        log.error("the journal of shard %d is followed no further: %s", shard, error)
        self.newer[shard] = f"shard {shard}: {error}"

    async def _consumer(self) -> AIOKafkaConsumer:
        made = AIOKafkaConsumer(
            bootstrap_servers=await answering_first(self._brokers),
            client_id=self._fetching.client_id,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=self._fetching.wait_ms,
        )
        bound_requests(made._client)
        return made
