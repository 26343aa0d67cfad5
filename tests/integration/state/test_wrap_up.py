"""Wrap-up: after a recorded contact a rep has the pool's time before the next lead rings."""

import pytest

from hotlead.topics.inbox import Ready
from hotlead.topics.journal import RawChange
from tests.integration.state.actions import acknowledge, activity, claim, hand_over
from tests.integration.state.policies import HOT, WARM, policy
from tests.integration.state.shard import MINUTE, SECOND, Shard

SPAN = 90 * SECOND


async def ready(shard: Shard, rep: str = "ann", action: str | None = None) -> RawChange:
    """The rep taps that they are ready."""
    return await shard.act(Ready(action_id=action or shard.new_id("t"), tenant="main", rep=rep))


async def with_wrap_up(shard: Shard, span_s: float) -> None:
    await shard.activate(policy(version="p2", wrap_up_s=span_s))


@pytest.fixture
async def wrapping(shard: Shard) -> Shard:
    """The field case: capacity 1, two leads wait; the first is taken, and a contact recorded."""
    await with_wrap_up(shard, 90)
    await shard.rep("ann")
    await shard.capture("L1", WARM)
    await shard.capture("L2", WARM)
    await acknowledge(shard, "L1")
    await activity(shard, "L1")
    return shard


async def test_the_next_lead_rings_when_the_time_is_over(wrapping: Shard) -> None:
    began = wrapping.now
    (change,) = wrapping.changes("wrap_up_began")
    assert (change["rep"], change["lead"], change["until_at"]) == ("ann", "L1", began + SPAN)
    assert (await wrapping.rep_fields("ann"))["wrap_until"] == str(began + SPAN)
    await wrapping.wait(seconds=89.999)
    assert await wrapping.holder("L2") is None
    await wrapping.wait(seconds=0.001)
    assert await wrapping.holder("L2") == "ann"
    assert [c["why"] for c in wrapping.changes("wrap_up_ended")] == ["time"]
    assert "wrap_until" not in await wrapping.rep_fields("ann")


async def test_a_tap_ends_it_and_a_second_tap_is_the_same_answer(wrapping: Shard) -> None:
    first = await ready(wrapping, action="tap-1")
    assert (first["status"], await wrapping.holder("L2")) == (200, "ann")
    again = await ready(wrapping, action="tap-1")
    assert (again["status"], again["code"]) == (200, "applied")
    other = await ready(wrapping, action="tap-2")
    assert (other["status"], other["reason"]) == (409, "no_wrap_up")
    assert (await ready(wrapping, action="tap-2"))["reason"] == "no_wrap_up"
    assert [c["why"] for c in wrapping.changes("wrap_up_ended")] == ["tap"]
    await wrapping.wait(minutes=2)
    assert len(wrapping.changes("wrap_up_ended")) == 1


async def test_its_id_belongs_to_one_tap_alone(wrapping: Shard) -> None:
    """A tap that was too early is not done later, when there is something to end."""
    await ready(wrapping, action="tap-1")
    await acknowledge(wrapping, "L2")
    assert (await ready(wrapping, action="early"))["status"] == 409
    await activity(wrapping, "L2")
    assert (await ready(wrapping, action="early"))["status"] == 409
    assert "wrap_until" in await wrapping.rep_fields("ann")
    unknown = Ready(action_id="x", tenant="main", rep="nobody")
    assert (await wrapping.act(unknown))["reason"] == "unknown_rep"


async def test_an_outcome_has_one_too_and_the_longer_holds(wrapping: Shard) -> None:
    began = wrapping.now
    await wrapping.wait(seconds=60)
    await activity(wrapping, "L1", outcome="won")
    assert (await wrapping.rep_fields("ann"))["wrap_until"] == str(began + 60 * SECOND + SPAN)
    await wrapping.wait(seconds=89)
    assert await wrapping.holder("L2") is None
    await wrapping.wait(seconds=1)
    assert await wrapping.holder("L2") == "ann"


async def test_a_note_and_a_second_contact_have_none(shard: Shard) -> None:
    await with_wrap_up(shard, 90)
    await shard.rep("ann", capacity=2)
    await shard.capture("L1", WARM)
    await acknowledge(shard, "L1")
    await activity(shard, "L1", contacted=False, note="called, no answer")
    assert shard.changes("wrap_up_began") == []
    await activity(shard, "L1")
    await shard.wait(seconds=90)
    await activity(shard, "L1")
    assert len(shard.changes("wrap_up_began")) == 1


async def test_what_was_done_a_while_ago_counts_from_then(shard: Shard) -> None:
    await with_wrap_up(shard, 90)
    await shard.rep("ann", capacity=2)
    for lead in ("L1", "L2"):
        await shard.capture(lead, WARM)
        await acknowledge(shard, lead)
    await shard.wait(minutes=5)
    await activity(shard, "L1", done_at_ms=shard.now - 2 * MINUTE)
    assert shard.changes("wrap_up_began") == []
    await activity(shard, "L2", done_at_ms=shard.now - 60 * SECOND)
    (change,) = shard.changes("wrap_up_began")
    assert change["until_at"] == shard.now + 30 * SECOND


async def test_a_timer_that_fires_late_keeps_them_until_then(wrapping: Shard) -> None:
    await wrapping.set_time(wrapping.now + 10 * MINUTE)
    await wrapping.capture("L3", WARM)
    assert (await wrapping.holder("L2"), await wrapping.holder("L3")) == (None, None)
    await wrapping.run_timers()
    assert await wrapping.holder("L3") == "ann"  # the fresher one


@pytest.mark.parametrize("presence", ["away", "busy"])
async def test_who_goes_is_given_nothing_and_the_time_goes_on(
    wrapping: Shard, presence: str
) -> None:
    await wrapping.presence("ann", presence)
    await wrapping.wait(minutes=2)
    assert await wrapping.holder("L2") is None
    assert len(wrapping.changes("wrap_up_ended")) == 1
    await wrapping.presence("ann", "idle")
    assert await wrapping.holder("L2") == "ann"


async def test_who_comes_back_before_its_end_still_wraps_up(wrapping: Shard) -> None:
    await wrapping.presence("ann", "away")
    await wrapping.presence("ann", "idle")
    assert await wrapping.holder("L2") is None
    await wrapping.rep("ann", weight=2)
    assert await wrapping.holder("L2") is None


async def test_the_shard_is_folded_in_the_middle_of_it(wrapping: Shard) -> None:
    """As a worker that is killed finds it: the timer is there, and acts once."""
    await wrapping.wait(seconds=90)
    assert await wrapping.holder("L2") == "ann"


async def test_a_supervisor_goes_over_it_for_a_reason(wrapping: Shard) -> None:
    assert (await hand_over(wrapping, "L2", "ann"))["reason"] == "wrap_up"
    assert (await hand_over(wrapping, "L2", "ann", without_room="replace"))["reason"] == "wrap_up"
    assert (await hand_over(wrapping, "L2", "ann", without_room="over"))["status"] == 200
    assert wrapping.changes("handed_over")[0]["over"] == "wrap_up"


async def test_a_claim_by_the_reps_own_tap_ends_it(shard: Shard) -> None:
    await with_wrap_up(shard, 900)
    await shard.rep("ann", capacity=2)
    await shard.capture("L1", WARM)
    await acknowledge(shard, "L1")
    await activity(shard, "L1")
    await shard.capture("H1", HOT)
    await shard.wait(minutes=10)
    assert await shard.holder("H1") is None
    assert (await claim(shard, "H1", "ann"))["status"] == 200
    assert [c["why"] for c in shard.changes("wrap_up_ended")] == ["claim"]


async def test_turns_are_not_saved_up_meanwhile(shard: Shard) -> None:
    """Who wraps up is as busy: on return they begin where the pool stands."""
    await with_wrap_up(shard, 600)
    await shard.rep("ann", capacity=9)
    await shard.rep("bob", capacity=9)
    await shard.capture("A0", WARM)
    held = await shard.holder("A0")
    assert held == "ann"
    await acknowledge(shard, "A0")
    await activity(shard, "A0")
    for one in range(6):
        await shard.capture(f"B{one}", WARM)
        assert await shard.holder(f"B{one}") == "bob"
        await acknowledge(shard, f"B{one}")
    await ready(shard)
    given = []
    for one in range(4):
        await shard.capture(f"C{one}", WARM)
        given.append(await shard.holder(f"C{one}"))
    assert given.count("ann") <= 3
