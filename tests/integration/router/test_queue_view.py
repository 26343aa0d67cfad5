"""The queue as it is shown is the order in which the scripts dispatch."""

import random
from typing import Any

import pytest
from redis.asyncio import Redis

from hotlead.router.policy.document import Pool
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.queue import PIECE_LEADS, queue, standing_of, standing_rows
from hotlead.topics.hours import WorkingHours
from tests.integration.state.policies import NEEDS, policy
from tests.integration.state.shard import Shard

LEADS = 40
POOLS: dict[str, dict[str, Any]] = {
    "plain": {},
    "waiting points": {"waiting_points_per_min": 0.05},
    "longest wait": {"longest_wait_s": 5 * 3600},
    "closed between": {
        "waiting_points_per_min": 0.05,
        "longest_wait_s": 3600,
        "outside_hours": "wait",
        "hours": WorkingHours(days=dict.fromkeys(range(7), ("09:00-11:00", "14:00-15:00"))),
    },
}


@pytest.fixture
def shard(store_client: Redis) -> Shard:
    """A shard whose policy each test sets."""
    return Shard(store_client)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("pool", POOLS)
async def test_shown_as_dispatched(shard: Shard, pool: str, seed: int) -> None:
    chance = random.Random(seed)
    rules = Pool(requires=NEEDS, **({"longest_wait_s": 10**8} | POOLS[pool]))
    await shard.open(policy().model_copy(update={"pools": {"main": rules}}))
    for number in range(LEADS):
        # Ages about the 50 h at which freshness ends; some leads freeze while they wait.
        await shard.capture(
            f"ld_{number}",
            chance.choice((20, 40, 40, 60, 80.5, 100)),
            age_h=chance.choice((0, 10, 47, 49.9, 50, 70)),
            attributes={"region": chance.choice(("north", "south"))},
        )
        await shard.wait(minutes=chance.choice((0, 1, 30)))
    # The owner is away for two hours: what is due to freeze was not moved.
    await shard.set_time(shard.now + 2 * 3_600_000)
    place = Place(shard.redis, shard.store.keys, "main")
    shown = [row.lead for row in await queue(place, limit=LEADS)]
    first = [row.lead for row in await queue(place, limit=7)]
    await shard.rep("kim", capacity=LEADS)
    dispatched = [change["lead"] for change in shard.changes("assigned")]
    assert len(dispatched) == LEADS
    assert shown == dispatched
    assert first == dispatched[:7]
    assert await queue(Place(shard.redis, shard.store.keys, "another")) == []


async def test_a_channel_keeps_its_places_in_the_whole(
    shard: Shard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PIECE_LEADS > LEADS
    monkeypatch.setattr("hotlead.router.state.views.queue.PIECE_LEADS", 7)
    rules = Pool(longest_wait_s=5 * 3600, requires=NEEDS)
    await shard.open(policy().model_copy(update={"pools": {"main": rules, "side": rules}}))
    chance = random.Random(1)
    for number in range(LEADS):
        await shard.capture(
            f"ld_{number}",
            chance.choice((20, 40, 60)),
            age_h=chance.choice((0, 10, 49.9)),
            channel=("web-form", "call-center")[number % 3 == 0],
            pool=("main", "side")[number % 4 == 0],
        )
        await shard.wait(minutes=chance.choice((0, 30)))
    place = Place(shard.redis, shard.store.keys, "main")
    for pool in (None, "main", "side"):
        whole = await queue(place, pool=pool, limit=LEADS)
        wanted = [row for row in whole if row.channel == "call-center"]
        assert 0 < len(wanted) < len(whole)
        standing = await standing_of(place, "call-center", pool=pool)
        assert await standing_rows(place, standing) == wanted
    assert await standing_of(place, "short-video") == []
    # Who was taken since the look is left out.
    standing = await standing_of(place, "call-center", pool="side")
    await shard.rep("kim", capacity=1, pools=["side"])
    taken = shard.changes("assigned")[0]["lead"]
    left = [row.lead for row in await standing_rows(place, standing)]
    assert left == [one.waiting.lead for one in standing if one.waiting.lead != taken]
