"""Keeps the read store up with Kafka: all shards' journals, from where it stopped, for ever."""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from time import monotonic
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from hotlead.router.cancelling import cancel
from hotlead.router.errors import HotleadError, ReadStoreLost
from hotlead.router.kafka.brokers_answering import answering_first
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kpis.store import ReadStore
from hotlead.router.shard.valid import log_id

log = logging.getLogger(__name__)

BATCH_RECORDS: Final = 250
POLL_MS: Final = 500
# Nobody waits for the KPIs: the brokers may hold an answer back for so long.
FETCH_WAIT_MS: Final = 200
RETRY_FIRST_S: Final = 0.1
RETRY_LONGEST_S: Final = 5.0

Record = ConsumerRecord[bytes, bytes]


class Follower:
    """Follows the journals of shards 0 to `shards` - 1 into a store.

    Batches are written in a thread. With `idle` 1 it rests after each as long as that took, so that
    a long history read at the start does not take a processor for itself; 0 for a command.
    `ready` is set when all shards were read up to the end that they had at the start.
    """

    def __init__(
        self, brokers: str, topic: str, *, shards: int, store: ReadStore, idle: float = 1.0
    ) -> None:
        self.ready = asyncio.Event()
        self._brokers, self._topic, self._shards = brokers, topic, shards
        self._store, self._idle = store, idle
        #: By shard, its journal's identity and the offset that is read next.
        self._logs: dict[int, str] = {}
        self._next: dict[int, int] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def ended(self) -> bool:
        """Whether the following ended by itself, which it should never do."""
        return self._task is not None and self._task.done()

    async def start(self) -> None:
        """Begins to follow; returns at once. A broker that is away is waited for."""
        self._task = asyncio.create_task(self._run(), name="read-store-follower")

    async def stop(self) -> None:
        """Ends the following. The store stays open."""
        if self._task is not None:
            await cancel([self._task])
            self._task = None

    async def catch_up(self) -> None:
        """Reads all shards up to the end that they have now. Raises LogError, ReadStoreBroken."""
        async with LogReader(self._brokers, self._topic, batch_records=BATCH_RECORDS) as reader:
            await self._locate(reader)
            for shard in range(self._shards):
                end = await reader.end(shard)
                # A store that was made anew meanwhile is read from where it stands.
                while self._next[shard] < end:
                    await self._read(reader, shard, end)
        self.ready.set()

    async def _read(self, reader: LogReader, shard: int, end: int) -> None:
        async for records in reader.read(shard, self._next[shard], end):
            following = records[-1].offset + 1
            if await self._write(shard, records, following) != following:
                return
        self._next[shard] = max(self._next[shard], end)

    async def _locate(self, reader: LogReader) -> None:
        """Where each shard is read on; the store is made anew when it holds another log's."""
        for shard in range(self._shards):
            end = await reader.end(shard)
            self._logs[shard] = await log_id(reader, shard) if end else ""
            known = await asyncio.to_thread(self._store.position, shard)
            if known is not None and (known.log != self._logs[shard] or known.next > end):
                why = f"the journal of shard {shard} is another one"
                await asyncio.to_thread(self._store.begin_anew, why)
                return await self._locate(reader)
            self._next[shard] = known.next if known is not None else 0
        return None

    async def _run(self) -> None:
        pause_s = RETRY_FIRST_S
        while True:
            before = dict(self._next)
            try:
                await self._mend()
                await self.catch_up()
                await self._follow()
            except (KafkaError, HotleadError, OSError, sqlite3.Error) as error:
                log.warning(
                    "the read store cannot follow the journal, next try in %.1f s: %s: %s",
                    pause_s,
                    type(error).__name__,
                    error,
                )
            if self._next != before:
                pause_s = RETRY_FIRST_S
            await asyncio.sleep(pause_s)
            pause_s = min(RETRY_LONGEST_S, pause_s * 2)

    async def _mend(self) -> None:
        """Has a store that was lost opened anew; nobody reads it until it has caught up."""
        try:
            await asyncio.to_thread(self._store.look)
        except ReadStoreLost:
            self.ready.clear()
            await asyncio.to_thread(self._store.mend)

    async def _follow(self) -> None:
        """Reads on as records come, until a log is not the one that it was."""
        places = {shard: TopicPartition(self._topic, shard) for shard in range(self._shards)}
        consumer = AIOKafkaConsumer(
            bootstrap_servers=await answering_first(self._brokers),
            client_id="hotlead-read-store",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        try:
            await consumer.start()
            consumer.assign(list(places.values()))
            for shard, at in places.items():
                consumer.seek(at, self._next[shard])
            while True:
                await asyncio.to_thread(self._store.look)
                found = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH_RECORDS)
                for at, records in found.items():
                    if not self._logs[at.partition]:
                        return  # the log was empty, and has its identity only now
                    following = await consumer.position(at)
                    written = await self._write(at.partition, records, following)
                    if written != following:
                        consumer.seek(at, written)
        except OffsetOutOfRangeError:
            log.warning("a journal ends before what the read store holds of it")
        finally:
            await consumer.stop()

    async def _write(self, shard: int, records: Sequence[Record], following: int) -> int:
        """Writes a batch; returns the offset to be read next."""
        began_s = monotonic()
        raws = [(record.offset, record.value or b"") for record in records]
        self._next[shard] = await asyncio.to_thread(
            self._store.take, shard, self._logs[shard], self._next[shard], raws, following
        )
        if self._idle:
            await asyncio.sleep(self._idle * (monotonic() - began_s))
        return self._next[shard]
