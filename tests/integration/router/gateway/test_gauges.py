"""Gauges that only Redis can tell."""

import asyncio
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from hotlead.router.gateway.app import parts
from hotlead.router.gateway.gauges import StateGauges
from hotlead.router.metrics import Metrics
from hotlead.router.state.views.place import Place
from tests.integration.house import WAIT_S, Estate, House


async def test_what_waits_is_told_and_a_ledger_that_does_not_add_up_is_seen(house: House) -> None:
    await house.capture("13800138000")
    await house.rep(house.kim, presence="busy")
    settings, redis = house.gateway.settings, house.gateway.redis
    registry = CollectorRegistry()
    metrics = Metrics(registry, tenants=settings.tenants)
    gauges = StateGauges(redis, settings, metrics)
    await gauges.read_once()
    labels = {"tenant": house.tenant}
    assert registry.get_sample_value("hotlead_ledger_imbalance", labels) == 0
    told = {
        name: registry.get_sample_value(f"hotlead_{name}", labels | more)
        for name, more in (
            ("leads", {"state": "waiting"}),
            ("reps", {"presence": "busy"}),
            ("reps_free", {}),
        )
    }
    assert told == {"leads": 1, "reps": 1, "reps_free": 0}
    waited_s = registry.get_sample_value("hotlead_oldest_lead_age_seconds", labels)
    assert waited_s is not None
    assert 0 < waited_s < WAIT_S
    skew = registry.get_sample_value("hotlead_clock_skew_seconds")
    assert skew is not None
    assert abs(skew) < 1
    place = Place.of(redis, settings.redis_prefix, settings.shards, house.tenant)
    await redis.hincrby(place.keys.key("ledger"), f"{house.tenant}|captured", 2)
    await gauges.read_once()
    assert registry.get_sample_value("hotlead_ledger_imbalance", labels) == 2


async def test_a_reader_that_does_not_hear_the_first_cancel_is_ended_all_the_same(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one whose command to Redis is sent in the very moment of the cancel."""

    async def deaf(_gauges: StateGauges) -> Any:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            await asyncio.sleep(3600)

    monkeypatch.setattr(StateGauges, "run", deaf)
    async with parts(estate.settings):
        await asyncio.sleep(0)
    assert "state-gauges" not in {task.get_name() for task in asyncio.all_tasks()}
