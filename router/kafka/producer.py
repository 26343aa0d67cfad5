"""The Kafka producer: acks from all replicas, in order, without duplicates where the broker can."""

import logging

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from hotlead.router.errors import KafkaUnreachable
from hotlead.router.kafka.brokers_answering import answering_first
from hotlead.router.kafka.hung_brokers import bound_requests
from hotlead.topics.dead_letters import RECORD_BYTES_MAX

log = logging.getLogger(__name__)

REQUEST_TIMEOUT_MS = 10_000
BATCH_BYTES = 256 * 1024
"""Records of a partition that go in one request. One is under way for each partition, so aiokafka's
16 KiB make a busy inbox or journal wait for the broker every dozen records."""


def _producer(kafka: str, client_id: str, *, idempotent: bool) -> AIOKafkaProducer:
    made = AIOKafkaProducer(
        bootstrap_servers=kafka,
        client_id=client_id,
        acks="all",
        linger_ms=0,
        enable_idempotence=idempotent,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        max_batch_size=BATCH_BYTES,
        max_request_size=RECORD_BYTES_MAX,
        metadata_max_age_ms=30_000,
    )
    bound_requests(made.client)
    return made


async def start_producer(kafka: str, client_id: str) -> AIOKafkaProducer:
    """A started producer. Raises KafkaUnreachable when no broker answers.

    Tansu refuses idempotent producers; there retries may write a record twice, which every reader
    of ours stands.
    """
    kafka = await answering_first(kafka)
    for idempotent in (True, False):
        producer = _producer(kafka, client_id, idempotent=idempotent)
        try:
            await producer.start()
        except KafkaError as error:
            await producer.stop()
            if not idempotent:
                raise KafkaUnreachable(
                    f"no Kafka answers at {kafka}: start one, or name its address in HOTLEAD_KAFKA"
                ) from error
            log.warning("the broker takes no idempotent producer; plain acks=all is used")
            continue
        return producer
    raise AssertionError("unreachable")
