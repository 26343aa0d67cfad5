"""A policy that comes into force while leads wait."""

from hotlead.router.policy.document import Pool, Relax, Rung, Weights
from hotlead.router.shard.call import Call
from hotlead.topics.inbox import PolicyActivated
from tests.integration.state.actions import acknowledge, finish
from tests.integration.state.policies import COLD, HOT, WARM, policy, scoring
from tests.integration.state.shard import HOUR, MINUTE, Shard

SLOWER = scoring(freshness_loss_per_h=1.0)
LATER = (Rung(name="late", after_s=600), Rung(name="last", after_s=900))
SOONER = (Rung(name="soon", after_s=60),)


async def test_leads_are_scored_anew(shard: Shard) -> None:
    await shard.capture("L1", HOT)
    await shard.activate(
        policy(version="p2", rules=scoring(weights=Weights(profile=0.5, heat=0.3)))
    )
    assert (await shard.lead("L1"))["base"] == "60000000"
    await shard.run_timers()
    assert (await shard.lead("L1"))["base"] == "37500000"
    assert not await shard.redis.exists(shard.store.keys.key("rescore"))


async def test_old_heads_count_meanwhile_by_their_own_law(shard: Shard) -> None:
    await shard.capture("old", WARM)  # 60, and 56 after ten hours
    await shard.set_time(shard.now + 10 * HOUR)
    await shard.activate(policy(version="p2", rules=SLOWER))
    await shard.capture("below", 44)  # 55.2
    await shard.capture("above", 46)  # 56.8
    await shard.rep("ann")
    assert await shard.holder("above") == "ann"
    await finish(shard, "above")
    assert await shard.holder("old") == "ann"
    await shard.run_timers()


async def test_scored_anew_the_new_law_holds(shard: Shard) -> None:
    await shard.capture("old", WARM)
    await shard.jump(hours=10)
    await shard.activate(policy(version="p2", rules=SLOWER))
    await shard.run_timers()  # 58 by the new law
    await shard.capture("above", 46)  # 56.8
    await shard.rep("ann")
    assert await shard.holder("old") == "ann"


async def test_many_leads_are_scored_anew_in_steps(shard: Shard) -> None:
    for i in range(250):
        await shard.capture(f"L{i}")
    await shard.activate(policy(version="p2", rules=SLOWER))
    await shard.run_timers()
    assert len(shard.changes("rescored")) == 250
    assert max(len(entry) for entry in shard.entries) < 10_000


async def test_a_lower_threshold_makes_waiting_leads_hot(shard: Shard) -> None:
    await shard.capture("L1", WARM)
    await shard.activate(policy(version="p2", hot=50))
    await shard.run_timers()
    assert (await shard.lead("L1"))["hot_at"] == str(shard.now)


async def test_what_is_asked_changes_and_the_lead_goes_at_once(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", attributes={"language": "en"})
    await shard.activate(policy(version="p2", requires={}))
    await shard.run_timers()
    assert await shard.holder("L1") == "ann"


async def test_signals_are_counted_by_the_new_points(shard: Shard) -> None:
    rules = scoring(heat={}, weights=Weights(profile=0.3, heat=0.5, freshness=0.2))
    await shard.capture("L1", visitor="v1")
    await shard.signal("v1")
    assert (await shard.lead("L1"))["heat"] == "10000000"
    await shard.activate(policy(version="p2", rules=rules))
    await shard.run_timers()
    assert (await shard.lead("L1"))["heat"] == "0"


async def test_leads_in_any_state_are_scored_anew(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    for lead in ("closed", "taken", "assigned", "waits"):
        await shard.capture(lead)
        if lead == "closed":
            await finish(shard, lead)
        if lead == "taken":
            await acknowledge(shard, lead)
    await shard.activate(policy(version="p2", rules=SLOWER))
    await shard.run_timers()
    assert {c["lead"] for c in shard.changes("rescored")} == {
        "closed",
        "taken",
        "assigned",
        "waits",
    }


async def test_a_slower_ladder_fires_nothing_early(shard: Shard) -> None:
    started = shard.now
    await shard.capture("L1", HOT)
    await shard.wait(minutes=1)
    await shard.activate(policy(version="p2", ladder=LATER))
    await shard.set_time(started + 2 * MINUTE)
    assert (
        await shard.timer(Call("rung", {"member": "rung|L1", "id": "L1", "horizon": shard.now}))
        == "early"
    )
    assert await shard.deadline("rung", "L1") == started + 10 * MINUTE
    await shard.wait(minutes=13)
    assert shard.rungs("L1") == ["late", "last"]


async def test_a_faster_ladder_fires_at_once_what_is_due(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(seconds=90)
    await shard.activate(policy(version="p2", ladder=SOONER))
    await shard.run_timers()
    assert shard.rungs("L1") == ["soon"]


async def test_a_shorter_ladder_ends_in_an_expiry(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=6)
    await shard.activate(policy(version="p2", ladder=SOONER))
    await shard.run_timers()
    assert await shard.deadline("expire", "L1") == shard.now + 5 * MINUTE
    await shard.wait(minutes=6)
    assert shard.rungs("L1") == ["reminder", "reassign"]


async def test_a_ladder_that_was_climbed_further_than_the_new_one_is_over(shard: Shard) -> None:
    await shard.capture("L1", HOT)
    await shard.wait(minutes=6)
    await shard.activate(policy(version="p2", ladder=SOONER))
    await shard.run_timers()
    assert await shard.deadline("rung", "L1") is None


async def test_laws_with_and_without_waiting_points_are_compared(shard: Shard) -> None:
    await shard.capture("old", WARM)
    await shard.set_time(shard.now + MINUTE)
    await shard.activate(policy(version="p2", waiting_points_per_min=1.0))
    await shard.capture("new", HOT)
    await shard.rep("ann")
    assert await shard.holder("new") == "ann"
    await shard.run_timers()


async def test_a_pool_that_is_gone_goes_on_as_it_was(shard: Shard) -> None:
    two = {"main": Pool(), "east": Pool()}
    await shard.open(policy().model_copy(update={"pools": two}))
    await shard.rep("ann", pools=("east",), presence="busy")
    await shard.capture("L1", COLD, pool="east")
    await shard.activate(policy(version="p2"))
    await shard.wait(hours=25)
    assert await shard.redis.smembers(shard.store.keys.key("pools")) == {b"main"}
    await shard.presence("ann", "idle")
    assert await shard.holder("L1") == "ann"


async def test_a_version_that_is_unknown_is_answered(shard: Shard) -> None:
    (outcome,) = await shard.run(Call("policy", {"missing": True, "action": "k"}))
    assert outcome.code == "refused"
    assert shard.changes("answered")[-1]["reason"] == "unknown_policy"


async def test_an_activation_is_answered(shard: Shard) -> None:
    answer = await shard.act(PolicyActivated(action_id="k", version="p1"))
    assert (answer["action"], answer["status"]) == ("k", 200)
    await shard.run_timers()


async def test_a_lead_that_waits_relaxes_by_the_new_steps(shard: Shard) -> None:
    await shard.rep("near", regions=("beijing",))
    await shard.capture("L1", attributes={"region": "shanghai"})
    await shard.activate(policy(version="p2", relax=(Relax(after_s=600, drop=("region",)),)))
    await shard.run_timers()
    await shard.activate(policy(version="p3", relax=(Relax(after_s=900, drop=("region",)),)))
    await shard.wait(minutes=14, seconds=59)
    assert await shard.state("L1") == "waiting"
    await shard.wait(seconds=1)
    assert await shard.holder("L1") == "near"


async def test_no_step_is_taken_early_before_the_lead_is_scored_anew(shard: Shard) -> None:
    soon, late = ((Relax(after_s=at, drop=("region",)),) for at in (60, 600))
    await shard.open(policy(relax=soon))
    await shard.rep("near", regions=("beijing",))
    await shard.capture("L1", attributes={"region": "shanghai"})
    await shard.activate(policy(version="p2", relax=late))
    await shard.set_time(shard.now + MINUTE)
    request = {"member": "relax|L1", "id": "L1", "horizon": shard.now}
    assert await shard.timer(Call("relax", request)) == "early"
    assert await shard.deadline("relax", "L1") == shard.now + 9 * MINUTE


async def test_a_lead_that_relaxes_no_more_has_no_timer_for_it(shard: Shard) -> None:
    await shard.open(policy(relax=(Relax(after_s=60, drop=("region",)),)))
    await shard.capture("L1", attributes={"region": "shanghai"})
    await shard.activate(policy(version="p2"))
    await shard.run_timers()
    assert await shard.deadline("relax", "L1") is None


async def test_a_signal_scores_the_lead_whole_by_the_new_policy(shard: Shard) -> None:
    await shard.capture("L1", HOT, visitor="v1")  # 60 and 20 of freshness
    still = scoring(decay="none")
    await shard.activate(policy(version="p2", rules=still))
    await shard.signal("v1")
    lead = await shard.lead("L1")
    assert (lead["base"], lead["start"], lead["slope"]) == ("60000000", "0", "0")
