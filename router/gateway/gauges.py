"""Gauges that only Redis can tell, read every few seconds: does the ledger add up, do clocks agree.

Every gateway reads the same, so a rule takes their `max` and never their sum.
"""

import asyncio
import logging
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.router.clock import real_ms
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.router.state.views.place import Place

log = logging.getLogger(__name__)

EVERY_S: Final = 10.0
_PARTS: Final = ("merged", "waiting", "assigned", "acknowledged", "closed")


class StateGauges:
    """Reads all tenants' ledgers and Redis's clock."""

    def __init__(self, redis: Redis, settings: Settings, metrics: Metrics) -> None:
        self._redis, self._settings, self._metrics = redis, settings, metrics

    async def run(self) -> None:
        """Reads for ever; while Redis is away the gauges keep what was read last."""
        while True:
            try:
                await self.read_once()
            except (RedisError, OSError) as error:
                log.warning("the ledger cannot be read: %s", type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def read_once(self) -> None:
        """Sets the gauges. Raises RedisError."""
        seconds, micros = await self._redis.time()
        skew_ms = real_ms() - int(seconds) * 1000 - int(micros) // 1000
        self._metrics.clock_skew.set(skew_ms / 1000)
        prefix, shards = self._settings.redis_prefix, self._settings.shards
        pipe = self._redis.pipeline(transaction=False)
        for tenant in self._settings.tenants:
            place = Place.of(self._redis, prefix, shards, tenant)
            names = [f"{tenant}|{part}" for part in ("captured", *_PARTS)]
            pipe.hmget(place.keys.key("ledger"), names)
        for tenant, counts in zip(self._settings.tenants, await pipe.execute(), strict=True):
            captured, *parts = (int(count or 0) for count in counts)
            self._metrics.ledger_imbalance[tenant].set(captured - sum(parts))
