"""Which lead goes to which rep, and when."""

import pytest

from tests.integration.state.actions import acknowledge, activity, finish
from tests.integration.state.policies import COLD, HIGH, HOT, WARM, policy
from tests.integration.state.shard import HOUR, MINUTE, Shard


async def test_a_lead_goes_to_an_idle_rep_at_once(shard: Shard) -> None:
    await shard.rep("ann")
    assert await shard.capture("L1") == "applied"
    assert await shard.holder("L1") == "ann"
    assert await shard.state("L1") == "assigned"


@pytest.mark.parametrize("presence", ["busy", "away"])
async def test_none_goes_to_one_who_is_not(shard: Shard, presence: str) -> None:
    await shard.rep("ann", presence=presence)
    await shard.capture("L1")
    assert await shard.state("L1") == "waiting"
    await shard.presence("ann", "idle")
    assert await shard.holder("L1") == "ann"


async def test_the_best_lead_goes_first(shard: Shard) -> None:
    await shard.capture("cold", COLD)
    await shard.capture("hot", HOT)
    await shard.capture("warm", WARM)
    await shard.rep("ann")
    assert await shard.holder("hot") == "ann"
    await finish(shard, "hot")
    assert await shard.holder("warm") == "ann"


async def test_a_lead_frozen_15_h_ago_at_50_beats_one_at_48_6(shard: Shard) -> None:
    await shard.capture("frozen", 62.5, age_h=65)
    await shard.capture("decaying", 60, age_h=48.5)
    await shard.rep("ann")
    assert await shard.holder("frozen") == "ann"
    await finish(shard, "frozen")
    scores = {c["lead"]: c["score"] for c in shard.changes("assigned")}
    assert scores == {"frozen": 50_000_000, "decaying": 48_600_000}


async def test_a_decaying_lead_that_is_better_beats_a_frozen_one(shard: Shard) -> None:
    await shard.capture("frozen", 62.5, age_h=65)
    await shard.capture("decaying", 62, age_h=48)  # 49.6 + 0.8
    await shard.rep("ann")
    assert await shard.holder("decaying") == "ann"


async def test_leads_that_freeze_while_waiting_are_settled_before_one_is_assigned(
    shard: Shard,
) -> None:
    await shard.capture("standing", 62.5)  # 50 once it stands still
    await shard.capture("falling", 60)
    await shard.jump(hours=1)
    await shard.capture("newer", 60)  # 48 and what is left of freshness
    await shard.set_time(shard.now + 49 * HOUR + 30 * MINUTE)  # the timers lag behind
    await shard.rep("ann")
    assert await shard.holder("standing") == "ann"
    await finish(shard, "standing")
    assert await shard.holder("newer") == "ann"
    assert [c["members"] for c in shard.changes("froze")]
    await shard.run_timers()


async def test_a_freeze_whose_lead_has_gone_moves_on_to_the_next(shard: Shard) -> None:
    await shard.capture("first", HOT)
    await shard.set_time(shard.now + HOUR)
    await shard.capture("next", COLD)
    await shard.rep("ann")
    await shard.presence("ann", "away")
    await finish(shard, "first")
    await shard.wait(hours=49)
    name = "main/main|400000:0||"
    assert await shard.deadline("freeze", name) == shard.now + HOUR
    await shard.wait(hours=1)
    assert await shard.deadline("freeze", name) is None


async def test_many_leads_that_freeze_at_once_are_moved_in_steps(shard: Shard) -> None:
    for i in range(450):
        await shard.capture(f"L{i}", (i % 100) / 2)
    await shard.set_time(shard.now + 51 * HOUR)
    await shard.rep("ann", capacity=3)
    assert await shard.holder("L199") is None, "nothing is assigned before all due are moved"
    await shard.run_timers()
    assert {await shard.holder(lead) for lead in ("L199", "L299", "L399")} == {"ann"}
    assert [len(c["members"]) for c in shard.changes("froze")] == [200, 200, 50]


async def test_a_new_lead_does_not_pass_those_that_are_still_to_freeze(shard: Shard) -> None:
    for i in range(450):
        await shard.capture(f"L{i}", (i % 100) / 2)
    await shard.set_time(shard.now + 51 * HOUR)
    await shard.rep("ann", capacity=2)
    await shard.capture("new", 10)
    assert await shard.state("new") == "waiting", "a better one may be among those to be moved"
    await shard.run_timers()
    assert {await shard.holder(lead) for lead in ("L199", "L299")} == {"ann"}
    assert await shard.state("new") == "waiting"


async def test_what_waited_for_leads_to_freeze_goes_on(shard: Shard) -> None:
    """Also a lead of another class, when those that froze go to others, or to nobody."""
    for i in range(450):
        await shard.capture(f"L{i}", HOT, attributes={"language": "en"})
    await shard.set_time(shard.now + 51 * HOUR)
    await shard.rep("ann", skills=("english",))
    await shard.capture("plain", COLD)
    assert await shard.state("plain") == "waiting"
    await shard.rep("bob", skills=("english",), presence="busy")
    await shard.presence("ann", "busy")
    await shard.rep("cid", skills=("golf",))
    assert await shard.holder("plain") == "cid"


async def test_waiting_points_count_in_the_order_and_not_towards_hot(shard: Shard) -> None:
    await shard.open(policy(waiting_points_per_min=1.0))
    await shard.capture("patient", WARM)  # 60, and 30 for the wait, less 0.2
    await shard.jump(minutes=30)
    await shard.capture("newer", 62)  # 69.6
    assert (await shard.lead("patient")).get("hot_at") is None
    await shard.rep("ann")
    assert await shard.holder("patient") == "ann"


async def test_waiting_points_stand_across_the_freeze(shard: Shard) -> None:
    await shard.open(policy(waiting_points_per_min=0.1, longest_wait_s=10**7))
    await shard.capture("patient", COLD, age_h=49)  # 20.4, freezes in an hour at 20
    await shard.jump(hours=2)  # 32 with its wait
    await shard.capture("above", 10.5, age_h=0)  # 28.4
    await shard.capture("well_above", 15.5, age_h=0)  # 32.4
    await shard.rep("ann")
    assert await shard.holder("well_above") == "ann"
    await finish(shard, "well_above")
    assert await shard.holder("patient") == "ann"


async def test_of_equal_scores_the_one_waiting_longest_goes_first(shard: Shard) -> None:
    await shard.capture("second", WARM, age_h=1)
    await shard.set_time(shard.now + 1)
    await shard.capture("third", WARM, at_ms=shard.now - HOUR - 1)
    await shard.rep("ann")
    assert await shard.holder("second") == "ann"


async def test_a_frozen_and_a_decaying_lead_of_equal_value_tie_by_wait(shard: Shard) -> None:
    await shard.capture("decaying", WARM, age_h=40)  # 40 + 4
    await shard.set_time(shard.now + 1)
    await shard.capture("frozen", 55, age_h=60)  # 44
    await shard.set_time(shard.now - 1)
    await shard.rep("ann")
    assert await shard.holder("frozen") == "ann"
    assert await shard.state("decaying") == "waiting"


async def test_an_event_of_the_future_counts_as_now(shard: Shard) -> None:
    await shard.capture("early", WARM, age_h=-5)
    assert (await shard.lead("early"))["captured_at"] == str(shard.now)
    assert shard.changes("captured")[0]["pulled_back"] is True


async def test_a_clock_that_goes_back_stands_still(shard: Shard) -> None:
    await shard.capture("L1", HOT)
    before = shard.now
    await shard.set_time(before - HOUR)
    await shard.capture("L2", HOT)
    assert shard.changes("captured")[1]["entry_at"] == before
    await shard.set_time(before)


async def test_room_is_never_exceeded(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    for i in range(4):
        await shard.capture(f"L{i}")
    assert (await shard.ledger())["assigned"] == 2
    await acknowledge(shard, "L0")
    assert (await shard.ledger())["assigned"] == 1, "no first contact, no room"
    await activity(shard, "L0")
    assert (await shard.ledger())["assigned"] == 2


async def test_capacity_raised_takes_what_waits(shard: Shard) -> None:
    for i in range(4):
        await shard.capture(f"L{i}")
    await shard.rep("ann", capacity=0)
    assert "assigned" not in await shard.ledger()
    await shard.rep("ann", capacity=3)
    assert (await shard.ledger())["assigned"] == 3


async def test_a_large_room_is_filled_at_once(shard: Shard) -> None:
    for i in range(260):
        await shard.capture(f"L{i}")
    await shard.rep("ann", capacity=250)
    assert await shard.ledger() == {"captured": 260, "assigned": 250, "waiting": 10}


async def test_high_intent_goes_to_the_top_tier_on_its_own_ledger(shard: Shard) -> None:
    await shard.rep("low", tier=0, capacity=9)
    await shard.rep("top", tier=1, capacity=9)
    for i in range(3):
        await shard.capture(f"high{i}", HIGH)
    assert {await shard.holder(f"high{i}") for i in range(3)} == {"top"}
    assert {c["ledger"] for c in shard.changes("assigned")} == {"top"}
    await shard.capture("plain1", WARM)
    await shard.capture("plain2", WARM)
    plain = {await shard.holder("plain1"), await shard.holder("plain2")}
    assert plain == {"low", "top"}, "the three of high intent were not charged here"


async def test_high_intent_goes_to_another_rather_than_wait(shard: Shard) -> None:
    await shard.rep("low", tier=0)
    await shard.rep("top", tier=1, presence="busy")
    await shard.capture("high", HIGH)
    assert await shard.holder("high") == "low"


async def test_a_former_owner_pays_for_high_intent_like_anyone_of_the_top_tier(
    shard: Shard,
) -> None:
    await shard.rep("top", tier=1)
    await shard.capture("high", HIGH)
    await finish(shard, "high")
    await shard.capture("again", HIGH, person="high")
    (_, returned) = shard.changes("assigned", "high")
    assert (returned["why"], returned["ledger"]) == ("former owner", "top")


async def test_the_longest_idle_goes_first_among_equals(shard: Shard) -> None:
    await shard.rep("late", presence="busy")
    await shard.rep("soon")
    await shard.set_time(shard.now + 1000)
    await shard.presence("late", "idle")
    await shard.capture("L1")
    assert await shard.holder("L1") == "soon"
