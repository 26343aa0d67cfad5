"""The slower ladder of leads that are not hot: one step, once an episode, that only tells."""

import pytest

from hotlead.router.policy.document import SlowerLadder
from hotlead.topics.hours import WorkingHours
from tests.integration.state.actions import acknowledge, decline, release
from tests.integration.state.policies import COLD, HIGH, WARM, policy
from tests.integration.state.shard import HOUR, MINUTE, Shard

OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))


def told(shard: Shard, lead: str = "L1") -> list[tuple[str, int]]:
    """Why the slower ladder told of a lead, each with the minutes from the shard's beginning."""
    began = shard.changes("policy_activated")[0]["entry_at"]
    changes = shard.changes("slower_rung", lead)
    return [(change["why"], (change["entry_at"] - began) // MINUTE) for change in changes]


async def test_a_lead_that_nobody_takes_is_told_of_once(shard: Shard) -> None:
    """The field case: 60 points, two idle reps, who miss it until both are away."""
    await shard.rep("ann")
    await shard.rep("bob")
    await shard.capture("L1", WARM)
    await shard.wait(minutes=10, seconds=-0.001)
    assert told(shard) == []
    await shard.wait(hours=48)
    assert told(shard) == [("all_refused", 10)]
    (change,) = shard.changes("slower_rung")
    assert (change["notify"], change["episode"], change["pool"]) == ("supervisors", 1, "main")
    assert {(await shard.rep_fields(rep))["presence"] for rep in ("ann", "bob")} == {"away"}
    assert shard.rungs("L1") == []


async def test_everybody_declined(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob")
    await shard.capture("L1", WARM)
    await decline(shard, "L1")
    assert told(shard) == []
    await decline(shard, "L1")
    assert told(shard) == [("all_refused", 0)]


@pytest.mark.parametrize(("outside_hours", "there"), [("run", 1), ("wait", 0)])
async def test_what_is_declined_after_hours_is_told_of_while_a_pool_that_waits_is_open(
    shard: Shard, outside_hours: str, there: int
) -> None:
    await shard.activate(policy(version="p2", hours=OFFICE, outside_hours=outside_hours))
    await shard.rep("ann")
    await shard.wait(hours=2, minutes=59, seconds=30)  # the end of the lunch break
    await shard.capture("L1", WARM)
    await decline(shard, "L1")
    assert len(told(shard)) == there
    await shard.wait(minutes=4, seconds=30)
    assert await shard.holder("L1") == "ann"
    await decline(shard, "L1")
    assert [why for why, _ in told(shard)] == ["all_refused"]


async def test_who_is_busy_may_still_take_it(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob", presence="busy")
    await shard.capture("L1", WARM)
    await decline(shard, "L1")
    await shard.wait(minutes=30)
    assert told(shard) == []
    await shard.presence("bob", "away")
    await shard.wait(minutes=2)
    assert told(shard) == [("all_refused", 32)]


async def test_it_has_waited_for_an_hour(shard: Shard) -> None:
    await shard.capture("L1", WARM)
    await shard.jump(hours=1, seconds=-0.001)
    assert told(shard) == []
    await shard.jump(seconds=0.001)
    assert told(shard) == [("waited", 60)]
    assert shard.changes("slower_rung")[0]["due"] == shard.now
    await shard.wait(hours=48)
    assert len(told(shard)) == 1
    assert await shard.deadline("slower", "L1") is None


async def test_it_rings_at_somebody_when_the_hour_is_over(shard: Shard) -> None:
    await shard.rep("bob", presence="busy")
    await shard.capture("L1", WARM)
    await shard.wait(minutes=59)
    await shard.presence("bob", "idle")
    await shard.wait(minutes=1)
    assert told(shard) == [("waited", 60)]
    assert shard.changes("slower_rung")[0]["rep"] == "bob"


async def test_one_that_becomes_hot_climbs_the_hot_ladder(shard: Shard) -> None:
    await shard.capture("L1", WARM)
    await shard.wait(minutes=50)
    await shard.capture("-", HIGH, person="L1")
    await shard.wait(hours=2)
    assert told(shard) == []
    assert len(shard.rungs("L1")) == 4


async def test_acknowledging_stops_it_and_a_release_goes_on(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", WARM)
    await acknowledge(shard, "L1")
    assert await shard.deadline("slower", "L1") is None
    await shard.wait(minutes=30)
    await shard.rep("bob", presence="busy")
    await release(shard, "L1")
    await shard.presence("ann", "away")
    await shard.wait(minutes=29)
    assert told(shard) == []
    await shard.wait(minutes=1)
    assert told(shard) == [("waited", 60)]


async def test_a_reopened_lead_starts_anew(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", COLD)
    await decline(shard, "L1")
    assert told(shard) == [("all_refused", 0)]
    await shard.wait(minutes=2)
    await acknowledge(shard, "L1")
    await shard.rep("bob", presence="busy")
    await shard.wait(hours=2)
    assert [change["episode"] for change in shard.changes("slower_rung")] == [1, 2]
    assert told(shard)[1] == ("waited", 122)


async def test_closed_time_is_not_waited(shard: Shard) -> None:
    """From 10:00 on 100 minutes; then two more than the noon break leaves."""
    await shard.activate(policy(version="p2", hours=OFFICE))
    await shard.wait(minutes=100)
    await shard.capture("L1", COLD)
    await shard.wait(hours=24)
    assert told(shard) == [("waited", 100 + 20 + 60 + 40)]
    assert shard.changes("slower_rung")[0]["due"] == shard.changes("slower_rung")[0]["entry_at"]


async def test_a_lead_of_the_night_is_told_of_an_hour_after_the_opening(shard: Shard) -> None:
    await shard.activate(policy(version="p2", hours=OFFICE))
    await shard.wait(hours=10)
    await shard.capture("L1", COLD)
    await shard.wait(hours=24)
    assert told(shard) == [("waited", 24 * 60)]


async def test_a_night_without_a_worker_is_not_waited(shard: Shard) -> None:
    await shard.activate(policy(version="p2", hours=OFFICE))
    await shard.wait(hours=7, seconds=1800)
    await shard.capture("L1", COLD)
    await shard.jump(hours=15, seconds=1800)
    assert told(shard) == []
    await shard.wait(minutes=30)
    assert told(shard) == [("waited", 23 * 60 + 30)]


@pytest.mark.parametrize(
    ("ladder", "why"),
    [
        (SlowerLadder(all_refused=False), ["waited"]),
        (SlowerLadder(waited_s=0), ["all_refused"]),
        (SlowerLadder(notify="nobody"), []),
    ],
)
async def test_what_the_policy_leaves_out(
    shard: Shard, ladder: SlowerLadder, why: list[str]
) -> None:
    await shard.activate(policy(version="p2", slower_ladder=ladder))
    await shard.rep("ann")
    await shard.capture("L1", WARM)
    await shard.wait(hours=48)
    assert [one for one, _ in told(shard)] == why


async def test_a_new_policy_rules_who_waits_already(shard: Shard) -> None:
    await shard.activate(policy(version="p2", slower_ladder=SlowerLadder(notify="nobody")))
    await shard.capture("L1", COLD)
    await shard.wait(minutes=30)
    await shard.activate(policy(version="p3", slower_ladder=SlowerLadder(waited_s=600)))
    await shard.run_timers()
    await shard.wait(minutes=9)
    assert told(shard) == []
    await shard.wait(hours=1)
    assert told(shard) == [("waited", 40)]


async def test_while_the_inbox_is_unread_it_tells_all_the_same(shard: Shard) -> None:
    await shard.capture("L1", COLD)
    await shard.set_time(shard.now + HOUR)
    await shard.run_timers(notify_only=True)
    assert told(shard) == [("waited", 60)]
