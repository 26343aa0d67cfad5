"""What is told of each kind of decision, on journals that the scripts wrote on both stores."""

from hotlead.router.kpis.decisions import Decision, Verdict
from hotlead.router.policy.document import Pacing
from hotlead.router.shard.call import Call
from tests.integration.router.kpis.decided import projected, told, wrong_decisions, wrong_reps
from tests.integration.state.actions import (
    acknowledge,
    activity,
    claim,
    decline,
    finish,
    hand_over,
    release,
)
from tests.integration.state.policies import COLD, HIGH, HOT, WARM, policy
from tests.integration.state.shard import Shard
from tests.integration.state.snapshot import take


async def last(shard: Shard, lead: str) -> Decision:
    """The newest decision about a lead; the reps in the read store are those in Redis."""
    store = projected(shard.entries)
    state = await take(shard.redis, shard.store.keys)
    assert wrong_reps(store, state) == []
    assert wrong_decisions(store)[1] == []
    store.close()
    return told(shard.entries, lead)[-1]


def codes(decision: Decision) -> dict[str, str]:
    """By rep."""
    return {verdict.rep: verdict.code for verdict in decision.considered}


def of(decision: Decision, rep: str) -> Verdict:
    """What is said of one rep."""
    return next(verdict for verdict in decision.considered if verdict.rep == rep)


def steps(decision: Decision) -> list[tuple[str, str, str | None]]:
    """What would have had to be otherwise."""
    return [(c.code, c.rep, c.obstacle) for c in decision.otherwise.changes]


async def test_the_turn_by_weight_then_who_is_idle_longest(shard: Shard) -> None:
    await shard.rep("ann", capacity=5)
    await shard.rep("bob", capacity=5)
    await shard.rep("cai", capacity=5, weight=2)
    for lead in ("L1", "L2", "L3", "L4"):
        await shard.capture(lead, COLD)
    first, fourth = await last(shard, "L1"), await last(shard, "L4")
    assert codes(first) == {"ann": "chosen", "bob": "later_name", "cai": "later_name"}
    assert steps(first) == [("idle_longer", "bob", None)]
    assert codes(fourth) == {"cai": "chosen", "ann": "later_turn", "bob": "later_turn"}
    assert of(fourth, "ann").numbers == {"paid": 1_000_000, "chosen_paid": 500_000}
    assert (steps(fourth), fourth.otherwise.rep) == ([("more_turns", "cai", None)], "ann")
    assert dict(fourth.otherwise.changes[0].numbers) == {"turns": 1}


async def test_everything_that_keeps_a_rep_from_a_lead_is_told(shard: Shard) -> None:
    await shard.rep("ann", skills=("english",), regions=("east",), tier=2, name="Ann Li")
    await shard.rep("plain", regions=("west",))
    await shard.rep("away", presence="away", skills=("english",), tier=2)
    await shard.rep("busy", presence="busy", skills=("english",), tier=2)
    await shard.rep("gone", skills=("english",), tier=2)
    await shard.timer(Call("offline", {"rep": "gone", "silent_before": 10**14}))
    await shard.rep("full", skills=("english",), tier=2, capacity=0)
    await shard.rep("vip", pools=("vip",), skills=("english",), tier=2)
    await shard.wait(minutes=3)
    asked = {"region": "east", "language": "en", "budget": "huge"}
    await shard.capture("L1", WARM, attributes=asked)
    decision = await last(shard, "L1")
    assert codes(decision) == {
        "ann": "chosen",
        "away": "away",
        "busy": "busy",
        "gone": "offline",
        "full": "no_room",
        "plain": "other_region",
    }
    assert of(decision, "gone").numbers == {"for_ms": 180_000}
    plain = of(decision, "plain").obstacles
    assert set(plain) == {"lacks_skill", "other_region", "lower_tier"}
    assert decision.name == "Ann Li"
    assert decision.en == "Ann Li was the only one who was free and could serve it."
    # The fewest obstacles, and of those who would have won by turn.
    assert len(decision.otherwise.changes) == 2
    assert decision.otherwise.changes[1].code == "not_free"


async def test_high_intent_goes_to_the_top_tier_on_its_own_ledger(shard: Shard) -> None:
    await shard.rep("ann", capacity=5)
    await shard.rep("top", capacity=5, tier=1)
    await shard.capture("L1", HIGH)
    decision = await last(shard, "L1")
    assert (decision.why, decision.rep) == ("top tier for high intent", "top")
    assert codes(decision) == {"top": "chosen", "ann": "top_tier_first"}
    assert decision.otherwise.rep == "ann"
    assert steps(decision) == [("score_below", "", None)]
    assert "96.0 points are high intent (85.0 or more)" in decision.en


async def test_a_returning_lead_goes_to_its_former_owner(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", WARM)
    await finish(shard, "L1")
    await shard.rep("bob")
    await shard.capture("L1-again", WARM, person="L1")
    decision = await last(shard, "L1")
    assert (decision.why, decision.rep, decision.episode) == ("former owner", "ann", 2)
    assert codes(decision) == {"ann": "chosen", "bob": "former_owner_first"}
    assert (steps(decision), decision.otherwise.rep) == ([("not_former_owner", "ann", None)], "bob")


async def test_a_rep_who_becomes_free_takes_the_first_lead(shard: Shard) -> None:
    await shard.capture("L1", WARM)
    await shard.capture("L2", COLD)
    await shard.rep("ann", presence="away")
    await shard.rep("bob")
    decision = await last(shard, "L1")
    assert (decision.why, decision.rep) == ("best lead for a free rep", "bob")
    assert codes(decision) == {"bob": "chosen", "ann": "away"}
    # Both would have been idle since that instant: then the name decides.
    assert steps(decision) == [("without_obstacle", "ann", "away")]


async def test_who_declined_expired_or_released_is_told_apart(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", WARM)
    await decline(shard, "L1", reason="lunch")
    await shard.rep("bob")
    await shard.wait(minutes=5)
    await shard.rep("cai")
    assert await shard.holder("L1") == "cai"
    await acknowledge(shard, "L1")
    await shard.rep("dan")
    await release(shard, "L1")
    decision = await last(shard, "L1")
    hows = {v.rep: v.numbers.get("how") for v in decision.considered if v.code == "refused_it"}
    assert hows == {"ann": "declined", "bob": "expired", "cai": "released"}
    assert decision.rep == "dan"
    assert [d.ended_by for d in told(shard.entries, "L1")] == [
        "declined",
        "expired",
        "acknowledged",
        None,
    ]


async def test_a_hand_over_says_who_chose_and_why(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.rep("bob", presence="busy")
    await shard.rep("cai")
    await shard.capture("L1", WARM)
    await hand_over(shard, "L1", "bob", reason="speaks her dialect")
    decision = await last(shard, "L1")
    assert (decision.why, decision.by, decision.reason) == (
        "handed over",
        "sup",
        "speaks her dialect",
    )
    assert codes(decision) == {"bob": "chosen_by_hand", "ann": "had_it", "cai": "by_hand"}
    assert decision.en == "sup gave it to bob by hand: “speaks her dialect”."
    assert (decision.otherwise.rep, decision.otherwise.stays) == ("ann", True)


async def test_a_lead_handed_over_from_the_queue_would_have_waited(shard: Shard) -> None:
    await shard.capture("L1", WARM)
    await shard.rep("bob", presence="busy")
    await hand_over(shard, "L1", "bob")
    decision = await last(shard, "L1")
    assert decision.en == "sup gave it to bob by hand."
    assert (decision.otherwise.rep, steps(decision)) == (None, [("no_hand", "", None)])


async def test_the_ladder_says_from_whom_it_took_the_lead(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.rep("bob")
    await shard.wait(minutes=5)
    decision = await last(shard, "L1")
    assert (decision.why, decision.rep) == ("ladder: reassign", "bob")
    assert of(decision, "ann").numbers == {"how": "reassigned"}
    assert "ann did not take it before the rung reassign" in decision.en
    assert (decision.otherwise.rep, decision.otherwise.stays) == ("ann", True)


async def test_a_claim_is_told_and_what_two_free_reps_got_then(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=10)
    await shard.rep("abe", capacity=2)
    await shard.timer(Call("offline", {"rep": "abe", "silent_before": 10**14}))
    await shard.capture("warm", WARM)
    await shard.capture("cold", COLD)
    await claim(shard, "L1", "abe")
    decision = await last(shard, "L1")
    assert (decision.kind, decision.why, decision.score) == ("claimed", "claimed", None)
    assert codes(decision) == {"abe": "claimed", "ann": "had_it"}
    assert (decision.otherwise.rep, decision.otherwise.stays) == ("ann", True)
    assert [(await last(shard, lead)).rep for lead in ("warm", "cold")] == ["abe", "ann"]
    assert (await last(shard, "warm")).why == "fair turn"


async def test_a_turn_given_back_counts_no_more(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    await shard.capture("L1", WARM)
    await shard.rep("bob", presence="busy")
    await hand_over(shard, "L1", "bob")
    await shard.rep("cai")
    await shard.capture("L2", WARM)
    decision = await last(shard, "L2")
    assert decision.rep == "ann"
    assert of(decision, "ann").numbers["paid"] == 0


async def test_caps_pacing_and_shifts_are_told_with_their_numbers(shard: Shard) -> None:
    await shard.activate(policy(version="p2", pacing=Pacing(assignments=1, window_s=600)))
    await shard.rep("ann", daily_cap=1, capacity=3)
    await shard.rep("bob", capacity=3)
    await shard.capture("L1", WARM)
    await shard.capture("L2", WARM)
    await shard.wait(minutes=4)
    await shard.rep("cai")
    await shard.capture("L3", WARM)
    decision = await last(shard, "L3")
    assert codes(decision) == {"cai": "chosen", "ann": "daily_cap", "bob": "paced"}
    assert of(decision, "ann").numbers == {"today": 1, "cap": 1}
    assert of(decision, "bob").numbers == {"paced": 1, "for_ms": 360_000}
    assert set(of(decision, "ann").obstacles) == {"daily_cap", "paced"}


async def test_who_comes_back_or_is_registered_anew_starts_at_the_mark_of_the_pool(
    shard: Shard,
) -> None:
    await shard.rep("ann", capacity=9)
    for number in range(3):
        await shard.capture(f"early{number}", COLD)
    await shard.rep("bob", capacity=9)
    await shard.rep("ann", capacity=9, skills=("english",))
    await shard.capture("L1", COLD)
    decision = await last(shard, "L1")
    assert decision.rep == "bob"
    assert of(decision, "bob").numbers["paid"] == 2_000_000
    await activity(shard, "L1")
    assert codes(decision)["ann"] == "later_turn"


async def test_a_hot_lead_that_comes_first_is_told_so(shard: Shard) -> None:
    await shard.capture("L1", WARM)
    await shard.capture("L2", HOT)
    await shard.rep("bob")
    decision = await last(shard, "L2")
    assert (decision.why, decision.rep) == ("best hot lead for a free rep", "bob")
    assert "Hot leads come first" in decision.en
    assert "80.0 points" in decision.en


async def test_the_turn_of_who_waits_too_long_is_told_so(shard: Shard) -> None:
    await shard.open(policy(longest_wait_s=3600, overdue_share=1))
    await shard.capture("L1", COLD)
    await shard.wait(hours=2)
    await shard.capture("L2", WARM)
    await shard.rep("bob")
    decision = await last(shard, "L1")
    assert (decision.why, decision.rep) == ("waited longest", "bob")
    assert "the turn of those that wait beyond the pool's longest wait of 1 h" in decision.en


async def test_turns_that_fitted_nobody_are_not_counted_for_them(shard: Shard) -> None:
    await shard.rep("ann", regions=("east",), capacity=9)
    await shard.rep("bob", capacity=9)
    for number in range(3):
        await shard.capture(f"west{number}", WARM, attributes={"region": "west"})
    for number in range(2):
        await shard.capture(f"east{number}", WARM, attributes={"region": "east"})
    decision = await last(shard, "east0")
    assert (decision.rep, codes(decision)["bob"]) == ("ann", "later_turn")
    assert of(decision, "bob").numbers == {"paid": 3_000_000, "chosen_paid": 2_000_000}
    assert decision.otherwise.changes[0].numbers == {"turns": 2}
