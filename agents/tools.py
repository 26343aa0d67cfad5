"""What the agents of one worker share."""

from dataclasses import dataclass

from aiokafka import AIOKafkaProducer

from hotlead.agents.dead_letters import DeadLetterWriter
from hotlead.router.aggregates import AGGREGATES
from hotlead.router.metrics import Metrics
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates


@dataclass(frozen=True, slots=True)
class Tools:
    """Made once, in worker.py."""

    settings: Settings
    producer: AIOKafkaProducer
    policies: PolicyBook
    dead_letters: DeadLetterWriter
    metrics: Metrics
    aggregates: Aggregates[Policy] = AGGREGATES
