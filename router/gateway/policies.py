"""The policy that a tenant's shard follows, for what pages show and heartbeats are worth."""

import logging

from hotlead.router.errors import HotleadError
from hotlead.router.policies import PolicyBook
from hotlead.router.rules.policy import DEFAULT_POLICY, Policy
from hotlead.router.settings import Settings
from hotlead.topics.streams import POLICIES

log = logging.getLogger(__name__)


class Policies:
    """Read from Kafka when a version is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._book = PolicyBook(settings.kafka, settings.topic(POLICIES))

    async def of(self, version: str) -> Policy:
        """The policy; the strict defaults while Kafka is away, and for none."""
        try:
            return await self._book.look_up(version)
        except HotleadError as error:
            log.warning("policy %s cannot be read now: %s", version, type(error).__name__)
            return DEFAULT_POLICY
