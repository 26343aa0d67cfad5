"""Actions that waited for the network: when they were done counts, what was decided stands."""

import pytest

from tests.integration.state.actions import (
    acknowledge,
    activity,
    decline,
    hand_over,
    release,
)
from tests.integration.state.policies import HOT
from tests.integration.state.shard import MINUTE, SECOND, Shard


@pytest.fixture
async def lost(shard: Shard) -> Shard:
    """Ann took L1 at once, and lost it after an hour without contact: it waits."""
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await acknowledge(shard, "L1")
    await shard.presence("ann", "busy")
    await shard.wait(minutes=90)
    assert await shard.state("L1") == "waiting"
    return shard


def first(shard: Shard) -> dict[str, str]:
    """Ann's hold on L1."""
    return {"rep": "ann", "epoch": shard.changes("acknowledged")[0]["epoch"]}


async def test_a_contact_counts_when_it_was_made(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await acknowledge(shard, "L1")
    await shard.wait(minutes=30)
    done = shard.now - 25 * MINUTE
    await activity(shard, "L1", done_at_ms=done)
    assert (await shard.lead("L1"))["contacted_at"] == str(done)
    for kind in ("activity", "contacted"):
        (change,) = shard.changes(kind)
        assert (change["done_at"], change["entered_after"]) == (done, 25 * MINUTE)


@pytest.mark.parametrize(("done_after_s", "told"), [(-1, 0), (0, 0), (100, 100), (10_000, None)])
async def test_it_is_held_between_push_and_arrival(
    shard: Shard, done_after_s: int, told: int | None
) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    pushed = shard.now
    await acknowledge(shard, "L1")
    await shard.wait(minutes=5)
    await activity(shard, "L1", done_at_ms=pushed + done_after_s * SECOND)
    (change,) = shard.changes("contacted")
    assert change.get("done_at") == (None if told is None else pushed + told * SECOND)
    assert "entered_after" not in change, "ten minutes are no delay to speak of"


async def test_each_action_of_a_phone_says_when(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob")
    await shard.capture("L1", HOT)
    for act, kind in ((acknowledge, "acknowledged"), (release, "left"), (decline, "declined")):
        await shard.wait(seconds=20)
        assert (await act(shard, "L1", done_at_ms=shard.now - SECOND))["status"] == 200
        assert shard.changes(kind)[-1]["done_at"] == shard.now - SECOND
    assert (await shard.lead("L1"))["state"] == "waiting"


async def test_what_was_lost_without_contact_comes_back_with_it(lost: Shard) -> None:
    done = lost.now - 85 * MINUTE
    answer = await activity(lost, "L1", done_at_ms=done, note="reached", **first(lost))
    lead = await lost.lead("L1")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    assert (lead["state"], lead["rep"], lead["epoch"]) == ("acknowledged", "ann", answer["epoch"])
    assert answer["epoch"] != first(lost)["epoch"]
    assert lead["contacted_at"] == str(done)
    assert await lost.deadline("reopen", "L1") is None
    assert lost.changes("acknowledged")[-1]["via"] == "late_contact"
    assert lost.changes("activity")[-1]["entered_after"] == 85 * MINUTE


async def test_sent_again_it_is_told_the_same(lost: Shard) -> None:
    told = [
        await activity(lost, "L1", action_id="k", done_at_ms=lost.now - 80 * MINUTE, **first(lost))
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert len(lost.changes("activity")) == 1


async def test_it_comes_back_and_is_closed_at_once(lost: Shard) -> None:
    done = lost.now - 85 * MINUTE
    await activity(lost, "L1", done_at_ms=done, outcome="lost", contacted=False, **first(lost))
    lead = await lost.lead("L1")
    assert (lead["state"], lead["outcome"], lead["closed_by"]) == ("closed", "lost", "ann")


async def test_while_another_has_it_what_was_done_stays_told(lost: Shard) -> None:
    await lost.rep("bob")
    assert await lost.holder("L1") == "bob"
    done = lost.now - 85 * MINUTE
    answer = await activity(lost, "L1", done_at_ms=done, note="reached", **first(lost))
    assert (answer["reason"], answer["holder"]) == ("too_late", "bob")
    (change,) = lost.changes("late_activity")
    assert (change["rep"], change["note"], change["done_at"]) == ("ann", "reached", done)
    assert await lost.holder("L1") == "bob"
    again = await activity(lost, "L1", done_at_ms=lost.now, **first(lost))
    assert again["reason"] == "too_late"
    assert len(lost.changes("late_activity")) == 1, "nothing is told of what was done after it"


async def test_it_rings_at_the_same_rep_again(lost: Shard) -> None:
    await lost.presence("ann", "idle")
    assert (await lost.holder("L1"), await lost.state("L1")) == ("ann", "assigned")
    answer = await activity(lost, "L1", done_at_ms=lost.now - 85 * MINUTE, **first(lost))
    lead = await lost.lead("L1")
    assert (lead["state"], lead["epoch"]) == ("acknowledged", answer["epoch"])


async def test_the_same_rep_took_it_again(lost: Shard) -> None:
    await lost.presence("ann", "idle")
    await acknowledge(lost, "L1")
    done = lost.now - 85 * MINUTE
    assert (await activity(lost, "L1", done_at_ms=done, **first(lost)))["status"] == 200
    assert (await lost.lead("L1"))["contacted_at"] == str(done)


async def test_a_mere_note_brings_nothing_back(lost: Shard) -> None:
    done = lost.now - 85 * MINUTE
    answer = await activity(
        lost, "L1", done_at_ms=done, contacted=False, note="no answer", **first(lost)
    )
    assert (answer["reason"], answer["state"]) == ("too_late", "waiting")
    assert lost.changes("late_activity")[0]["note"] == "no answer"


async def test_what_was_handed_over_does_not_come_back(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await acknowledge(shard, "L1")
    await shard.wait(minutes=20)
    await shard.rep("bob", presence="busy")
    await hand_over(shard, "L1", "bob")
    await shard.presence("ann", "busy")
    await decline(shard, "L1")
    done = shard.now - 15 * MINUTE
    answer = await activity(shard, "L1", done_at_ms=done, **first(shard))
    assert (answer["reason"], answer["state"]) == ("too_late", "waiting")
    assert len(shard.changes("late_activity")) == 1


async def test_who_lost_it_before_the_last_still_tells(lost: Shard) -> None:
    await lost.rep("bob")
    await acknowledge(lost, "L1")
    await lost.presence("bob", "busy")
    await lost.wait(minutes=61)
    assert await lost.state("L1") == "waiting"
    done = lost.now - 140 * MINUTE
    assert (await activity(lost, "L1", done_at_ms=done, **first(lost)))["status"] == 200
    assert await lost.holder("L1") == "ann"


async def test_the_newest_five_holds_are_remembered(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    epochs = []
    for _ in range(7):
        await acknowledge(shard, "L1")
        epochs.append(await shard.epoch("L1"))
        await shard.wait(hours=1, minutes=3)
    past = {name for name in await shard.lead("L1") if name.startswith("past.")}
    assert past == {f"past.{epoch}" for epoch in epochs[2:]}
