"""Classes: what a lead asks of a rep, and what it asks no more after a while."""

from typing import Any

import pytest

from hotlead.router.policy.document import Pool, Relax
from tests.integration.state.actions import acknowledge, decline, finish, release
from tests.integration.state.policies import COLD, HOT, NEEDS, WARM, policy, scoring
from tests.integration.state.shard import Shard


@pytest.mark.parametrize(
    ("attributes", "unfit", "fit"),
    [
        ({"language": "en"}, {}, {"skills": ("english", "golf")}),
        ({"region": "shanghai"}, {"regions": ("beijing",)}, {"regions": ("beijing", "shanghai")}),
        ({"budget": "huge"}, {"tier": 1}, {"tier": 2}),
    ],
)
async def test_a_lead_goes_only_to_one_who_has_what_it_asks(
    shard: Shard, attributes: dict[str, str], unfit: dict[str, Any], fit: dict[str, Any]
) -> None:
    await shard.rep("unfit", **unfit)
    await shard.capture("L1", attributes=attributes)
    assert await shard.state("L1") == "waiting"
    await shard.rep("fit", **fit)
    assert await shard.holder("L1") == "fit"


async def test_a_rep_without_regions_serves_all(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", attributes={"region": "shanghai"})
    assert await shard.holder("L1") == "ann"


async def test_all_that_a_lead_asks_counts(shard: Shard) -> None:
    await shard.rep("skilled", skills=("english",), regions=("beijing",))
    await shard.rep("near", regions=("shanghai",))
    await shard.capture("L1", attributes={"region": "shanghai", "language": "en"})
    assert await shard.state("L1") == "waiting"
    await shard.rep("both", skills=("english",), regions=("shanghai",))
    assert await shard.holder("L1") == "both"


async def test_a_value_that_asks_for_nothing_is_for_all(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", attributes={"language": "zh", "region": "a|b"})
    assert await shard.holder("L1") == "ann"


async def test_leads_that_nobody_can_serve_hold_up_no_other(shard: Shard) -> None:
    await shard.capture("asks", HOT, attributes={"language": "en"})
    await shard.capture("plain", COLD)
    await shard.rep("ann")
    assert (await shard.holder("asks"), await shard.holder("plain")) == (None, "ann")


async def test_the_best_is_looked_for_in_all_classes_that_a_rep_may_serve(shard: Shard) -> None:
    await shard.capture("warm", WARM)
    await shard.capture("hot", HOT, attributes={"language": "en"})
    await shard.capture("cold", COLD, attributes={"region": "shanghai"})
    await shard.rep("ann", skills=("english",))
    assert await shard.holder("hot") == "ann"
    await finish(shard, "hot")
    assert await shard.holder("warm") == "ann"
    await decline(shard, "warm")
    assert await shard.holder("cold") == "ann"


async def test_a_rep_who_learns_gets_what_waited_for_it(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", attributes={"language": "en"})
    await shard.rep("ann", skills=("english",))
    assert await shard.holder("L1") == "ann"


async def test_a_rep_who_changes_pools_leaves_the_old_one(shard: Shard) -> None:
    pools = {"main": Pool(requires=NEEDS), "east": Pool(requires=NEEDS)}
    await shard.open(policy().model_copy(update={"pools": pools, "scoring": scoring()}))
    await shard.rep("ann", pools=("main", "east"))
    await shard.rep("ann", pools=("east",))
    await shard.capture("L1")
    await shard.capture("L2", pool="east")
    assert (await shard.holder("L1"), await shard.holder("L2")) == (None, "ann")


async def test_a_rep_of_two_pools_takes_the_better_lead(shard: Shard) -> None:
    pools = {"main": Pool(requires=NEEDS), "east": Pool(requires=NEEDS)}
    await shard.open(policy().model_copy(update={"pools": pools}))
    await shard.capture("L1", WARM)
    await shard.capture("L2", HOT, pool="east")
    await shard.rep("ann", pools=("main", "east"))
    assert await shard.holder("L2") == "ann"


RELAXING = policy(
    relax=(Relax(after_s=60, drop=("region",)), Relax(after_s=180, drop=("language", "budget")))
)


async def test_a_lead_asks_less_as_it_waits(shard: Shard) -> None:
    await shard.open(RELAXING)
    await shard.rep("near", regions=("beijing",))
    await shard.rep("near_too", regions=("beijing",), skills=("english",), presence="busy")
    await shard.capture("L1", attributes={"region": "shanghai", "language": "en"})
    await shard.wait(seconds=59)
    await shard.presence("near_too", "idle")
    assert await shard.state("L1") == "waiting"
    await shard.presence("near_too", "busy")
    await shard.wait(seconds=120)
    assert await shard.state("L1") == "waiting"
    await shard.wait(seconds=1)
    assert await shard.holder("L1") == "near"
    assert [c["step"] for c in shard.changes("relaxed")] == [1, 2]


async def test_relaxing_takes_the_lead_to_a_free_rep_at_once(shard: Shard) -> None:
    await shard.open(RELAXING)
    await shard.rep("near", regions=("beijing",))
    await shard.capture("L1", attributes={"region": "shanghai"})
    await shard.wait(minutes=1)
    assert await shard.holder("L1") == "near"


async def test_a_lead_that_comes_back_asks_no_more_than_before(shard: Shard) -> None:
    await shard.open(RELAXING)
    await shard.rep("near", regions=("beijing",))
    await shard.rep("more", regions=("beijing",), presence="busy")
    await shard.capture("L1", attributes={"region": "shanghai"})
    await shard.wait(minutes=1)
    await decline(shard, "L1")
    await shard.presence("more", "idle")
    assert await shard.holder("L1") == "more"


async def test_steps_that_fell_due_while_assigned_are_taken_on_return(shard: Shard) -> None:
    await shard.open(RELAXING)
    await shard.rep("ann", skills=("english",))
    await shard.rep("plain")
    await shard.capture("L1", attributes={"language": "en"})
    await shard.wait(minutes=4)
    await decline(shard, "L1")
    await shard.run_timers()
    assert await shard.holder("L1") == "plain"


async def test_a_lead_that_relaxed_keeps_its_rank(shard: Shard) -> None:
    await shard.open(RELAXING)
    await shard.capture("better", HOT, attributes={"region": "shanghai"})
    await shard.wait(minutes=2)
    await shard.capture("plain", WARM)
    await shard.rep("near", regions=("beijing",))
    assert await shard.holder("better") == "near"


async def test_a_lead_that_was_given_back_asks_less_as_it_waits_on(shard: Shard) -> None:
    await shard.open(RELAXING)
    await shard.rep("ann", regions=("shanghai",))
    await shard.rep("near", regions=("beijing",))
    await shard.capture("L1", attributes={"region": "shanghai"})
    await acknowledge(shard, "L1")
    await release(shard, "L1")
    await shard.wait(seconds=59)
    assert await shard.state("L1") == "waiting"
    await shard.wait(seconds=1)
    assert await shard.holder("L1") == "near"
