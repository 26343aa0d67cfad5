"""A hand-over always has a way out: over the room, or in place of what rings."""

import pytest

from tests.integration.state.actions import acknowledge, activity, decline, hand_over
from tests.integration.state.policies import COLD, HIGH, HOT, WARM
from tests.integration.state.shard import HOUR, Shard


@pytest.fixture
async def ringing(shard: Shard) -> Shard:
    """The cold lead C1 rings at ann, who is full; the hot lead H1 waits."""
    await shard.rep("ann")
    await shard.capture("C1", COLD)
    await shard.wait(seconds=10)
    await shard.capture("H1", HOT)
    assert await shard.holder("C1") == "ann"
    return shard


async def test_over_the_room(ringing: Shard) -> None:
    assert (await hand_over(ringing, "H1", "ann"))["reason"] == "no_room"
    answer = await hand_over(ringing, "H1", "ann", without_room="over", reason="call them both")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    assert [await ringing.holder(lead) for lead in ("C1", "H1")] == ["ann", "ann"]
    (change,) = ringing.changes("handed_over")
    assert (change["over"], change["reason"]) == ("no_room", "call them both")
    await ringing.capture("C2", COLD)
    await acknowledge(ringing, "H1")
    await activity(ringing, "H1")
    assert await ringing.state("C2") == "waiting", "C1 still takes the room"


async def test_in_place_of_what_rings(ringing: Shard) -> None:
    before = await ringing.rep_fields("ann")
    since = (await ringing.lead("C1"))["since"]
    await hand_over(ringing, "H1", "ann", without_room="replace")
    assert await ringing.holder("H1") == "ann"
    lead = await ringing.lead("C1")
    assert (lead["state"], lead["since"]) == ("waiting", since)
    assert "refused" not in lead
    after = await ringing.rep_fields("ann")
    assert (after["live"], after["missed"]) == ("1", before["missed"])
    # One turn for the lead that was given, none for the one that was taken back.
    assert after["tag.main.all"] == before["tag.main.all"]
    (gone,) = ringing.changes("withdrawn")
    assert (gone["reason"], gone["lead"], "missed" in gone) == ("replaced", "C1", False)
    (change,) = ringing.changes("handed_over")
    assert (change["replaced"], "over" in change) == (["C1"], False)


async def test_what_makes_way_goes_on_to_who_is_free(ringing: Shard) -> None:
    await ringing.rep("bob", presence="busy")
    await hand_over(ringing, "H1", "bob")
    await ringing.capture("H2", HIGH)
    await ringing.rep("cai", presence="away")
    await ringing.presence("cai", "busy")
    await hand_over(ringing, "H2", "ann", without_room="replace")
    assert await ringing.state("C1") == "waiting"
    await ringing.presence("cai", "idle")
    assert await ringing.holder("C1") == "cai"


async def test_a_free_rep_takes_at_once_what_makes_way(ringing: Shard) -> None:
    # Bob is free, but may not serve the lead that waits.
    await ringing.rep("bob", regions=("beijing",))
    await ringing.capture("N1", HOT, attributes={"region": "shanghai"})
    await hand_over(ringing, "N1", "ann", without_room="replace")
    assert [await ringing.holder(lead) for lead in ("N1", "H1", "C1")] == ["ann", "bob", None]


async def test_no_hot_one_makes_way_before_a_cold_one(shard: Shard) -> None:
    await shard.rep("ann", capacity=3)
    await shard.capture("HOT", HOT)
    await shard.capture("WARM", WARM)
    await shard.capture("COLD", COLD)
    for number, gone in enumerate(("COLD", "WARM", "HOT")):
        await shard.capture(f"N{number}", HIGH)
        await hand_over(shard, f"N{number}", "ann", without_room="replace")
        assert shard.changes("withdrawn")[-1]["lead"] == gone


async def test_a_lead_that_was_hot_stays_so_when_its_score_falls(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    await shard.capture("HOT", 65.5)
    await shard.set_time(shard.now + 4 * HOUR)
    await shard.capture("WARM", 64.5)
    await shard.capture("N", HIGH)
    await hand_over(shard, "N", "ann", without_room="replace")
    assert [c["lead"] for c in shard.changes("withdrawn")] == ["WARM"]


async def test_as_many_make_way_as_are_too_many(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    await shard.capture("A", COLD)
    await shard.capture("B", WARM)
    await shard.rep("ann", capacity=1)
    await shard.capture("H", HOT)
    await hand_over(shard, "H", "ann", without_room="replace")
    assert [await shard.state(lead) for lead in ("A", "B", "H")] == ["waiting"] * 2 + ["assigned"]


async def test_what_was_taken_makes_no_way(ringing: Shard) -> None:
    await acknowledge(ringing, "C1")
    answer = await hand_over(ringing, "H1", "ann", without_room="replace")
    assert answer["reason"] == "nothing_rings"
    answer = await hand_over(ringing, "H1", "ann", without_room="over", reason="now")
    assert answer["status"] == 200


@pytest.mark.parametrize("without_room", ["refuse", "replace"])
async def test_who_is_not_there_is_given_one_over_that_alone(
    shard: Shard, without_room: str
) -> None:
    await shard.rep("ann", presence="away")
    await shard.capture("H1", HOT)
    assert (await hand_over(shard, "H1", "ann", without_room=without_room))["reason"] == "away"
    await hand_over(shard, "H1", "ann", without_room="over", reason="sits beside me")
    assert await shard.holder("H1") == "ann"
    assert shard.changes("handed_over")[0]["over"] == "away"
    await decline(shard, "H1")


async def test_all_that_stands_against_it_is_told(shard: Shard) -> None:
    await shard.rep("ann", presence="away", capacity=0)
    await shard.capture("H1", HOT)
    await hand_over(shard, "H1", "ann", without_room="over", reason="nobody else")
    assert shard.changes("handed_over")[0]["over"] == "away+no_room"


async def test_with_room_nothing_is_overruled(shard: Shard) -> None:
    await shard.rep("ann", presence="busy")
    await shard.capture("H1", HOT)
    await hand_over(shard, "H1", "ann", without_room="over", reason="to be sure")
    assert "over" not in shard.changes("handed_over")[0]
    await shard.capture("H2", HOT)
    await shard.rep("bob", presence="busy")
    await hand_over(shard, "H2", "bob", without_room="replace")
    assert "replaced" not in shard.changes("handed_over")[1]
