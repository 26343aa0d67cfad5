"""What falls due for pools."""

from datetime import datetime
from typing import Any, cast

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy, Pool
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.timers import Look
from hotlead.topics.hours import WorkingHours

NOW = round(datetime.fromisoformat("2026-03-02T18:00:00+08:00").timestamp() * 1000)
OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-18:00",)))
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
