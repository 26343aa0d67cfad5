"""Gauges that only Redis can tell."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from hotlead.router.clock import real_ms
from hotlead.router.gateway.app import parts
from hotlead.router.gateway.gauges import StateGauges
from hotlead.router.gateway.policies import InForce, Policies
from hotlead.router.metrics import Metrics
from hotlead.router.policy.document import Policy, Pool
from hotlead.router.state.views.place import Place
from hotlead.topics.hours import WorkingHours
from tests.integration.house import WAIT_S, Estate, House


async def test_what_waits_is_told_and_a_ledger_that_does_not_add_up_is_seen(house: House) -> None:
    await house.capture("13800138000")
    await house.rep(house.kim, presence="busy")
    settings, redis = house.gateway.settings, house.gateway.redis
    registry = CollectorRegistry()
    metrics = Metrics(registry, tenants=settings.tenants)
    gauges = StateGauges(redis, settings, metrics, house.gateway.policies)
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


class OneInForce(Policies):
    """A policy in force, without Kafka."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    async def in_force(self, place: Place) -> InForce | None:
        return InForce(self.policy, frozenset())


async def test_calendars_that_do_not_know_the_year_are_counted(house: House) -> None:
    pools = {
        name: Pool(hours=WorkingHours(calendar=calendar))
        for name, calendar in (("a", "cn"), ("b", "cn"), ("c", "de"), ("d", None))
    }
    settings, told = house.gateway.settings, []
    for day in ("2026-11-30", "2060-01-05"):
        at_ms = round(datetime.fromisoformat(f"{day}T12:00:00+08:00").timestamp() * 1000)
        then = settings.model_copy(
            update={"clock_origin_ms": at_ms, "clock_origin_real_ms": real_ms()}
        )
        registry = CollectorRegistry()
        metrics = Metrics(registry, tenants=settings.tenants)
        policies = OneInForce(Policy(pools=pools))
        await StateGauges(house.gateway.redis, then, metrics, policies).read_once()
        labels = {"tenant": house.tenant}
        told.append(registry.get_sample_value("hotlead_calendars_without_data", labels))
    assert told == [0, 1]


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
