"""Claims: an open lead goes to the idle rep who takes it first."""

import pytest

from hotlead.router.shard.call import Call
from tests.integration.state.actions import acknowledge, activity, claim, close, release
from tests.integration.state.policies import COLD, HOT, WARM
from tests.integration.state.shard import MINUTE, Shard


@pytest.fixture
async def opened(shard: Shard) -> Shard:
    """Ann has not acknowledged L1 in ten minutes: any idle rep may claim it."""
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=10)
    assert await shard.redis.smembers(shard.store.keys.key("claimable", "main/main")) == {b"L1"}
    return shard


async def test_a_claim_withdraws_and_acknowledges_in_one_step(opened: Shard) -> None:
    await opened.capture("L2", COLD)
    await opened.rep("bob")
    old = await opened.epoch("L1")
    await opened.rep("cai")
    assert await opened.holder("L2") == "bob"
    answer = await claim(opened, "L1", "cai")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    lead = await opened.lead("L1")
    assert (lead["state"], lead["rep"], lead["epoch"]) == ("acknowledged", "cai", answer["epoch"])
    assert answer["epoch"] != old
    assert [c["reason"] for c in opened.changes("withdrawn")] == ["claimed"]
    late = await acknowledge(opened, "L1", rep="ann", epoch=old)
    assert (late["status"], late["holder"]) == (409, "cai")


async def test_who_lost_the_lead_gets_the_next(opened: Shard) -> None:
    await opened.capture("L2", COLD, attributes={"language": "en"})
    await opened.rep("ann", skills=("english",))
    await opened.rep("bob")
    await claim(opened, "L1", "bob")
    assert await opened.holder("L2") == "ann"


async def test_of_two_who_are_free_after_a_claim_the_one_whose_turn_it_is_goes_first(
    opened: Shard,
) -> None:
    await opened.rep("abe", capacity=2)
    await opened.timer(Call("offline", {"rep": "abe", "silent_before": 10**14}))
    await opened.capture("warm", WARM)
    await opened.capture("cold", COLD)
    await claim(opened, "L1", "abe")  # acting shows that abe is there, with room for one more
    assert [await opened.holder(lead) for lead in ("warm", "cold")] == ["abe", "ann"]


async def test_the_holder_may_claim_too(opened: Shard) -> None:
    assert (await claim(opened, "L1", "ann"))["status"] == 200
    assert await opened.state("L1") == "acknowledged"


async def test_a_waiting_lead_may_be_claimed(shard: Shard) -> None:
    await shard.rep("ann", skills=("english",), presence="away")
    await shard.capture("L1", HOT, attributes={"language": "en"})
    await shard.wait(minutes=10)
    await shard.rep("bob")
    assert await shard.state("L1") == "waiting", "bob lacks the skill"
    assert (await claim(shard, "L1", "bob"))["status"] == 200


async def test_a_claim_twice_is_one(opened: Shard) -> None:
    await opened.rep("bob")
    first = await claim(opened, "L1", "bob", action_id="k")
    again = await claim(opened, "L1", "bob", action_id="k")
    assert (again["status"], again["epoch"]) == (200, first["epoch"])
    assert len(opened.changes("acknowledged")) == 1


async def test_a_claim_needs_room(opened: Shard) -> None:
    await opened.rep("bob")
    await opened.capture("L2", COLD)
    assert await opened.holder("L2") == "bob"
    answer = await claim(opened, "L1", "bob")
    assert (answer["code"], answer["reason"]) == ("refused", "no_room")
    assert await opened.holder("L1") == "ann"


async def test_a_claim_that_cannot_be_says_why(opened: Shard) -> None:
    await opened.rep("busy", presence="busy")
    await opened.rep("other", pools=("elsewhere",))
    await opened.rep("bob")
    await opened.capture("fresh", HOT, attributes={"language": "en"})
    for lead, rep, reason in (
        ("L1", "busy", "not_idle"),
        ("L1", "other", "other_pool"),
        ("L1", "nobody", "unknown_rep"),
        ("none", "bob", "unknown_lead"),
        ("fresh", "bob", "not_open"),
    ):
        answer = await claim(opened, lead, rep)
        assert (answer["code"], answer["reason"]) == ("refused", reason)


async def test_what_is_taken_or_closed_is_refused(opened: Shard) -> None:
    await opened.rep("bob")
    await acknowledge(opened, "L1")
    assert (await claim(opened, "L1", "bob"))["reason"] == "taken"
    await close(opened, "L1")
    assert (await claim(opened, "L1", "bob"))["reason"] == "closed"


async def test_an_id_that_claimed_once_never_claims_again(opened: Shard) -> None:
    await opened.rep("bob", capacity=2)
    await claim(opened, "L1", "bob", action_id="k")
    await release(opened, "L1")
    await opened.presence("ann", "away")
    assert (await claim(opened, "L1", "bob", action_id="k"))["reason"] == "too_late"


async def test_given_back_it_is_open_still(opened: Shard) -> None:
    await acknowledge(opened, "L1")
    await release(opened, "L1")
    await opened.rep("bob", skills=("english",), presence="busy")
    await opened.presence("bob", "idle")
    assert await opened.holder("L1") == "bob"
    await opened.rep("cai")
    assert (await claim(opened, "L1", "cai"))["status"] == 200


async def test_a_new_episode_is_not_open(opened: Shard) -> None:
    await acknowledge(opened, "L1")
    await opened.wait(hours=1)
    await opened.rep("bob", capacity=2)
    assert (await opened.lead("L1"))["episode"] == "2"
    await opened.rep("cai", capacity=2)
    assert (await claim(opened, "L1", "cai"))["reason"] == "not_open"


async def test_a_claimed_lead_has_its_own_time_to_contact(opened: Shard) -> None:
    await opened.rep("bob")
    await claim(opened, "L1", "bob")
    assert await opened.deadline("reopen", "L1") == opened.now + 60 * MINUTE
    await activity(opened, "L1")
    assert await opened.deadline("reopen", "L1") is None
