"""Signals: joined to the lead of their visitor, or held until there is one."""

import pytest

from hotlead.router.leads import requests
from tests.integration.state.policies import COLD, WARMING, policy
from tests.integration.state.shard import Shard

DAY_H = 24


@pytest.fixture
async def warming(shard: Shard) -> Shard:
    """A shard in which signals count: 5 points of the score a visit, at most two."""
    await shard.open(policy(rules=WARMING))
    return shard


async def heat(shard: Shard, lead: str) -> int:
    """A lead's heat in points."""
    return int((await shard.lead(lead))["heat"]) // 1_000_000


async def test_signals_from_before_the_capture_count(warming: Shard) -> None:
    assert await warming.signal("v1") == "applied"
    await warming.capture("L1", visitor="v1")
    assert await heat(warming, "L1") == 10
    assert await warming.signal("v1") == "applied"
    assert await heat(warming, "L1") == 20


async def test_a_kind_counts_up_to_its_cap(warming: Shard) -> None:
    await warming.capture("L1", visitor="v1")
    for _ in range(5):
        await warming.signal("v1")
    assert await heat(warming, "L1") == 20


async def test_held_signals_count_up_to_the_cap_too(warming: Shard) -> None:
    for _ in range(5):
        await warming.signal("v1")
    await warming.capture("L1", visitor="v1")
    assert await heat(warming, "L1") == 20


async def test_a_signal_twice_counts_once(warming: Shard) -> None:
    await warming.signal("v1", event_id="s")
    assert await warming.signal("v1", event_id="s") == "duplicate"
    await warming.capture("L1", visitor="v1")
    assert await warming.signal("v1", event_id="s") == "duplicate"
    assert await heat(warming, "L1") == 10


async def test_a_signal_that_earns_nothing_is_kept(warming: Shard) -> None:
    await warming.capture("L1", visitor="v1")
    assert await warming.signal("v1", kind="yawn") == "applied"
    assert await heat(warming, "L1") == 0
    assert warming.changes("joined")[0]["signals"][0]["signal"] == "yawn"


async def test_new_behaviour_ranks_a_waiting_lead_anew(warming: Shard) -> None:
    await warming.capture("first", 50, visitor="v1")
    await warming.capture("second", 49, visitor="v2")
    await warming.signal("v2")
    await warming.rep("ann")
    assert await warming.holder("second") == "ann"


async def test_a_signal_can_make_a_lead_hot(warming: Shard) -> None:
    await warming.open(policy(rules=WARMING, hot=50))
    await warming.capture("L1", 95, visitor="v1")  # 48.5
    assert "hot_at" not in await warming.lead("L1")
    await warming.signal("v1")
    assert (await warming.lead("L1"))["hot_at"] == str(warming.now)


async def test_signals_of_one_visitor_are_bounded(warming: Shard) -> None:
    for i in range(103):
        await warming.signal("v1", value=i)
    await warming.capture("L1", visitor="v1")
    joined = warming.changes("joined")[0]["signals"]
    assert [s["value"] for s in joined] == list(range(3, 103)), "the newest hundred"


async def test_a_lead_keeps_its_newest_hundred(warming: Shard) -> None:
    await warming.capture("L1", visitor="v1")
    for i in range(103):
        await warming.signal("v1", value=i)
    assert await warming.redis.llen(warming.store.keys.key("signals", "L1")) == 100


async def test_the_store_of_held_signals_is_bounded(
    warming: Shard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "HELD_SIGNALS_MAX", 2)
    assert await warming.signal("v1") == "applied"
    assert await warming.signal("v2") == "applied"
    assert await warming.signal("v3") == "dropped"
    await warming.capture("L1", visitor="v1")
    assert await warming.signal("v3") == "applied", "there is room again"


async def test_held_signals_are_dropped_after_30_days(warming: Shard) -> None:
    await warming.signal("v1")
    await warming.jump(hours=30 * DAY_H)
    await warming.signal("v2")
    await warming.capture("L1", visitor="v1")
    assert await heat(warming, "L1") == 0


async def test_a_visitor_belongs_to_the_newest_lead(warming: Shard) -> None:
    await warming.capture("L1", visitor="v1")
    await warming.capture("L2", visitor="v1")
    await warming.signal("v1")
    assert (await heat(warming, "L1"), await heat(warming, "L2")) == (0, 10)


async def test_a_signal_of_the_future_counts_as_now(warming: Shard) -> None:
    await warming.capture("L1", COLD, visitor="v1")
    await warming.signal("v1", at_ms=warming.now + 10**9)
    assert warming.changes("joined")[0]["signals"][0]["at"] == warming.now
