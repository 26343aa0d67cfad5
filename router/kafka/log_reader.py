"""Bounded reads of a topic: from one offset up to another, for recovery, audit and resumption."""

import asyncio
import time
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Final, Self

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from hotlead.router.errors import LogDeleted, LogTruncated, LogUnavailable
from hotlead.router.kafka.brokers_answering import answering_first
from hotlead.router.kafka.topic_ids import topic_ids

BATCH_RECORDS: Final = 2000
POLL_MS: Final = 200
FETCH_WAIT_MS: Final = 100
# Not 0, for then Tansu answers with nothing.
ASK_WAIT_MS: Final = 1
LOOK_S: Final = 0.002
#: A leader that hangs is asked no longer; by then another may lead.
REQUEST_MS: Final = 5_000

Record = ConsumerRecord[bytes, bytes]


class LogReader:
    """Reads pieces of one topic's partitions, each piece with a consumer of its own and no group.

    Reads may run side by side. Every wait is bounded: when the log does not answer for `timeout_s`
    real seconds, LogUnavailable is raised. Offsets may have gaps (compaction, transactions).
    """

    def __init__(
        self,
        brokers: str,
        topic: str,
        *,
        client_id: str = "hotlead-reader",
        batch_records: int = BATCH_RECORDS,
        timeout_s: float = 30.0,
    ) -> None:
        self.topic = topic
        self._brokers = brokers
        self._client_id = client_id
        self._batch_records = batch_records
        self._timeout_s = timeout_s
        self._asking: AIOKafkaConsumer | None = None
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Connects. Raises LogUnavailable."""
        self._asking = await self._consumer(ASK_WAIT_MS)

    async def stop(self) -> None:
        """Closes the connection; pieces that are being read are left to their readers."""
        if self._asking is not None:
            await self._asking.stop()
            self._asking = None

    async def topic_id(self) -> str:
        """Which log the topic is: see topic_ids; '' when the broker does not say.

        Raises LogUnavailable, also when there is no such topic now.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                known = await topic_ids(self._ask()._client, [self.topic])
        except (KafkaError, TimeoutError) as error:
            raise LogUnavailable(
                f"{self.topic} cannot be asked for: {type(error).__name__}; try again when Kafka"
                " answers"
            ) from error
        if self.topic not in known:
            raise LogUnavailable(f"there is no topic {self.topic}: run `hotlead topics apply`")
        return known[self.topic]

    async def first(self, partition: int) -> int:
        """The offset of the oldest record that is kept. Raises LogUnavailable."""
        at = TopicPartition(self.topic, partition)
        try:
            return int((await self._ask().beginning_offsets([at]))[at])
        except KafkaError as error:
            raise self._unavailable(partition, error) from error

    async def end(self, partition: int) -> int:
        """The offset that the next record will have. Raises LogUnavailable."""
        at = TopicPartition(self.topic, partition)
        asking = self._ask()
        async with self._lock:
            try:
                told = int((await asking.end_offsets([at]))[at])
                # Tansu tells the last batch's first offset plus one; what a fetch tells is right.
                asking.assign([at])
                asking.seek(at, told)
                async with asyncio.timeout(self._timeout_s):
                    while True:
                        fetched = asking.highwater(at)
                        if fetched is not None:
                            break
                        await asyncio.sleep(LOOK_S)
                asking.pause(at)
            except (KafkaError, TimeoutError) as error:
                raise self._unavailable(partition, error) from error
        return max(told, int(fetched))

    async def read(self, partition: int, start: int, end: int) -> AsyncIterator[list[Record]]:
        """Records from offset `start` up to, without, `end`; one fetched batch after another.

        Raises LogDeleted when `start` lies before what is kept, LogTruncated when the log ends
        before `end`, LogUnavailable when Kafka is silent for too long. What was yielded stands.
        """
        if start >= end:
            return
        await self._check(partition, start, end)
        at = TopicPartition(self.topic, partition)
        consumer = await self._consumer()
        try:
            consumer.assign([at])
            consumer.seek(at, start)
            last_moved_s, position = time.monotonic(), start
            while position < end:
                found = await self._fetch(consumer, at)
                records = [record for record in found if record.offset < end]
                before, position = position, await consumer.position(at)
                if position > before:
                    last_moved_s = time.monotonic()
                elif time.monotonic() - last_moved_s > self._timeout_s:
                    await self._check(partition, position, end)
                    raise self._unavailable(partition, None)
                if records:
                    yield records
        finally:
            await consumer.stop()

    async def read_all(self, partition: int) -> AsyncIterator[list[Record]]:
        """All that the partition held when asked, from the oldest record that is kept."""
        start, end = await self.first(partition), await self.end(partition)
        async for records in self.read(partition, start, end):
            yield records

    async def _fetch(self, consumer: AIOKafkaConsumer, at: TopicPartition) -> list[Record]:
        try:
            found = await consumer.getmany(at, timeout_ms=POLL_MS, max_records=self._batch_records)
        except OffsetOutOfRangeError:
            # Retention may delete while we read.
            raise self._deleted(at.partition, await consumer.position(at)) from None
        except KafkaError as error:
            raise self._unavailable(at.partition, error) from error
        return list(found.get(at, ()))

    async def _check(self, partition: int, start: int, end: int) -> None:
        if start < await self.first(partition):
            raise self._deleted(partition, start)
        there = await self.end(partition)
        if end > there:
            raise LogTruncated(
                f"{self.topic} partition {partition} ends at {there}, before {end}: is it another"
                " cluster, or was the topic made anew?"
            )

    async def _consumer(self, fetch_wait_ms: int = FETCH_WAIT_MS) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=await answering_first(self._brokers),
            client_id=self._client_id,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=fetch_wait_ms,
            request_timeout_ms=min(REQUEST_MS, int(self._timeout_s * 1000)),
        )
        try:
            await consumer.start()
        except asyncio.CancelledError:
            await consumer.stop()
            raise
        except KafkaError as error:
            await consumer.stop()
            raise LogUnavailable(f"Kafka at {self._brokers} does not answer: {error}") from error
        # aiokafka's stop raises CancelledError while a task of its start has not run once.
        await asyncio.sleep(0)
        return consumer

    def _ask(self) -> AIOKafkaConsumer:
        if self._asking is None:
            raise LogUnavailable("the reader is not started; use it in `async with`")
        return self._asking

    def _deleted(self, partition: int, start: int) -> LogDeleted:
        return LogDeleted(
            f"{self.topic} partition {partition} no longer holds offset {start}: retention removed"
            " it; start from what is kept"
        )

    def _unavailable(self, partition: int, error: Exception | None) -> LogUnavailable:
        silent = f"was silent for {self._timeout_s:g} s"
        what = silent if error is None else f"cannot be read: {type(error).__name__}"
        return LogUnavailable(
            f"{self.topic} partition {partition} {what}; try again when Kafka answers"
        )
