"""What came of each message, written to the inbox of its shard, and so to the journal.

It never holds a queue up: what cannot be written is counted and logged by code.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hotlead.router.cancelling import cancel
from hotlead.router.metrics.push import PushMetrics
from hotlead.topics.inbox import NoticeSent
from hotlead.topics.inbox_records import inbox_record

log = logging.getLogger(__name__)

UNDER_WAY_MAX: Final = 2000
SEND_S: Final = 30.0


class Reports:
    """Writes events to `topic`, the inbox; `key` is the identity key."""

    def __init__(
        self, producer: AIOKafkaProducer, topic: str, key: bytes, metrics: PushMetrics
    ) -> None:
        self._producer, self._topic, self._key, self._metrics = producer, topic, key, metrics
        self._under_way: set[asyncio.Task[None]] = set()

    def report(self, shard: int, event: NoticeSent, ended: Callable[[], None]) -> None:
        """Writes one event beside everything else; calls `ended` when it is there or given up."""
        if len(self._under_way) >= UNDER_WAY_MAX:
            self._lost("too_many", event)
            ended()
            return
        task = asyncio.create_task(self._send(shard, event, ended))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def stop(self, grace_s: float) -> None:
        """Gives what is under way a moment, then drops it."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace_s)
        await cancel(self._under_way.copy())

    async def _send(self, shard: int, event: NoticeSent, ended: Callable[[], None]) -> None:
        value, headers = inbox_record(event, self._key)
        try:
            async with asyncio.timeout(SEND_S):
                await self._producer.send_and_wait(
                    self._topic, value, headers=headers, partition=shard
                )
        except (KafkaError, TimeoutError) as error:
            self._lost(type(error).__name__, event)
        ended()

    def _lost(self, code: str, event: NoticeSent) -> None:
        self._metrics.unreported.inc()
        first = event.notices[0].notice
        log.error(
            "notice %s and %d more: %s by %s is not in the journal, code %s",
            first,
            len(event.notices) - 1,
            event.result,
            event.via,
            code,
        )
