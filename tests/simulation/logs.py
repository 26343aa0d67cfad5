"""Kafka in memory: one partition a topic, sends that fail before or after the record is kept."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from aiokafka.errors import KafkaTimeoutError
from aiokafka.structs import ConsumerRecord

from hotlead.router.errors import LogUnavailable
from hotlead.topics.inbox_records import Headers
from tests.simulation.process import Process

Record = ConsumerRecord[bytes | None, bytes | None]


class Log:
    """One topic's only partition. What was appended stays where it is."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.records: list[Record] = []

    @property
    def end(self) -> int:
        """The offset that the next record will have."""
        return len(self.records)

    def append(
        self, value: bytes | None, key: bytes | None = None, headers: Headers = ()
    ) -> Record:
        """Keeps a record."""
        record: Record = ConsumerRecord(
            topic=self.topic,
            partition=0,
            offset=len(self.records),
            timestamp=0,
            timestamp_type=0,
            key=key,
            value=value,
            checksum=None,
            serialized_key_size=len(key or b""),
            serialized_value_size=len(value or b""),
            headers=tuple(headers),
        )
        self.records.append(record)
        return record


class Logs:
    """All topics, by their whole names."""

    def __init__(self) -> None:
        self._logs: dict[str, Log] = {}

    def __getitem__(self, topic: str) -> Log:
        if topic not in self._logs:
            self._logs[topic] = Log(topic)
        return self._logs[topic]


class LogProducer:
    """The part of AIOKafkaProducer that the core uses. Records are kept in the order of `send`."""

    def __init__(self, logs: Logs, process: Process) -> None:
        self._logs, self._process = logs, process

    async def send(
        self,
        topic: str,
        value: bytes | None,
        key: bytes | None = None,
        partition: int = 0,
        headers: Headers = (),
    ) -> "asyncio.Future[Record]":
        """The acknowledgement to await; it fails when the record is kept, and when it is not."""
        sent: asyncio.Future[Record] = asyncio.get_running_loop().create_future()
        try:
            await self._process.kafka_request()
            record = self._logs[topic].append(value, key, headers)
            await self._process.kafka_request()
        except KafkaTimeoutError as error:
            sent.set_exception(error)
        else:
            sent.set_result(record)
        return sent

    async def send_and_wait(self, topic: str, value: bytes | None, **fields: Any) -> Record:
        """Sends, and returns once it is acknowledged."""
        return await (await self.send(topic, value, **fields))


class LogSlices:
    """The part of LogReader that recovery uses, on one topic."""

    BATCH = 500

    def __init__(self, logs: Logs, topic: str, process: Process) -> None:
        self.topic = topic
        self._log, self._process = logs[topic], process

    async def _ask(self) -> None:
        try:
            await self._process.kafka_request()
        except KafkaTimeoutError as error:
            raise LogUnavailable("the log did not answer; try again") from error

    async def topic_id(self) -> str:
        """It is never made anew."""
        return f"simulated/{self.topic}"

    async def first(self, _partition: int) -> int:
        """Nothing is ever removed."""
        return 0

    async def end(self, _partition: int) -> int:
        """The offset that the next record will have."""
        await self._ask()
        return self._log.end

    async def read(self, _partition: int, start: int, end: int) -> AsyncIterator[list[Record]]:
        """Records of [start, end), batch by batch."""
        for at in range(start, end, self.BATCH):
            await self._ask()
            yield self._log.records[at : min(end, at + self.BATCH)]

    async def read_all(self, partition: int) -> AsyncIterator[list[Record]]:
        """All that is there."""
        async for records in self.read(partition, 0, self._log.end):
            yield records
