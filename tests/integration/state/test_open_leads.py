"""At most so many leads are open at a rep, where the policy says how many."""

from collections.abc import Awaitable, Callable

import pytest

from hotlead.router.policy.document import Policy
from tests.integration.state.actions import (
    acknowledge,
    activity,
    claim,
    close,
    decline,
    finish,
    hand_over,
    undo,
)
from tests.integration.state.policies import HOT, WARM, policy
from tests.integration.state.shard import Shard


def bounded(most: int | None, version: str = "p2") -> Policy:
    """The policy of these tests with a bound."""
    return policy(version=version).model_copy(update={"open_leads_max": most})


async def open_at(shard: Shard, rep: str, *leads: str) -> None:
    """Leads that the rep took and contacted."""
    for lead in leads:
        await shard.capture(lead, WARM)
        assert await shard.holder(lead) == rep
        await acknowledge(shard, lead)
        await activity(shard, lead)


@pytest.fixture
async def full(shard: Shard) -> Shard:
    """Ann may have two open leads and has them, and a third one waits."""
    await shard.activate(bounded(2))
    await shard.rep("ann", capacity=3)
    await open_at(shard, "ann", "L1", "L2")
    await shard.capture("L3", WARM)
    return shard


async def test_who_has_so_many_gets_no_new_one_until_one_is_closed(full: Shard) -> None:
    assert await full.holder("L3") is None
    await close(full, "L1")
    assert await full.holder("L3") == "ann"


async def test_what_rings_counts_too(shard: Shard) -> None:
    await shard.activate(bounded(2))
    await shard.rep("ann", capacity=3)
    for lead in ("L1", "L2", "L3"):
        await shard.capture(lead, WARM)
    assert [await shard.holder(lead) for lead in ("L1", "L2", "L3")] == ["ann", "ann", None]


async def test_a_claim_is_refused(full: Shard) -> None:
    await full.capture("H1", HOT)
    await full.wait(minutes=10)
    assert (await claim(full, "H1", "ann"))["reason"] == "too_many_open"
    await close(full, "L1")


async def test_a_supervisor_goes_over_it_for_a_reason(full: Shard) -> None:
    assert (await hand_over(full, "L3", "ann"))["reason"] == "too_many_open"
    assert (await hand_over(full, "L3", "ann", without_room="replace"))["reason"] == "nothing_rings"
    answer = await hand_over(full, "L3", "ann", without_room="over", reason="she knows them")
    assert answer["status"] == 200
    assert full.changes("handed_over")[0]["over"] == "too_many_open"


async def test_in_place_of_what_rings(shard: Shard) -> None:
    await shard.activate(bounded(2))
    await shard.rep("ann", capacity=3)
    await open_at(shard, "ann", "L1")
    await shard.capture("L2", WARM)
    await shard.capture("L3", WARM)
    assert (await hand_over(shard, "L3", "ann", without_room="replace"))["status"] == 200
    assert (await shard.holder("L2"), await shard.holder("L3")) == (None, "ann")


async def test_an_undo_may_come_to_it(full: Shard) -> None:
    epoch = (await full.lead("L1"))["epoch"]
    await close(full, "L1")
    assert await full.holder("L3") == "ann"
    assert (await undo(full, "L1", "ann", epoch))["status"] == 200
    await full.capture("L4", WARM)
    assert await full.holder("L4") is None


async def test_a_policy_that_comes_later_binds_who_is_there(shard: Shard) -> None:
    await shard.rep("ann", capacity=3)
    await open_at(shard, "ann", "L1", "L2")
    await shard.activate(bounded(2))
    await shard.run_timers()
    await shard.capture("L3", WARM)
    assert await shard.holder("L3") is None
    await shard.activate(bounded(3, "p3"))
    assert await shard.holder("L3") is None
    await shard.run_timers()
    assert await shard.holder("L3") == "ann"
    await shard.activate(bounded(None, "p4"))
    await shard.run_timers()
    assert "open_most" not in await shard.rep_fields("ann")
    assert [c.get("most") for c in shard.changes("open_leads_bounded")] == [2, 3, None]


async def fill(shard: Shard) -> None:
    """Bob has two open leads, and contacted both."""
    await shard.rep("bob", capacity=3)
    await open_at(shard, "bob", "L1", "L2")


async def cap(shard: Shard) -> None:
    """Bob has had as many leads today as a day may bring him, and closed it."""
    await shard.rep("bob", daily_cap=1)
    await shard.capture("L1", WARM)
    await finish(shard, "L1")


@pytest.mark.parametrize("may_have_no_more", [fill, cap])
async def test_who_may_have_no_more_keeps_no_lead_from_those_who_refused_it(
    shard: Shard, may_have_no_more: Callable[[Shard], Awaitable[None]]
) -> None:
    await shard.activate(bounded(2))
    await may_have_no_more(shard)
    await shard.rep("ann")
    await shard.capture("L3", WARM)
    await decline(shard, "L3")
    (told,) = shard.changes("slower_rung")
    assert told["why"] == "all_refused"
    await shard.wait(minutes=2)
    assert await shard.holder("L3") == "ann"


async def test_who_is_kept_from_it_by_what_rings_alone_may_still_have_it(shard: Shard) -> None:
    await shard.activate(bounded(2))
    await shard.rep("bob", capacity=2)
    await open_at(shard, "bob", "L1")
    await shard.capture("L2", WARM)
    await shard.rep("ann")
    await shard.capture("L3", WARM)
    await decline(shard, "L3")
    assert shard.changes("slower_rung") == []
    await decline(shard, "L2")
    assert (await shard.holder("L3"), await shard.holder("L2")) == ("bob", "ann")
