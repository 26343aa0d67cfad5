"""After the acknowledgement: contacts, outcomes, release, hand-over, reopening."""

import pytest

from tests.integration.state.actions import (
    acknowledge,
    activity,
    close,
    decline,
    hand_over,
    release,
)
from tests.integration.state.policies import COLD, HOT
from tests.integration.state.shard import HOUR, MINUTE, Shard


@pytest.fixture
async def taken(shard: Shard) -> Shard:
    """Ann has acknowledged the hot lead L1, and cold ones wait."""
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await acknowledge(shard, "L1")
    return shard


async def test_the_first_touch_frees_the_room(taken: Shard) -> None:
    await taken.capture("L2", COLD)
    assert await taken.state("L2") == "waiting"
    assert (await activity(taken, "L1"))["status"] == 200
    assert await taken.holder("L2") == "ann"
    assert await taken.deadline("reopen", "L1") is None
    assert len(taken.changes("contacted")) == 1


async def test_a_note_is_no_touch(taken: Shard) -> None:
    await activity(taken, "L1", contacted=False, note="called 13800138000, busy")
    assert taken.changes("contacted") == []
    assert taken.changes("activity")[0]["note"] == "called ********, busy"
    assert await taken.deadline("reopen", "L1") is not None


async def test_only_the_first_touch_counts(taken: Shard) -> None:
    await activity(taken, "L1")
    await activity(taken, "L1")
    assert len(taken.changes("contacted")) == 1


async def test_a_promise_is_kept_until_the_next(taken: Shard) -> None:
    await activity(taken, "L1", next_at_ms=taken.now + HOUR)
    assert (await taken.lead("L1"))["next_at"] == str(taken.now + HOUR)
    await activity(taken, "L1")
    assert "next_at" not in await taken.lead("L1")


@pytest.mark.parametrize("outcome", ["won", "lost", "invalid"])
async def test_an_outcome_closes_the_lead(taken: Shard, outcome: str) -> None:
    await taken.capture("L2", COLD)
    await activity(taken, "L1", contacted=False, outcome=outcome)
    lead = await taken.lead("L1")
    assert (lead["state"], lead["outcome"]) == ("closed", outcome)
    assert await taken.holder("L2") == "ann"
    assert (await activity(taken, "L1", rep="ann", epoch="x"))["reason"] == "too_late"


async def test_an_activity_twice_acts_once(taken: Shard) -> None:
    epoch = await taken.epoch("L1")
    first = await activity(taken, "L1", action_id="k", outcome="won")
    again = await activity(taken, "L1", action_id="k", outcome="won", rep="ann", epoch=epoch)
    assert (first["status"], again["status"]) == (200, 200)
    assert len(taken.changes("closed")) == 1


async def test_a_lead_that_is_not_acknowledged_has_no_activity(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    assert (await activity(shard, "L1"))["reason"] == "too_late"
    assert (await activity(shard, "none", rep="ann"))["reason"] == "unknown_lead"
    assert (await activity(shard, "L1", rep="nobody"))["reason"] == "unknown_rep"


async def test_a_release_goes_to_another_and_the_clock_goes_on(taken: Shard) -> None:
    started = taken.now
    await taken.rep("bob")
    await taken.jump(minutes=1)
    assert (await release(taken, "L1"))["status"] == 200
    assert await taken.holder("L1") == "bob"
    lead = await taken.lead("L1")
    assert (lead["episode"], lead["hot_at"]) == ("1", str(started))
    assert await taken.deadline("rung", "L1") == started + 2 * MINUTE


async def test_rungs_that_fell_due_meanwhile_fire_at_once(taken: Shard) -> None:
    await taken.jump(minutes=11)
    assert taken.rungs("L1") == []
    await release(taken, "L1")
    await taken.run_timers()
    assert taken.rungs("L1") == ["reminder", "reassign", "supervisors"]
    await taken.wait(minutes=4)
    assert taken.rungs("L1")[-1] == "duty-manager"


async def test_a_release_after_contact_is_refused(taken: Shard) -> None:
    await activity(taken, "L1")
    assert (await release(taken, "L1"))["reason"] == "contacted"
    assert await taken.state("L1") == "acknowledged"


async def test_a_release_twice_acts_once(taken: Shard) -> None:
    epoch = await taken.epoch("L1")
    await release(taken, "L1", action_id="k")
    again = await release(taken, "L1", action_id="k", rep="ann", epoch=epoch)
    assert again["status"] == 200
    assert len(taken.changes("left")) == 1


async def test_a_release_of_what_one_has_not_is_refused(taken: Shard) -> None:
    await taken.rep("bob")
    assert (await release(taken, "L1", rep="bob"))["reason"] == "too_late"
    assert (await release(taken, "none", rep="bob"))["reason"] == "unknown_lead"
    assert (await release(taken, "L1", rep="nobody"))["reason"] == "unknown_rep"


async def test_without_contact_the_lead_is_reopened(taken: Shard) -> None:
    await taken.rep("bob", presence="busy")
    await taken.wait(minutes=59)
    assert await taken.state("L1") == "acknowledged"
    await taken.wait(minutes=1)
    lead = await taken.lead("L1")
    assert (lead["state"], lead["episode"], lead["hot_at"]) == ("waiting", "2", str(taken.now))
    assert await taken.deadline("rung", "L1") == taken.now + 2 * MINUTE, "a new clock"
    await taken.presence("bob", "idle")
    assert await taken.holder("L1") == "bob"
    await taken.wait(minutes=2)
    assert [(c["episode"], c["name"]) for c in taken.changes("rung")] == [(2, "reminder")]


async def test_a_reopened_lead_of_a_sole_rep_comes_back_after_the_pause(taken: Shard) -> None:
    await taken.wait(hours=1)
    assert await taken.state("L1") == "waiting"
    await taken.wait(minutes=2)
    assert await taken.holder("L1") == "ann"


@pytest.mark.parametrize("before", ["waiting", "assigned", "acknowledged", "contacted"])
async def test_a_supervisor_hands_over(shard: Shard, before: str) -> None:
    await shard.rep("ann", presence="away" if before == "waiting" else "idle")
    await shard.capture("L1", HOT)
    if before in ("acknowledged", "contacted"):
        await acknowledge(shard, "L1")
    if before == "contacted":
        await activity(shard, "L1")
    await shard.jump(minutes=1)
    await shard.rep("bob", presence="busy")
    answer = await hand_over(shard, "L1", "bob", reason="knows the house")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    lead = await shard.lead("L1")
    assert (lead["state"], lead["rep"], lead["epoch"]) == ("assigned", "bob", answer["epoch"])
    assert lead["episode"] == ("2" if before == "contacted" else "1")
    started = shard.now if before == "contacted" else shard.now - MINUTE
    assert lead["hot_at"] == str(started)
    assert await shard.deadline("rung", "L1") == started + 2 * MINUTE


async def test_a_hand_over_gives_the_former_rep_the_next_lead(taken: Shard) -> None:
    await taken.capture("L2", COLD)
    await taken.rep("bob", presence="busy")
    await hand_over(taken, "L1", "bob")
    assert await taken.holder("L2") == "ann"


async def test_a_hand_over_that_cannot_be_says_why(taken: Shard) -> None:
    await taken.rep("full", capacity=0)
    await taken.rep("gone", presence="away")
    for rep, reason in (
        ("ann", "has_it_already"),
        ("full", "no_room"),
        ("gone", "away"),
        ("nobody", "unknown_rep"),
    ):
        answer = await hand_over(taken, "L1", rep)
        assert (answer["code"], answer["reason"]) == ("refused", reason)
    await close(taken, "L1")
    assert (await hand_over(taken, "L1", "full"))["reason"] == "closed"
    assert (await hand_over(taken, "none", "full"))["reason"] == "unknown_lead"


async def test_a_hand_over_twice_acts_once(taken: Shard) -> None:
    await taken.rep("bob", presence="busy")
    await hand_over(taken, "L1", "bob", action_id="k")
    assert (await hand_over(taken, "L1", "bob", action_id="k"))["status"] == 200
    assert len(taken.changes("handed_over")) == 1


async def test_a_lead_handed_over_after_contact_waits_anew(taken: Shard) -> None:
    await activity(taken, "L1")
    await taken.presence("ann", "away")
    await taken.jump(hours=9)
    await taken.rep("bob", presence="busy")
    await hand_over(taken, "L1", "bob")
    await decline(taken, "L1")
    assert (await taken.lead("L1"))["since"] == str(taken.now)
