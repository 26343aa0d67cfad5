"""Which lead is a rep's first: the hot ones, then the best, with a share for who waits too long."""

from typing import Any

import pytest

from hotlead.router.policy.document import Pool
from hotlead.router.shard.call import Call
from hotlead.topics.inbox import CaptureReceived
from tests.integration.state.actions import acknowledge, decline, finish, hand_over
from tests.integration.state.policies import (
    COLD,
    HIGH,
    HOT,
    NEEDS,
    WARM,
    WARMING,
    policy,
)
from tests.integration.state.shard import HOUR, Shard

IMPORTED, AT_ONCE = 5_000, 500


async def served(shard: Shard, first: int) -> list[str]:
    """So many leads that go one after the other, each won at once, from the one that a rep has."""
    for _ in range(first - 1):
        await finish(shard, shard.changes("assigned")[-1]["lead"])
    return [c["lead"] for c in shard.changes("assigned")[-first:]]


async def old_and_new(shard: Shard, old: int, new: int, **pool: Any) -> None:
    """Leads of 40 that wait too long, `o0` the longest, and better new ones, `n0` the best."""
    await shard.open(policy(longest_wait_s=3600, **pool))
    for number in range(old):
        await shard.capture(f"o{number}", COLD)
        await shard.wait(seconds=1)
    await shard.wait(hours=2)
    for number in range(new):
        await shard.capture(f"n{number}", 60 - number)


async def test_hot_leads_go_before_whoever_waits_too_long(shard: Shard) -> None:
    await old_and_new(shard, 3, 0)
    await shard.capture("hot", HOT)
    await shard.capture("hotter", HIGH)
    await shard.rep("ann")
    assert await served(shard, 3) == ["hotter", "hot", "o2"]
    reasons = [c["why"] for c in shard.changes("assigned")]
    assert reasons == ["best hot lead for a free rep"] * 2 + ["best lead for a free rep"]


async def test_a_quarter_of_the_other_turns_goes_to_who_waits_too_long(shard: Shard) -> None:
    await old_and_new(shard, 3, 9)
    await shard.rep("ann")
    order = await served(shard, 12)
    assert order[:8] == ["n0", "n1", "n2", "o0", "n3", "n4", "n5", "o1"]
    assert order[8:] == ["n6", "n7", "n8", "o2"]
    told = [c for c in shard.changes("assigned") if c["why"] == "waited longest"]
    assert [c["lead"] for c in told] == ["o0", "o1"], "the last was the best as well"
    owed = [c.get("credits") for c in shard.changes("assigned")]
    assert owed[:4] == [{"main": n} for n in (250_000, 500_000, 750_000, 0)]


@pytest.mark.parametrize(
    ("share", "order"),
    [
        (0, ["n0", "n1", "n2", "n3"]),
        (0.5, ["n0", "o0", "n1", "o1"]),
        (0.4, ["n0", "n1", "o0", "n2"]),
        (1, ["o0", "o1", "n0", "n1"]),
    ],
)
async def test_the_share_is_the_policys(shard: Shard, share: float, order: list[str]) -> None:
    await old_and_new(shard, 2, 4, overdue_share=share)
    await shard.rep("ann")
    assert await served(shard, 4) == order


async def test_a_hot_lead_takes_nothing_from_the_credit(shard: Shard) -> None:
    await old_and_new(shard, 2, 9)
    await shard.rep("ann")
    await served(shard, 3)
    await shard.capture("hot", HOT)
    assert (await served(shard, 3))[1:] == ["hot", "o0"]


async def test_the_credit_is_kept_while_nobody_waits_too_long(shard: Shard) -> None:
    await old_and_new(shard, 2, 9)
    await shard.rep("ann")
    await shard.rep("bob", presence="busy", capacity=2)
    assert await served(shard, 3) == ["n0", "n1", "n2"]
    for old in ("o0", "o1"):
        await hand_over(shard, old, "bob")
    await finish(shard, "n2")
    await finish(shard, "n3")
    told = [c.get("credits") for c in shard.changes("assigned") if c["lead"][0] == "n"]
    assert told[2:] == [{"main": 750_000}, None, None]
    await decline(shard, "o0")
    await finish(shard, "n4")
    assert shard.changes("assigned")[-1]["lead"] == "o0", "it is owed the very next turn"


async def test_a_lead_that_becomes_hot_while_it_waits_goes_to_the_hot_ones(shard: Shard) -> None:
    await shard.open(policy(rules=WARMING, hot=50, waiting_points_per_min=1.0))
    await shard.capture("patient", HIGH)  # 48.5, and 30 for the wait
    await shard.wait(minutes=30)
    await shard.capture("warmer", HIGH, visitor="v")
    await shard.signal("v")
    assert (await shard.lead("warmer"))["class"].split("|")[1] == "400000:hot"
    assert (await shard.lead("patient"))["class"].split("|")[1].startswith("400000:1")
    await shard.rep("ann")
    assert await served(shard, 2) == ["warmer", "patient"]


async def test_waiting_earns_a_hot_lead_nothing(shard: Shard) -> None:
    await shard.open(policy(waiting_points_per_min=5.0))
    await shard.capture("first", HOT)
    await shard.wait(minutes=1)
    await shard.capture("better", 77)
    await shard.rep("ann")
    assert await served(shard, 2) == ["better", "first"]


async def test_a_hot_lead_that_falls_and_freezes_stays_among_the_hot_ones(shard: Shard) -> None:
    await shard.capture("hot", 67)  # 73.6, and 53.6 once it stands still
    await shard.wait(hours=51)
    await shard.capture("better", 62)
    await shard.rep("ann")
    assert await served(shard, 2) == ["hot", "better"]
    assert [c["class"] for c in shard.changes("froze")] == ["main/main|400000:hot||"]


async def test_a_new_episode_begins_without_the_clock(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("hot", HOT, age_h=19)
    await acknowledge(shard, "hot")
    await shard.presence("ann", "busy")
    await shard.wait(hours=2)
    assert await shard.state("hot") == "waiting"
    assert (await shard.lead("hot"))["class"].split("|")[1] == "400000:0"


async def test_of_all_pools_the_best_hot_lead_goes_first_and_each_owes_for_itself(
    shard: Shard,
) -> None:
    rules = {"requires": NEEDS, "longest_wait_s": 3600}
    pools = {"main": Pool(**rules), "side": Pool(**rules, overdue_share=0.5)}
    await shard.open(policy().model_copy(update={"pools": pools}))
    for number in range(2):
        await shard.capture(f"m{number}", COLD, pool="main")
        await shard.wait(seconds=1)
        await shard.capture(f"s{number}", COLD, pool="side")
        await shard.wait(seconds=1)
    await shard.wait(hours=2)
    for number in range(5):
        await shard.capture(f"n{number}", 60 - number, pool="main")
    await shard.capture("hot", HOT, pool="main")
    await shard.capture("hotter", HIGH, pool="side")
    await shard.rep("ann", pools=("main", "side"))
    order = ["hotter", "hot", "n0", "s0", "n1", "m0", "s1", "n2"]
    # Main owes a turn at the fourth, side at each second; s1 is younger than m0.
    assert await served(shard, 8) == order


async def test_only_who_the_rep_may_serve_is_owed(shard: Shard) -> None:
    await shard.open(policy(longest_wait_s=3600))
    await shard.capture("west", COLD, attributes={"region": "west"})
    await shard.wait(hours=2)
    for number in range(5):
        await shard.capture(f"n{number}", 60 - number)
    await shard.rep("ann", regions=("east",))
    assert await served(shard, 5) == [f"n{number}" for number in range(5)]
    assert [c.get("credits") for c in shard.changes("assigned")] == [None] * 5


async def test_several_put_back_at_once_go_on_in_order(shard: Shard) -> None:
    await shard.open(policy(longest_wait_s=3600, overdue_share=1))
    await shard.capture("old", COLD)
    await shard.wait(hours=2)
    await shard.capture("better", WARM)
    await shard.capture("hot", HOT)
    await shard.rep("ann", capacity=3)
    await shard.rep("bob", capacity=3)
    await shard.timer(Call("offline", {"rep": "ann", "silent_before": 10**14}))
    to_bob = [c for c in shard.changes("assigned") if c["rep"] == "bob"]
    assert [c["lead"] for c in to_bob] == ["hot", "old", "better"]
    assert [c["why"] for c in to_bob] == ["fair turn", "waited longest", "fair turn"]


async def test_a_backlog_that_was_imported_delays_no_hot_lead(shard: Shard) -> None:
    """By not one dispatch; and each of them is served in the end."""
    await shard.open(policy(longest_wait_s=4 * 3600))
    for start in range(0, IMPORTED, AT_ONCE):
        await shard.send(*(_imported(shard, start + number) for number in range(AT_ONCE)))
    await shard.wait(hours=5)
    await shard.rep("ann")
    for number in range(3):
        await shard.capture(f"hot{number}", HOT)
        await finish(shard, shard.changes("assigned")[-1]["lead"])
        assert shard.changes("assigned")[-1]["lead"] == f"hot{number}"
    for number in range(5):
        await shard.rep(f"r{number}", capacity=1000)
    assert (await shard.ledger()).get("waiting", 0) == 0
    got = {c["lead"] for c in shard.changes("assigned")}
    assert {f"o{number}" for number in range(IMPORTED)} <= got


async def test_under_better_leads_without_end_all_of_an_old_backlog_is_served(
    shard: Shard,
) -> None:
    await old_and_new(shard, 12, 1)
    await shard.rep("ann")
    turns = 0
    while (await shard.ledger()).get("waiting", 0) and turns < 48:
        await shard.capture(f"b{turns}", WARM)
        await finish(shard, shard.changes("assigned")[-1]["lead"])
        turns += 1
    got = [c["lead"] for c in shard.changes("assigned")]
    assert [lead for lead in got if lead[0] == "o"] == [f"o{number}" for number in range(12)]
    assert turns == 48


def _imported(shard: Shard, number: int) -> CaptureReceived:
    """An old lead, of a person of its own."""
    lead = f"o{number}"
    return CaptureReceived(
        tenant="main",
        channel="web-form",
        event_id=shard.new_id("e"),
        at_ms=shard.now - 100 * HOUR,
        received_ms=shard.now,
        contact={"phone": "+8613800138000"},
        contact_id=f"{lead}.c",
        masked="138****8000",
        identities=(f"id:{lead}",),
        attributes={"grade": f"{number % 100 / 2:g}"},
    )
