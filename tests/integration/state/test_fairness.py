"""Whose turn it is: by weight, and no burst after an absence."""

from collections import Counter

import pytest

from tests.integration.state.actions import acknowledge, claim, close, finish, hand_over
from tests.integration.state.policies import HOT, policy
from tests.integration.state.shard import Shard


async def serve(shard: Shard, leads: int) -> Counter[str]:
    """That many leads come and are won one after the other; who got how many."""
    got: Counter[str] = Counter()
    for _ in range(leads):
        name = shard.new_id("L")
        await shard.capture(name)
        got[str(await shard.holder(name))] += 1
        await finish(shard, name)
        await shard.set_time(shard.now + 1000)
    return got


@pytest.mark.parametrize("leads", [1, 30, 100, 101])
async def test_weights_1_and_2_end_within_one_of_1_to_2(shard: Shard, leads: int) -> None:
    await shard.rep("one", weight=1)
    await shard.rep("two", weight=2)
    got = await serve(shard, leads)
    assert abs(got["two"] - 2 * got["one"]) <= 2
    assert abs(got["one"] - leads / 3) <= 1


async def test_weights_hold_when_a_backlog_meets_large_rooms(shard: Shard) -> None:
    await shard.rep("one", weight=1, capacity=100)
    await shard.rep("two", weight=2, capacity=100)
    for i in range(90):
        await shard.capture(f"L{i}")
    got = Counter(c["rep"] for c in shard.changes("assigned"))
    assert abs(got["one"] - 30) <= 1


async def test_nobody_catches_up_in_a_burst_after_an_absence(shard: Shard) -> None:
    for name in ("ann", "bob", "cai"):
        await shard.rep(name)
    await shard.presence("cai", "away")
    await serve(shard, 40)
    await shard.presence("cai", "idle")
    got = await serve(shard, 30)
    assert all(abs(got[name] - 10) <= 1 for name in ("ann", "bob", "cai")), got


async def test_nobody_starves_who_served_alone(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob", presence="away")
    await serve(shard, 40)
    await shard.presence("bob", "idle")
    got = await serve(shard, 20)
    assert abs(got["ann"] - 10) <= 1, got


async def test_a_new_rep_starts_where_the_others_are(shard: Shard) -> None:
    await shard.rep("ann")
    await serve(shard, 40)
    await shard.rep("new")
    got = await serve(shard, 20)
    assert abs(got["new"] - 10) <= 1, got


async def test_a_daily_cap_is_an_absence_too(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("capped", daily_cap=2)
    assert (await serve(shard, 40))["capped"] == 2
    await shard.rep("capped")
    got = await serve(shard, 20)
    assert abs(got["capped"] - 10) <= 1, got


async def test_a_cap_reached_and_the_next_day_bring_no_burst(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("capped", daily_cap=12)
    assert (await serve(shard, 60))["capped"] == 12
    await shard.wait(hours=16)
    got = await serve(shard, 20)
    assert abs(got["capped"] - 10) <= 1, got


async def test_a_turn_lost_without_fault_is_given_back(shard: Shard) -> None:
    await shard.rep("ann", weight=2)
    await shard.capture("L1")
    charged = (await shard.rep_fields("ann"))["tag.main.all"]
    await shard.rep("bob", presence="busy")
    await hand_over(shard, "L1", "bob")
    assert charged == "500000"
    assert (await shard.rep_fields("ann"))["tag.main.all"] == "0"


async def test_what_is_given_back_is_what_was_charged(shard: Shard) -> None:
    await shard.rep("ann", weight=2)
    await shard.capture("L1")
    await shard.rep("ann", weight=1)
    await shard.rep("bob", presence="busy")
    before = int((await shard.rep_fields("ann"))["tag.main.all"])
    await hand_over(shard, "L1", "bob")
    assert before - int((await shard.rep_fields("ann"))["tag.main.all"]) == 500_000


async def test_a_turn_lost_by_missing_it_is_not(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.wait(minutes=5)
    assert (await shard.rep_fields("ann"))["tag.main.all"] == "1000000"


async def test_a_claim_gives_the_turn_back(shard: Shard) -> None:
    await shard.open(policy(hot=50))
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=10)
    await shard.rep("bob")
    assert (await claim(shard, "L1", "bob"))["status"] == 200
    assert (await shard.rep_fields("ann"))["tag.main.all"] == "0"


async def test_who_fits_nothing_saves_no_turns(shard: Shard) -> None:
    """Forty leads that east may not serve leave them no forty in a row."""
    await shard.rep("east", regions=("east",), capacity=500)
    await shard.rep("all", capacity=500)
    for number in range(40):
        await shard.capture(f"w{number}", attributes={"region": "west"})
    for number in range(40):
        await shard.capture(f"e{number}", attributes={"region": "east"})
    got = Counter(c["rep"] for c in shard.changes("assigned"))
    assert abs(got["all"] - 60) <= 1, got
    last = Counter(c["rep"] for c in shard.changes("assigned")[-6:])
    assert last == {"east": 3, "all": 3}


async def test_who_has_their_hands_full_keeps_the_turns_that_fitted_them(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob", capacity=9)
    await shard.capture("held")
    await acknowledge(shard, "held")
    assert await shard.holder("held") == "ann"
    for number in range(5):
        await shard.capture(f"L{number}")
    await close(shard, "held")
    got = await serve(shard, 4)
    assert got == {"ann": 4}


async def test_weights_hold_among_those_whom_some_leads_do_not_fit(shard: Shard) -> None:
    """Every third lead is for `all` alone; of the others each has a share by weight."""
    await shard.rep("east", regions=("east",), weight=2, capacity=500)
    await shard.rep("all", capacity=500)
    regions = ["west", "east", "east", "east", "east", "east", "east"] * 10
    for number, region in enumerate(regions):
        await shard.capture(f"L{number}", attributes={"region": region})
    got = Counter(c["rep"] for c in shard.changes("assigned"))
    assert got["east"] >= 40, got
    assert got["all"] >= 20, got
