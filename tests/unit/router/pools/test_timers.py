"""What falls due for pools."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy, Pool
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.timers import Look
from hotlead.topics.hours import WorkingHours


def at(text: str) -> int:
    """An instant of Shanghai, in UTC ms."""
    return round(datetime.fromisoformat(f"{text}+08:00").timestamp() * 1000)


NOW = at("2026-03-02T18:00:00")
OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-18:00",)))
LUNCH = Policy(
    pools={
        "main": Pool(
            hours=WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))
        )
    }
)
POLICY = Policy(pools={"main": Pool(hours=OFFICE)})
LOOK = Look(cast("Any", None), ShardKeys(0), POLICY, NOW, 0, 0, NOW)


async def test_a_pool_brings_when_it_opens() -> None:
    (duty,) = await AGGREGATES.duties(LOOK, ["hours|main"], {})
    assert duty.call.script == "hours"
    request = duty.call.request
    assert (request["is_open"], request["opens_at"]) == (0, NOW + 15 * 3_600_000)


async def test_a_pool_that_is_gone_brings_nothing_and_so_ends() -> None:
    (duty,) = await AGGREGATES.duties(LOOK, ["hours|gone"], {})
    assert "next" not in duty.call.request


async def test_what_comes_late_is_told_with_its_own_instant() -> None:
    """Nobody looked over a lunch break and a night: each opening and closing comes by itself."""
    opened, told = at("2026-03-02T09:00:00"), []
    due_ms, later = {"hours|main": opened}, at("2026-03-03T10:00:00")
    while due_ms["hours|main"] <= later:
        look = replace(LOOK, policy=LUNCH, now_ms=later, horizon_ms=later, due_ms=due_ms)
        (duty,) = await AGGREGATES.duties(look, ["hours|main"], {})
        request = duty.call.request
        told.append((request["at"], request["is_open"]))
        due_ms = {"hours|main": request["next"]}
    assert told == [
        (at("2026-03-02T09:00:00"), 1),
        (at("2026-03-02T12:00:00"), 0),
        (at("2026-03-02T13:00:00"), 1),
        (at("2026-03-02T18:00:00"), 0),
        (at("2026-03-03T00:00:00"), 0),  # another day
        (at("2026-03-03T09:00:00"), 1),
    ]
