"""Events on their way to Kafka: sent all at once, awaited together, bounded in number."""

import asyncio
import logging
from time import monotonic
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hotlead.router.gateway.refusals import unavailable
from hotlead.router.metrics import Metrics
from hotlead.topics.inbox_records import Headers

log = logging.getLogger(__name__)

EVENTS_MAX: Final = 20_000
TIMEOUT_S: Final = 8.0
_AWAY = "Kafka does not answer; send the whole again, which is harmless"


class Outlet:
    """The way of events to their topic.

    At most `events_max` wait for Kafka at a time; more are refused at once, so that an outage costs
    memory for no more than these.
    """

    def __init__(
        self,
        producer: AIOKafkaProducer,
        metrics: Metrics,
        *,
        events_max: int = EVENTS_MAX,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._producer = producer
        self._metrics = metrics
        self._events_max = events_max
        self._timeout_s = timeout_s
        self._under_way = 0

    async def send(
        self,
        topic: str,
        values: list[bytes],
        stream: str,
        *,
        partition: int | None = None,
        headers: Headers = (),
    ) -> None:
        """Returns when Kafka has acknowledged all. Raises RequestRefused (503).

        `stream` is the topic as the metrics name it; the partition is any unless told.
        """
        if self._under_way + len(values) > self._events_max:
            raise unavailable("too many events wait for Kafka; send the whole again", 1)
        self._under_way += len(values)
        began = monotonic()
        try:
            async with asyncio.timeout(self._timeout_s):
                acks = [
                    await self._producer.send(
                        topic, value, partition=partition, headers=list(headers)
                    )
                    for value in values
                ]
                # Not cancelled when time is up: what is sent is sent.
                await asyncio.shield(asyncio.gather(*acks, return_exceptions=False))
        except (TimeoutError, KafkaError) as error:
            self._metrics.produce_errors[stream].inc()
            log.warning("events could not be sent to %s: %s", topic, type(error).__name__)
            raise unavailable(_AWAY) from None
        finally:
            self._under_way -= len(values)
        self._metrics.produce_duration[stream].observe(monotonic() - began)
