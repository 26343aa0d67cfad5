"""Putting aside what cannot be processed: awaited, so that nothing is acknowledged before."""

from aiokafka import AIOKafkaProducer

from hotlead.agents.batches import Record
from hotlead.router.clock import real_ms
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.topics.dead_letters import NO_TENANT, Reason, dead_letter, encode_dead_letter
from hotlead.topics.streams import DEAD_LETTERS


class DeadLetterWriter:
    """Writes to the dead-letter topic. `stage` is the agent that gave up."""

    def __init__(self, producer: AIOKafkaProducer, settings: Settings, metrics: Metrics) -> None:
        self._producer, self._metrics = producer, metrics
        self._topic = settings.topic(DEAD_LETTERS)

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
        key, value = encode_dead_letter(letter)
        await self._producer.send_and_wait(self._topic, value, key=key)
        self._metrics.dead_letters[stage, reason].inc()
