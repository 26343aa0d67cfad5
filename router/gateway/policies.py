"""The policy that a tenant's shard follows, for what pages show and heartbeats are worth."""

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from time import monotonic
from typing import Final

from redis.exceptions import RedisError

from hotlead.router.errors import HotleadError
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import DEFAULT_POLICY, Policy
from hotlead.router.rules.hints import attributes_of
from hotlead.router.settings import Settings
from hotlead.router.state.views.place import Place
from hotlead.topics.streams import POLICIES

log = logging.getLogger(__name__)

IN_FORCE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class InForce:
    """A tenant's policy, with the attributes that it knows, as of a few seconds ago."""

    policy: Policy
    attributes: frozenset[str]


class Policies:
    """Read from Kafka when a version is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._book = PolicyBook(settings.kafka, settings.topic(POLICIES))
        self._in_force: dict[str, InForce | None] = {}
        self._looked: dict[str, float] = {}
        self._looking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, version: str) -> Policy:
        """The policy; the strict defaults while Kafka is away, and for none."""
        try:
            return await self._book.look_up(version)
        except HotleadError as error:
            log.warning("policy %s cannot be read now: %s", version, type(error).__name__)
            return DEFAULT_POLICY

    async def in_force(self, place: Place) -> InForce | None:
        """What hints to sources go by: looked up every few seconds. None while it is not known."""
        tenant = place.tenant
        if self._due(tenant) or tenant not in self._in_force:
            async with self._looking[tenant]:
                # Whoever waited here for another's look goes by what that one found.
                if self._due(tenant) or tenant not in self._in_force:
                    # Before the look, so that others meanwhile go by what was known.
                    self._looked[tenant] = monotonic()
                    self._in_force[tenant] = await self._look(place)
        return self._in_force[tenant]

    def _due(self, tenant: str) -> bool:
        return monotonic() - self._looked.get(tenant, -IN_FORCE_S) >= IN_FORCE_S

    async def _look(self, place: Place) -> InForce | None:
        try:
            policy = await self.of((await place.moment()).policy)
        except RedisError:
            return None
        return InForce(policy, attributes_of(policy))
