"""Escalation: the ladder of a hot lead, each rung once, in order and never early."""

import pytest

from hotlead.router.policy.document import Rung, SignalPoints
from hotlead.topics.hours import WorkingHours
from tests.integration.state.actions import acknowledge, decline, release
from tests.integration.state.policies import COLD, HIGH, HOT, WARMING, policy, scoring
from tests.integration.state.shard import HOUR, MINUTE, Shard

LADDER = ["reminder", "reassign", "supervisors", "duty-manager"]


async def test_a_lead_with_no_rep_climbs_the_whole_ladder(shard: Shard) -> None:
    started = shard.now
    await shard.capture("L1", HOT)
    await shard.wait(hours=1)
    fired = [(c["name"], c["entry_at"] - started) for c in shard.changes("rung")]
    assert fired == list(zip(LADDER, [m * MINUTE for m in (2, 5, 10, 15)], strict=True))
    assert await shard.deadline("rung", "L1") is None


@pytest.mark.parametrize(("minutes", "rungs"), [(2, 1), (5, 2), (10, 3), (15, 4)])
async def test_no_rung_is_early(shard: Shard, minutes: int, rungs: int) -> None:
    await shard.capture("L1", HOT)
    await shard.jump(minutes=minutes, seconds=-0.001)
    assert len(shard.rungs("L1")) == rungs - 1
    await shard.jump(seconds=0.001)
    assert len(shard.rungs("L1")) == rungs


async def test_after_an_outage_all_that_fell_due_fires_in_order(shard: Shard) -> None:
    await shard.capture("L1", HOT)
    await shard.jump(hours=3)
    assert shard.rungs("L1") == LADDER
    assert [c["late"] for c in shard.changes("rung")] == [
        3 * HOUR - m * MINUTE for m in (2, 5, 10, 15)
    ]


async def test_a_lead_that_is_not_above_72_has_no_clock(shard: Shard) -> None:
    await shard.capture("L1", 65)  # 72 exactly
    await shard.wait(hours=1)
    assert shard.rungs("L1") == []


async def test_acknowledging_stops_it(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=3)
    await acknowledge(shard, "L1")
    await shard.wait(minutes=30)
    assert shard.rungs("L1") == ["reminder"]


async def test_the_clock_is_latched_though_the_score_falls(shard: Shard) -> None:
    await shard.capture("L1", 65.5)  # 72.4, below 72 after an hour
    started = shard.now
    await shard.capture("-", COLD, person="L1")
    assert (await shard.lead("L1"))["hot_at"] == str(started)
    await shard.wait(minutes=15)
    assert shard.rungs("L1") == LADDER


async def test_a_score_that_passes_72_twice_starts_one_clock(shard: Shard) -> None:
    started = shard.now
    await shard.capture("L1", HOT)
    await shard.capture("-", COLD, person="L1")
    await shard.jump(minutes=1)
    await shard.capture("-", HIGH, person="L1")
    assert (await shard.lead("L1"))["hot_at"] == str(started)
    assert len(shard.changes("hot")) == 1


async def test_the_second_rung_takes_the_lead_to_another_rep(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob")
    await shard.capture("L1", HOT)
    first, epoch = await shard.holder("L1"), await shard.epoch("L1")
    await shard.wait(minutes=5)
    assert {first, await shard.holder("L1")} == {"ann", "bob"}
    assert await shard.epoch("L1") != epoch
    assert shard.changes("withdrawn")[0]["reason"] == "reassigned"
    assert shard.changes("rung")[1]["moved"] is True
    assert (await shard.rep_fields(str(first)))["missed"] == "1"


async def test_with_no_other_rep_it_stays(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    epoch = await shard.epoch("L1")
    await shard.wait(minutes=14)
    assert (await shard.holder("L1"), await shard.epoch("L1")) == ("ann", epoch)
    assert shard.rungs("L1") == LADDER[:3]


async def test_who_loses_the_lead_gets_the_next(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.capture("L2", COLD)
    await shard.jump(minutes=4)
    await shard.rep("bob", skills=("english",))
    assert await shard.holder("L2") == "bob"
    await shard.rep("cai")
    await shard.wait(minutes=1)
    assert await shard.holder("L1") == "cai"


@pytest.mark.parametrize(("held_s", "moved"), [(59, False), (60, False), (61, True)])
async def test_the_rung_is_met_by_a_fresh_holder(shard: Shard, held_s: int, moved: bool) -> None:
    await shard.rep("ann")
    await shard.rep("spare", presence="busy")
    await shard.capture("L1", HOT)
    await shard.wait(seconds=300 - held_s)
    await shard.rep("bob")
    await decline(shard, "L1")
    assert await shard.holder("L1") == "bob"
    await shard.presence("spare", "idle")
    await shard.wait(seconds=held_s)
    assert await shard.holder("L1") == ("spare" if moved else "bob")
    assert shard.changes("rung")[1]["met"] is not moved


async def test_hot_while_assigned_drops_the_expiry(shard: Shard) -> None:
    await shard.open(policy(rules=WARMING, hot=50))
    await shard.rep("ann")
    await shard.capture("L1", 95, visitor="v1")
    assert await shard.deadline("expire", "L1") == shard.now + 5 * MINUTE
    await shard.wait(minutes=1)
    await shard.signal("v1")
    assert await shard.deadline("expire", "L1") is None
    assert await shard.deadline("rung", "L1") == shard.now + 2 * MINUTE
    await shard.wait(minutes=10)
    assert await shard.holder("L1") == "ann"


async def test_after_the_last_rung_it_expires_as_others_do(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=15)
    assert await shard.deadline("expire", "L1") == shard.now + 5 * MINUTE
    await shard.wait(minutes=5)
    assert await shard.state("L1") == "waiting"
    await shard.wait(minutes=2)
    assert await shard.holder("L1") == "ann"
    assert await shard.deadline("expire", "L1") == shard.now + 5 * MINUTE


async def test_a_declined_lead_stays_on_its_ladder(shard: Shard) -> None:
    started = shard.now
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=1)
    await decline(shard, "L1")
    assert await shard.deadline("rung", "L1") == started + 2 * MINUTE


async def test_three_reassignments_missed_set_a_rep_away(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob", capacity=9, presence="busy")
    for i in range(3):
        await shard.capture(f"L{i}", HOT)
        assert await shard.holder(f"L{i}") == "ann"
        await shard.wait(minutes=4, seconds=59)
        await shard.presence("bob", "idle")
        await shard.wait(seconds=1)
        await shard.presence("bob", "busy")
    assert (await shard.rep_fields("ann"))["presence"] == "away"
    assert (await shard.rep_fields("ann"))["presence_why"] == "missed"


async def test_while_the_inbox_is_unread_rungs_notify_and_take_nothing(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.rep("cai")
    await shard.capture("L2", COLD)
    await shard.rep("bob")
    holder, epoch = "ann", await shard.epoch("L1")
    await shard.set_time(shard.now + 11 * MINUTE)
    await shard.run_timers(notify_only=True)
    assert shard.rungs("L1") == LADDER[:3]
    assert (await shard.holder("L1"), await shard.epoch("L1")) == (holder, epoch)
    assert await shard.state("L2") == "assigned", "nor does it expire"
    await shard.run_timers()
    assert shard.rungs("L1") == LADDER[:3], "each fires once all the same"
    assert [(c["lead"], c["reason"]) for c in shard.changes("withdrawn")] == [("L2", "expired")]


OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-18:00",)))


async def test_outside_hours_the_clock_may_wait_for_opening(shard: Shard) -> None:
    await shard.open(policy(hours=OFFICE, outside_hours="wait"))
    await shard.wait(hours=9)  # 19:00
    await shard.capture("L1", HOT)
    opening = shard.now + 14 * HOUR
    assert (await shard.lead("L1"))["hot_at"] == str(opening)
    await shard.wait(hours=14)
    assert shard.rungs("L1") == []
    await shard.wait(minutes=2)
    assert shard.rungs("L1") == ["reminder"]


async def test_no_assignment_expires_once_the_clock_that_waited_runs(shard: Shard) -> None:
    await shard.open(policy(hours=OFFICE, outside_hours="wait"))
    await shard.rep("ann", presence="away")
    await shard.wait(hours=22, minutes=58)  # 8:58
    await shard.capture("before", HOT)
    await shard.presence("ann", "idle")
    assert await shard.deadline("expire", "before") is None
    await shard.rep("ben")
    await shard.capture("after", COLD)
    assert await shard.deadline("expire", "after") == shard.now + (2 + 5) * MINUTE
    await shard.capture("-", HOT, person="after")
    assert await shard.deadline("expire", "after") is None
    await shard.wait(minutes=6, seconds=59)
    assert [c["reason"] for c in shard.changes("withdrawn")] == []
    await shard.wait(seconds=1)
    assert len(shard.changes("rung", "before")) == 2, "moved by the ladder, 5 min after opening"


async def test_outside_hours_the_clock_runs_by_default(shard: Shard) -> None:
    await shard.open(policy(hours=OFFICE))
    await shard.wait(hours=9)
    await shard.capture("L1", HOT)
    await shard.wait(minutes=2)
    assert shard.rungs("L1") == ["reminder"]


async def test_what_rings_before_opening_is_taken_from_nobody_at_night(shard: Shard) -> None:
    await shard.open(policy(hours=OFFICE, outside_hours="wait"))
    await shard.rep("ann", capacity=2)
    await shard.wait(hours=9)
    await shard.capture("L1", HOT)
    await shard.capture("L2", COLD)
    assert await shard.deadline("expire", "L1") is None, "the ladder rules from the opening on"
    assert await shard.deadline("expire", "L2") == shard.now + 14 * HOUR + 5 * MINUTE
    await shard.wait(hours=14, minutes=4)
    assert [await shard.state(lead) for lead in ("L1", "L2")] == ["assigned", "assigned"]
    await shard.wait(minutes=1)
    assert await shard.state("L2") == "waiting"


async def test_a_clock_that_waited_is_never_set_before_the_lead_was_hot(shard: Shard) -> None:
    await shard.open(policy(hours=OFFICE, outside_hours="wait"))
    await shard.wait(hours=9)
    await shard.set_time(shard.now + 15 * HOUR)  # 10:00, and no timer has run since
    await shard.capture("L1", HOT)
    assert (await shard.lead("L1"))["hot_at"] == str(shard.now)
    await shard.run_timers()


async def test_a_pool_has_its_own_ladder(shard: Shard) -> None:
    await shard.open(policy(ladder=(Rung(name="boss", after_s=30, notify="supervisors"),)))
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(seconds=30)
    assert shard.rungs("L1") == ["boss"]
    assert await shard.deadline("expire", "L1") == shard.now + 5 * MINUTE


async def test_released_and_taken_again_the_rungs_go_on_where_they_were(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=3)
    await acknowledge(shard, "L1")
    await shard.wait(minutes=3)
    await release(shard, "L1")
    await shard.run_timers()
    assert shard.rungs("L1") == LADDER[:2]
    await shard.wait(minutes=4)
    assert shard.rungs("L1") == LADDER[:3]


async def test_behaviour_may_make_a_waiting_lead_hot_later(shard: Shard) -> None:
    rules = scoring(weights=WARMING.weights, heat={"call": SignalPoints(points=60)})
    await shard.open(policy(rules=rules))
    await shard.capture("L1", 100, visitor="v1")  # 50
    await shard.jump(minutes=30)
    await shard.signal("v1", kind="call")  # 80, less 0.2
    assert (await shard.lead("L1"))["hot_at"] == str(shard.now)
