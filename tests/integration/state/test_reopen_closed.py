"""A supervisor reopens a closed lead, with a reason."""

import pytest

from tests.integration.state.actions import acknowledge, activity, close, finish, reopen
from tests.integration.state.policies import COLD, HOT
from tests.integration.state.shard import MINUTE, Shard


@pytest.fixture
async def closed(shard: Shard) -> Shard:
    """Ann won the hot lead L1, and is busy."""
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await finish(shard, "L1")
    await shard.presence("ann", "busy")
    await shard.wait(minutes=5)
    return shard


async def test_it_waits_anew_with_a_new_clock(closed: Shard) -> None:
    answer = await reopen(closed, "L1", reason="the wrong one was closed")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    lead = await closed.lead("L1")
    assert (lead["state"], lead["episode"], lead["since"]) == ("waiting", "2", str(closed.now))
    assert "outcome" not in lead
    assert await closed.deadline("rung", "L1") == closed.now + 2 * MINUTE
    (change,) = closed.changes("reopened")
    told = {name: change[name] for name in ("reason", "by", "note", "episode")}
    wanted = {"by": "sup", "note": "the wrong one was closed", "episode": 2}
    assert told == wanted | {"reason": "supervisor"}


async def test_it_goes_at_once_to_who_is_free(closed: Shard) -> None:
    await closed.rep("bob")
    await reopen(closed, "L1")
    assert (await closed.holder("L1"), await closed.state("L1")) == ("bob", "assigned")


async def test_it_is_given_to_whom_the_supervisor_names(closed: Shard) -> None:
    await closed.rep("bob")
    await closed.rep("cai", presence="busy")
    answer = await reopen(closed, "L1", rep="cai")
    lead = await closed.lead("L1")
    assert (lead["rep"], lead["state"], lead["epoch"]) == ("cai", "assigned", answer["epoch"])
    assert lead["episode"] == "2"
    await acknowledge(closed, "L1")
    await activity(closed, "L1")


async def test_it_is_given_by_the_rule_of_hand_over(closed: Shard) -> None:
    await closed.rep("gone", presence="away")
    await closed.rep("bob")
    await closed.capture("L2", COLD)
    assert (await reopen(closed, "L1", rep="gone"))["reason"] == "away"
    assert (await reopen(closed, "L1", rep="bob"))["reason"] == "no_room"
    assert await closed.state("L1") == "closed"
    assert (await reopen(closed, "L1", rep="bob", without_room="replace"))["status"] == 200
    assert (await closed.holder("L1"), await closed.state("L2")) == ("bob", "waiting")


async def test_only_a_closed_lead_is_reopened(closed: Shard) -> None:
    await closed.capture("L2", COLD)
    assert (await reopen(closed, "L2"))["reason"] == "not_closed"
    assert (await reopen(closed, "none"))["reason"] == "unknown_lead"
    assert (await reopen(closed, "L1", rep="nobody"))["reason"] == "unknown_rep"


async def test_twice_acts_once(closed: Shard) -> None:
    await closed.rep("bob", presence="busy")
    first = await reopen(closed, "L1", rep="bob", action_id="k")
    again = await reopen(closed, "L1", rep="bob", action_id="k")
    assert (first["status"], first["epoch"]) == (again["status"], again["epoch"])
    assert len(closed.changes("reopened")) == 1
    await acknowledge(closed, "L1")
    await close(closed, "L1")
    assert (await reopen(closed, "L1", rep="bob", action_id="k"))["status"] == 200
    assert await closed.state("L1") == "closed", "the same id never acts twice"
