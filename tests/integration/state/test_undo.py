"""An outcome that is taken back: the lead is again what it was before it, for a minute."""

from typing import Any

import pytest

from hotlead.router.pools.requests import activate
from hotlead.router.state.views.leads import recently_closed
from hotlead.router.state.views.place import Place
from tests.integration.state.actions import (
    acknowledge,
    activity,
    close,
    hand_over,
    reopen,
    undo,
)
from tests.integration.state.policies import COLD, HOT, policy
from tests.integration.state.shard import HOUR, MINUTE, SECOND, Shard


async def taken(shard: Shard) -> str:
    """Ann has acknowledged the hot lead L1; returns the epoch."""
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await acknowledge(shard, "L1")
    return await shard.epoch("L1")


async def as_it_stands(shard: Shard) -> dict[str, Any]:
    """All of L1, of ann but what time alone moves, and the counts."""
    rep = await shard.rep_fields("ann")
    return {
        "lead": await shard.lead("L1"),
        "reopens": await shard.deadline("reopen", "L1"),
        "ann": {name: rep[name] for name in ("live", "uncontacted", "today", "missed", "present")},
        "ledger": await shard.ledger(),
    }


@pytest.mark.parametrize("outcome", ["won", "lost", "invalid"])
@pytest.mark.parametrize("before", ["untouched", "contacted", "promised"])
async def test_the_lead_is_what_it_was(shard: Shard, outcome: str, before: str) -> None:
    epoch = await taken(shard)
    await shard.wait(minutes=3)
    if before != "untouched":
        promise = {"next_at_ms": shard.now + HOUR} if before == "promised" else {}
        await activity(shard, "L1", **promise)
    await shard.wait(minutes=3)
    was = await as_it_stands(shard)
    await activity(shard, "L1", outcome=outcome)
    assert await shard.state("L1") == "closed"
    await shard.wait(seconds=60)
    answer = await undo(shard, "L1", "ann", epoch)
    assert (answer["code"], answer["status"], answer["epoch"]) == ("applied", 200, epoch)
    assert await as_it_stands(shard) == was
    assert [c["outcome"] for c in shard.changes("outcome_undone")] == [outcome]


async def test_after_the_minute_it_is_over(shard: Shard) -> None:
    epoch = await taken(shard)
    await close(shard, "L1")
    await shard.wait(seconds=60.001)
    answer = await undo(shard, "L1", "ann", epoch)
    assert (answer["code"], answer["reason"]) == ("refused", "undo_over")
    assert await shard.state("L1") == "closed"


async def test_a_policy_from_before_there_was_an_undo_gives_no_time_for_it(shard: Shard) -> None:
    call = activate(policy(), shard.now, rescore=False)
    del call.request["pools"]["main"]["undo"]
    await shard.run(call)
    epoch = await taken(shard)
    await close(shard, "L1")
    await shard.wait(seconds=1)
    assert (await undo(shard, "L1", "ann", epoch))["reason"] == "undo_over"


async def test_the_pool_says_for_how_long(shard: Shard) -> None:
    await shard.activate(policy(version="p2", undo_s=5))
    epoch = await taken(shard)
    await close(shard, "L1")
    await shard.wait(seconds=6)
    assert (await undo(shard, "L1", "ann", epoch))["reason"] == "undo_over"


async def test_what_was_done_in_the_minute_and_told_later_is_in_time(shard: Shard) -> None:
    epoch = await taken(shard)
    await close(shard, "L1")
    done = shard.now + 30 * SECOND
    await shard.wait(minutes=20)
    assert (await undo(shard, "L1", "ann", epoch, done_at_ms=done))["status"] == 200
    (change,) = shard.changes("outcome_undone")
    assert (change["done_at"], change["entered_after"]) == (done, shard.now - done)


async def test_a_first_contact_has_a_while_yet(shard: Shard) -> None:
    epoch = await taken(shard)
    await shard.wait(minutes=59.5)
    await close(shard, "L1")
    await shard.wait(seconds=45)
    await undo(shard, "L1", "ann", epoch)
    assert await shard.deadline("reopen", "L1") == shard.now + MINUTE
    await shard.wait(seconds=59)
    assert await shard.state("L1") == "acknowledged"
    await activity(shard, "L1")
    assert await shard.deadline("reopen", "L1") is None


async def test_room_that_was_filled_meanwhile_stays_filled(shard: Shard) -> None:
    epoch = await taken(shard)
    await shard.capture("L2", COLD)
    await close(shard, "L1")
    assert await shard.holder("L2") == "ann"
    await shard.capture("L3", COLD)
    await undo(shard, "L1", "ann", epoch)
    assert (await shard.holder("L1"), await shard.state("L2")) == ("ann", "assigned")
    await activity(shard, "L1")
    assert await shard.state("L3") == "waiting", "one is live, and that is all the room"


async def test_who_came_back_is_not_taken_back(shard: Shard) -> None:
    epoch = await taken(shard)
    await close(shard, "L1")
    await shard.presence("ann", "busy")
    await shard.capture("again", person="L1")
    answer = await undo(shard, "L1", "ann", epoch)
    assert (answer["reason"], answer["state"]) == ("moved_on", "waiting")


async def test_what_a_supervisor_reopened_is_not_taken_back(shard: Shard) -> None:
    epoch = await taken(shard)
    await shard.rep("bob", presence="busy")
    await close(shard, "L1")
    await reopen(shard, "L1", rep="bob")
    answer = await undo(shard, "L1", "ann", epoch)
    assert (answer["reason"], answer["holder"]) == ("moved_on", "bob")


async def test_only_who_recorded_it_takes_it_back(shard: Shard) -> None:
    epoch = await taken(shard)
    await shard.rep("bob", presence="busy")
    await close(shard, "L1")
    assert (await undo(shard, "L1", "bob", epoch))["reason"] == "moved_on"
    assert (await undo(shard, "L1", "ann", "7-99"))["reason"] == "moved_on"
    assert (await undo(shard, "none", "ann", epoch))["reason"] == "unknown_lead"
    assert (await undo(shard, "L1", "nobody", epoch))["reason"] == "unknown_rep"


async def test_a_second_tap_is_told_the_same(shard: Shard) -> None:
    epoch = await taken(shard)
    await close(shard, "L1")
    for action in ("k", "k", "another"):
        assert (await undo(shard, "L1", "ann", epoch, action_id=action))["status"] == 200
    assert len(shard.changes("outcome_undone")) == 1


async def test_an_old_undo_does_not_undo_the_next_outcome(shard: Shard) -> None:
    epoch = await taken(shard)
    await close(shard, "L1")
    await undo(shard, "L1", "ann", epoch, action_id="k")
    await close(shard, "L1")
    assert (await undo(shard, "L1", "ann", epoch, action_id="k"))["reason"] == "moved_on"
    assert await shard.state("L1") == "closed"


async def test_life_goes_on_after_it(shard: Shard) -> None:
    epoch = await taken(shard)
    await close(shard, "L1")
    await undo(shard, "L1", "ann", epoch)
    await shard.rep("bob", presence="busy")
    await hand_over(shard, "L1", "bob")
    assert await shard.holder("L1") == "bob"
    await acknowledge(shard, "L1")
    await close(shard, "L1")
    assert (await shard.lead("L1"))["closed_by"] == "bob"


async def test_the_newest_of_what_a_rep_closed_are_listed(shard: Shard) -> None:
    await shard.rep("ann")
    for number in range(23):
        await shard.capture(f"L{number}")
        await acknowledge(shard, f"L{number}")
        await close(shard, f"L{number}")
        await shard.wait(seconds=1)
    place = Place(shard.redis, shard.store.keys, "main")
    assert await place.redis.zcard(place.keys.key("closed", "ann")) == 20
    newest = [f"L{number}" for number in range(22, 2, -1)]
    assert [view.lead for view in await recently_closed(place, "ann")] == newest
    await reopen(shard, "L22", rep="ann")
    assert [view.lead for view in await recently_closed(place, "ann")] == newest[1:]
    await shard.wait(seconds=58)
    (last,) = await recently_closed(place, "ann")
    assert (last.lead, last.undo_until_ms) == ("L21", shard.now)
    assert last.epoch == shard.changes("acknowledged", "L21")[0]["epoch"]
