"""Why nobody has a lead that waits, asked of the state as it stands."""

from typing import Any

import pytest

from hotlead.router.policy.document import Pacing
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.waiting import Waiting, waiting
from hotlead.topics.hours import WorkingHours
from tests.integration.state.actions import acknowledge, decline
from tests.integration.state.policies import COLD, HOT, policy
from tests.integration.state.shard import MINUTE, Shard

NIGHT = WorkingHours(days=dict.fromkeys(range(7), ("20:00-23:00",)))


async def why(shard: Shard, lead: str = "L1") -> Waiting:
    """Why it waits."""
    found = await waiting(Place(shard.redis, shard.store.keys, "main"), lead)
    assert found is not None
    return found


async def test_a_lead_that_somebody_has_does_not_wait(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    assert await waiting(Place(shard.redis, shard.store.keys, "main"), "L1") is None
    assert await waiting(Place(shard.redis, shard.store.keys, "main"), "L2") is None


async def test_nobody_is_registered(shard: Shard) -> None:
    await shard.capture("L1")
    found = await why(shard)
    assert (found.code, found.place, found.times) == ("no_reps", 1, {})


async def test_nobody_has_the_skill(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", COLD, attributes={"language": "en"})
    found = await why(shard)
    assert found.code == "nobody_fits"
    assert "nobody has the skill english" in found.en


async def test_all_who_may_have_refused_it(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", COLD)
    await decline(shard, "L1")
    found = await why(shard)
    assert (found.code, found.times) == ("all_refused", {"clears_at": shard.now + 2 * MINUTE})


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"presence": "busy"}, "busy"),
        ({"presence": "away"}, "away"),
        ({"hours": NIGHT}, "off_shift until"),
        ({"capacity": 1}, "no_room"),
        ({"capacity": 9, "daily_cap": 1}, "daily_cap"),
    ],
)
async def test_who_may_serve_it_is_not_free(
    shard: Shard, fields: dict[str, Any], code: str
) -> None:
    await shard.rep("ann", **fields)
    await shard.capture("L0", HOT)
    await shard.capture("L1", COLD)
    found = await why(shard)
    assert (found.code, found.hindered) == ("nobody_free", {code: 1})
    taken = await shard.state("L0") == "assigned"
    assert found.place == (1 if taken else 2)
    assert ("others wait before it" in found.en) is not taken
    if code == "off_shift until":
        assert (found.times["shift_at"] - shard.now) % MINUTE == 0


async def test_the_start_of_a_shift_is_paced(shard: Shard) -> None:
    await shard.open(policy(pacing=Pacing(assignments=1, window_s=600)))
    await shard.rep("ann", capacity=5)
    await shard.capture("L0", COLD)
    await acknowledge(shard, "L0")
    await shard.capture("L1", COLD)
    found = await why(shard)
    assert (found.hindered, found.times) == ({"paced": 1}, {"paced_until": shard.now + 10 * MINUTE})


async def test_a_hot_lead_tells_its_next_rung(shard: Shard) -> None:
    await shard.open(policy(hours=NIGHT))
    await shard.rep("ann", presence="busy")
    await shard.capture("L1", HOT)
    found = await why(shard)
    assert found.times["rung_at"] == shard.now + 2 * MINUTE
    # The pool is closed, and that is said beside it.
    assert found.times["opens_at"] == shard.now + 10 * 60 * MINUTE
