"""Taking a lead that was assigned: the right rep, the right epoch, once."""

from tests.integration.state.actions import acknowledge, close, decline
from tests.integration.state.policies import HOT
from tests.integration.state.shard import HOUR, Shard


async def test_the_rep_takes_the_lead(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    answer = await acknowledge(shard, "L1")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    assert await shard.state("L1") == "acknowledged"
    assert await shard.deadline("rung", "L1") is None, "the ladder stops"
    assert await shard.deadline("reopen", "L1") == shard.now + HOUR


async def test_a_retry_has_the_same_answer_and_does_nothing(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await acknowledge(shard, "L1", action_id="k")
    reopens_at = await shard.deadline("reopen", "L1")
    await shard.jump(minutes=1)
    answer = await acknowledge(shard, "L1", action_id="k")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    assert await shard.deadline("reopen", "L1") == reopens_at
    assert len(shard.changes("acknowledged")) == 1


async def test_another_id_of_the_holder_is_true_too(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await acknowledge(shard, "L1")
    assert (await acknowledge(shard, "L1"))["status"] == 200
    assert len(shard.changes("acknowledged")) == 1


async def test_an_id_used_before_never_acts_again(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    await shard.capture("L1")
    await acknowledge(shard, "L1", action_id="k")
    await shard.capture("L2")
    answer = await acknowledge(shard, "L2", action_id="k")
    assert (answer["code"], answer["status"], answer["reason"]) == ("refused", 422, "id_used")
    assert await shard.state("L2") == "assigned"


async def test_an_old_epoch_is_refused(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    old = await shard.epoch("L1")
    await decline(shard, "L1")
    await shard.wait(minutes=2)
    assert (await shard.holder("L1"), await shard.epoch("L1") == old) == ("ann", False)
    answer = await acknowledge(shard, "L1", epoch=old)
    assert (answer["status"], answer["reason"], answer["holder"]) == (409, "too_late", "ann")
    assert await shard.state("L1") == "assigned"


async def test_another_reps_lead_is_refused(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.rep("bob")
    answer = await acknowledge(shard, "L1", rep="bob")
    assert (answer["status"], answer["holder"]) == (409, "ann")
    await acknowledge(shard, "L1")
    answer = await acknowledge(shard, "L1", rep="bob")
    assert (answer["status"], answer["reason"], answer["holder"]) == (409, "taken", "ann")


async def test_after_expiry_it_is_too_late(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    epoch = await shard.epoch("L1")
    await shard.wait(minutes=5)
    answer = await acknowledge(shard, "L1", rep="ann", epoch=epoch)
    assert (answer["reason"], answer.get("holder"), answer["state"]) == (
        "too_late",
        None,
        "waiting",
    )


async def test_a_closed_lead_is_refused(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    epoch = await shard.epoch("L1")
    await acknowledge(shard, "L1")
    await close(shard, "L1")
    answer = await acknowledge(shard, "L1", rep="ann", epoch=epoch)
    assert (answer["status"], answer["reason"]) == (409, "closed")


async def test_what_is_unknown_is_named(shard: Shard) -> None:
    await shard.rep("ann")
    assert (await acknowledge(shard, "none", rep="ann"))["reason"] == "unknown_lead"
    await shard.capture("L1")
    assert (await acknowledge(shard, "L1", rep="nobody"))["reason"] == "unknown_rep"


async def test_acknowledging_clears_the_misses(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.wait(minutes=8)
    assert (await shard.rep_fields("ann"))["missed"] == "1"
    await acknowledge(shard, "L1")
    assert (await shard.rep_fields("ann"))["missed"] == "0"
