"""What an aggregate has beside the journal: topics of its own, and what it does behind a batch."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis

from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import ShardKeys


@dataclass(frozen=True, slots=True)
class Beside:
    """A topic of which a shard made anew needs something that the journal does not hold.

    `load` puts it beside the state, once that is folded, and returns how many it put there.
    """

    topic: str
    load: Callable[[Redis, ShardKeys, LogReader, Settings], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What an aggregate may use of the owner of one shard."""

    redis: Redis
    keys: ShardKeys
    producer: AIOKafkaProducer
    settings: Settings
    metrics: Metrics


Done = Sequence[tuple[Call, str]]
"""Calls of one batch in their order, each with the code that it came to."""

AfterBatch = Callable[[Desk, Done], Awaitable[Any]]
"""What is done once the entries of a batch are in Kafka, before its records are acknowledged."""
