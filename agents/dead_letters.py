"""Putting aside what cannot be processed: awaited, so that nothing is acknowledged before."""

import asyncio
from typing import Final

from aiokafka import AIOKafkaProducer

from hotlead.agents.batches import Record
from hotlead.router.clock import real_ms
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.topics.dead_letter_parts import in_records
from hotlead.topics.dead_letters import NO_TENANT, RECORD_BYTES_MAX, Reason, dead_letter
from hotlead.topics.streams import DEAD_LETTERS

#: Handed to the producer at a time. It gives each the time of one request, and a batch of large
#: records that go there all at once would take longer, be given up and begin again, for ever.
UNDER_WAY_BYTES: Final = 2 * RECORD_BYTES_MAX


class DeadLetterWriter:
    """Writes to the dead-letter topic. `stage` is the agent that gave up."""

    def __init__(self, producer: AIOKafkaProducer, settings: Settings, metrics: Metrics) -> None:
        self._producer, self._metrics = producer, metrics
        self._topic = settings.topic(DEAD_LETTERS)
        self._under_way = 0
        self._ended = asyncio.Event()

    async def write(
        self, record: Record, reason: Reason, detail: str, *, stage: str, tenant: str = NO_TENANT
    ) -> None:
        """Returns when Kafka has it. `detail` names the field and the mend, never its value."""
        letter = dead_letter(
            record.value,
            reason=reason,
            detail=detail,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            at_ms=real_ms(),
            tenant=tenant,
            key=record.key,
        )
        for key, value in in_records(letter):
            await self._send(key, value)
        self._metrics.dead_letters[stage, reason].inc()

    async def _send(self, key: bytes, value: bytes) -> None:
        size = len(value)
        while self._under_way and self._under_way + size > UNDER_WAY_BYTES:
            self._ended.clear()
            await self._ended.wait()
        self._under_way += size
        try:
            await self._producer.send_and_wait(self._topic, value, key=key)
        finally:
            # Awaits nothing: whoever is cancelled here takes no room with them.
            self._under_way -= size
            self._ended.set()
