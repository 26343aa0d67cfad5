"""A pool in which leads wait and nobody may serve them: told once, and again when it is over."""

import pytest

from hotlead.router.policy.document import Unserved
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Search
from hotlead.topics.hours import WorkingHours
from tests.integration.state.policies import COLD, HOT, WARM, policy
from tests.integration.state.shard import Shard

MORNING = WorkingHours(days=dict.fromkeys(range(7), ("09:00-12:00",)))


async def look(shard: Shard) -> list[str]:
    """The owner looks for what is to be told, and tells it; returns of which places."""
    due = await shard.store.due(horizon_ms=shard.now, limit=100, searches=[Search("unserved", 4)])
    places = sorted(due.found["unserved"])
    for place in places:
        await shard.timer(Call("unserved", {"place": place}))
    return places


async def pass_and_look(shard: Shard, seconds: float) -> list[str]:
    await shard.wait(seconds=seconds)
    await look(shard)
    return told(shard)


def told(shard: Shard) -> list[str]:
    kinds = ("unserved", "served_again")
    return [change["kind"] for change in shard.changes() if change["kind"] in kinds]


async def test_it_is_told_once_and_again_when_it_is_over(shard: Shard) -> None:
    await shard.capture("L1", COLD)
    began = shard.now
    assert await look(shard) == ["main/main"]
    assert await look(shard) == []
    assert await pass_and_look(shard, 59.999) == []
    assert await pass_and_look(shard, 0.001) == ["unserved"]
    assert await pass_and_look(shard, 3600) == ["unserved"]
    await shard.rep("ann")
    assert await pass_and_look(shard, 0) == ["unserved", "served_again"]
    assert await pass_and_look(shard, 3600) == ["unserved", "served_again"]
    first, last = (shard.changes(kind)[0] for kind in ("unserved", "served_again"))
    assert (first["tenant"], first["pool"], first["notify"]) == ("main", "main", "supervisors")
    assert first["since"] == last["since"] == began


@pytest.mark.parametrize("presence", ["idle", "busy"])
async def test_who_is_there_serves_though_there_is_no_room(shard: Shard, presence: str) -> None:
    await shard.rep("ann")
    await shard.capture("L1", COLD)
    await shard.capture("L2", COLD)
    await shard.presence("ann", presence)
    assert await look(shard) == []


@pytest.mark.parametrize("gone", ["away", "offline", "off shift", "another pool"])
async def test_who_is_not_there_serves_nobody(shard: Shard, gone: str) -> None:
    await shard.rep("ann", presence="busy")
    await shard.capture("L1", COLD)
    assert await look(shard) == []
    if gone == "away":
        await shard.presence("ann", "away")
    elif gone == "offline":
        await shard.timer(Call("offline", {"rep": "ann", "silent_before": 10**14}))
    elif gone == "off shift":
        hours = WorkingHours(days={6: ("09:00-12:00",)})
        await shard.rep("ann", presence="busy", hours=hours)
    else:
        await shard.rep("ann", presence="busy", pools=("vip",))
    await look(shard)
    assert await pass_and_look(shard, 60) == ["unserved"]


async def test_who_comes_back_within_the_grace_ends_it(shard: Shard) -> None:
    await shard.rep("ann", presence="busy")
    await shard.capture("L1", COLD)
    for _ in range(3):
        await shard.presence("ann", "away")
        await look(shard)
        await shard.wait(seconds=50)
        await shard.presence("ann", "busy")
        assert await look(shard) == ["main/main"]
        await shard.wait(seconds=50)
    assert told(shard) == []


async def test_nothing_is_told_of_a_pool_where_nothing_waits_or_that_is_closed(
    shard: Shard,
) -> None:
    assert await look(shard) == []
    await shard.activate(policy(version="p2", hours=MORNING))
    await shard.wait(hours=3)
    await shard.capture("L1", COLD)
    assert await look(shard) == []
    await shard.wait(hours=19)
    assert await look(shard) == []
    await shard.wait(hours=1)
    assert await look(shard) == ["main/main"]
    assert await pass_and_look(shard, 60) == ["unserved"]


async def test_that_it_is_over_is_told_when_the_pool_opens(shard: Shard) -> None:
    await shard.activate(policy(version="p2", hours=MORNING))
    await shard.capture("L1", COLD)
    await look(shard)
    assert await pass_and_look(shard, 600) == ["unserved"]
    await shard.wait(hours=4)
    await shard.rep("ann", presence="busy")
    assert await look(shard) == []
    await shard.wait(hours=20)
    assert await look(shard) == ["main/main"]
    assert told(shard) == ["unserved", "served_again"]


async def test_who_misses_a_warm_lead_until_they_are_away_leaves_it_unserved(shard: Shard) -> None:
    """The field case: nobody is left in the pool, and that is told within a minute."""
    for rep in ("ann", "bob"):
        await shard.rep(rep)
    await shard.capture("L1", WARM)
    while {(await shard.rep_fields(rep))["presence"] for rep in ("ann", "bob")} != {"away"}:
        assert await look(shard) == []
        await shard.wait(minutes=1)
    began = shard.now
    await look(shard)
    assert await pass_and_look(shard, 60) == ["unserved"]
    (change,) = shard.changes("unserved")
    assert (change["since"], change["notify"]) == (began, "supervisors")


async def test_it_is_over_when_nothing_waits_any_more(shard: Shard) -> None:
    await shard.rep("ann", pools=("vip",))
    await shard.capture("L1", HOT)
    await look(shard)
    assert await pass_and_look(shard, 600) == ["unserved"]
    await shard.rep("ann", presence="idle")
    await shard.rep("ann", presence="away")
    assert await pass_and_look(shard, 0) == ["unserved", "served_again"]


async def test_the_policy_can_switch_it_off(shard: Shard) -> None:
    await shard.activate(policy(version="p2", unserved=Unserved(notify="nobody")))
    await shard.capture("L1", COLD)
    assert await look(shard) == []
    await shard.activate(policy(version="p3", unserved=Unserved(after_s=5)))
    await shard.run_timers()
    assert await look(shard) == ["main/main"]
    assert await pass_and_look(shard, 5) == ["unserved"]
