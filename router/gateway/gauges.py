"""Gauges that only Redis can tell, read every few seconds: what waits and for how long, who is
there, whether the ledger adds up, whether clocks agree.

Every gateway reads the same, so a rule takes their `max` and never their sum.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.router.gateway.policies import Policies
from hotlead.router.metrics import Metrics
from hotlead.router.metrics.labels import LEAD_STATES
from hotlead.router.policy.calendars import without_data
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.state.store_clock import StoreClock
from hotlead.router.state.views.models import Stats
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import stats

log = logging.getLogger(__name__)

EVERY_S: Final = 10.0


class StateGauges:
    """Reads all tenants' counts and Redis's clock."""

    def __init__(
        self, redis: Redis, settings: Settings, metrics: Metrics, policies: Policies
    ) -> None:
        self._redis, self._settings, self._metrics = redis, settings, metrics
        self._policies = policies
        self._clock = StoreClock(settings.clock)

    async def run(self) -> None:
        """Reads for ever; while Redis is away the gauges keep what was read last."""
        while True:
            try:
                await self.read_once()
            except (RedisError, OSError) as error:
                log.warning("the state cannot be read: %s", type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def read_once(self) -> None:
        """Sets the gauges. Raises RedisError."""
        self._metrics.process.clock_skew.set(await self._clock.ask(self._redis))
        prefix, shards = self._settings.redis_prefix, self._settings.shards
        for tenant in self._settings.tenants:
            place = Place.of(self._redis, prefix, shards, tenant)
            self._show(tenant, await stats(place))
            if (known := await self._policies.in_force(place)) is not None:
                # In a thread: a calendar's library takes half a second to load.
                lacks = await asyncio.to_thread(self._without_data, known.policy)
                self._metrics.calendars_without_data[tenant].set(lacks)

    def _without_data(self, policy: Policy) -> int:
        today = datetime.fromtimestamp(self._settings.clock.now_ms() / 1000, UTC).date()
        named = {pool.hours.calendar for pool in policy.pools.values()}
        lacks = without_data((one for one in named if one is not None), today)
        return len({calendar for calendar, _ in lacks})

    def _show(self, tenant: str, found: Stats) -> None:
        metrics = self._metrics
        metrics.ledger_imbalance[tenant].set(found.imbalance)
        metrics.oldest_lead_age[tenant].set(found.oldest_wait_s)
        metrics.reps_free[tenant].set(found.reps_free)
        for state in LEAD_STATES:
            metrics.leads[tenant, state].set(getattr(found, state))
        for presence, count in found.reps.items():
            metrics.reps[tenant, presence].set(count)
