"""Leads that go back: declined, expired, offline; not to the same rep while another may."""

from collections.abc import Awaitable, Callable

import pytest

from hotlead.router.reps.heartbeats import heartbeat
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Search
from hotlead.topics.journal import RawChange
from tests.integration.state.actions import acknowledge, activity, claim, decline, release
from tests.integration.state.policies import COLD, HIGH, HOT, WARM
from tests.integration.state.shard import Shard


async def offline(shard: Shard, rep: str) -> str:
    """Nothing came from the rep for too long."""
    real_ms = (await shard.store.due(horizon_ms=None, limit=1)).real_ms
    return await shard.timer(Call("offline", {"rep": rep, "silent_before": real_ms + 1}))


async def test_a_declined_lead_goes_to_another_at_once(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.rep("bob")
    answer = await decline(shard, "L1", reason="call 13800138000")
    assert (answer["code"], answer["status"]) == ("applied", 200)
    assert await shard.holder("L1") == "bob"
    assert shard.changes("declined")[0]["reason"] == "call ********"


async def test_who_declines_gets_the_next_lead(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", WARM)
    await shard.capture("L2", COLD)
    await decline(shard, "L1")
    assert (await shard.holder("L1"), await shard.holder("L2")) == (None, "ann")


async def test_the_sole_rep_gets_it_back_after_the_pause(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await decline(shard, "L1")
    await shard.wait(minutes=2, seconds=-1)
    assert await shard.state("L1") == "waiting"
    await shard.wait(seconds=1)
    assert await shard.holder("L1") == "ann"


async def test_while_another_is_on_duty_the_list_stands(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.rep("bob", presence="busy")
    await decline(shard, "L1")
    await shard.wait(minutes=7)
    assert await shard.state("L1") == "waiting"
    await shard.presence("bob", "away")
    await shard.wait(minutes=2)
    assert await shard.holder("L1") == "ann"


async def test_one_who_lacks_what_it_takes_keeps_no_list(shard: Shard) -> None:
    await shard.rep("ann", skills=("english",))
    await shard.rep("bob")
    await shard.rep("theirs", tenant="other", skills=("english",))
    await shard.capture("L1", attributes={"language": "en"})
    await decline(shard, "L1")
    await shard.wait(minutes=2)
    assert await shard.holder("L1") == "ann"


async def test_all_refuse_in_turn_and_then_it_starts_over(shard: Shard) -> None:
    for name in ("ann", "bob", "cai"):
        await shard.rep(name)
    await shard.capture("L1")
    asked = []
    for _ in range(3):
        asked.append(str(await shard.holder("L1")))
        await decline(shard, "L1")
    assert sorted(asked) == ["ann", "bob", "cai"]
    assert await shard.state("L1") == "waiting"
    await shard.wait(minutes=2)
    assert await shard.state("L1") == "assigned"


async def test_a_decline_twice_acts_once(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    epoch = await shard.epoch("L1")
    await decline(shard, "L1", action_id="k")
    again = await decline(shard, "L1", action_id="k", rep="ann", epoch=epoch)
    assert (again["status"], len(shard.changes("declined"))) == (200, 1)


async def test_what_one_has_not_cannot_be_declined(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.rep("bob")
    assert (await decline(shard, "L1", rep="bob"))["reason"] == "too_late"
    assert (await decline(shard, "none", rep="bob"))["reason"] == "unknown_lead"
    assert (await decline(shard, "L1", rep="nobody"))["reason"] == "unknown_rep"


async def test_an_assignment_expires_after_five_minutes(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.rep("bob")
    await shard.wait(minutes=5, seconds=-1)
    assert await shard.holder("L1") == "ann"
    await shard.wait(seconds=1)
    assert await shard.holder("L1") == "bob"
    assert shard.changes("withdrawn")[0]["reason"] == "expired"


async def test_three_misses_in_a_row_set_a_rep_away(shard: Shard) -> None:
    await shard.rep("ann")
    for i in range(4):
        await shard.capture(f"L{i}")
    await shard.wait(minutes=15)
    rep = await shard.rep_fields("ann")
    assert (rep["presence"], rep["presence_why"], rep["live"]) == ("away", "missed", "0")
    assert (await shard.ledger())["waiting"] == 4
    await shard.presence("ann", "idle")
    assert (await shard.rep_fields("ann"))["live"] == "1"


async def test_one_taken_in_between_starts_the_count_anew(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    for i in range(9):
        await shard.capture(f"L{i}")
    await shard.wait(minutes=5)
    for lead, fields in [(f"L{i}", await shard.lead(f"L{i}")) for i in range(9)]:
        if fields.get("rep") == "ann":
            await acknowledge(shard, lead)
            break
    await shard.wait(minutes=5)
    assert (await shard.rep_fields("ann"))["presence"] == "idle"


async def test_away_keeps_what_a_rep_has(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await shard.rep("bob")
    await shard.presence("ann", "away")
    assert await shard.holder("L1") == "ann"
    assert (await acknowledge(shard, "L1"))["status"] == 200


async def test_offline_returns_live_assignments_and_keeps_acknowledged_ones(shard: Shard) -> None:
    await shard.rep("ann", capacity=2)
    await shard.capture("L1")
    await acknowledge(shard, "L1")
    await shard.capture("L2")
    await shard.rep("bob")
    assert await offline(shard, "ann") == "applied"
    assert (await shard.holder("L1"), await shard.holder("L2")) == ("ann", "bob")
    assert (await shard.rep_fields("ann"))["missed"] == "0", "it is no miss"
    assert await offline(shard, "ann") == "early"


async def test_of_what_an_offline_rep_had_the_best_goes_on_first(shard: Shard) -> None:
    await shard.rep("ann", capacity=6)
    for i, grade in enumerate((COLD, 30, WARM, HIGH, 40, 45)):
        await shard.capture(f"L{i}", grade)
    await shard.rep("bob")
    await offline(shard, "ann")
    assert await shard.holder("L3") == "bob"


async def test_a_heartbeat_in_time_keeps_a_rep(shard: Shard) -> None:
    await shard.rep("ann")
    before = (await shard.store.due(horizon_ms=None, limit=1)).real_ms
    assert await heartbeat(shard.store, "ann")
    assert await shard.timer(Call("offline", {"rep": "ann", "silent_before": before})) == "early"
    assert await heartbeat(shard.store, "nobody") is False


async def test_a_heartbeat_after_offline_brings_a_rep_back(shard: Shard) -> None:
    await shard.rep("ann")
    await offline(shard, "ann")
    await shard.capture("L1")
    assert await shard.state("L1") == "waiting"
    await heartbeat(shard.store, "ann")
    due = await shard.store.due(horizon_ms=None, limit=1, searches=[Search("back", 100)])
    assert due.found == {"back": ("ann",)}
    assert await shard.timer(Call("online", {"rep": "ann"})) == "applied"
    assert await shard.holder("L1") == "ann"
    assert await shard.timer(Call("online", {"rep": "ann"})) == "early"


async def test_who_is_silent_is_told(shard: Shard) -> None:
    await shard.rep("ann")
    real_ms = (await shard.store.due(horizon_ms=None, limit=1)).real_ms
    silent = Search("silent", 100, real_ms + 1000)
    due = await shard.store.due(horizon_ms=None, limit=1, searches=[silent])
    assert due.found == {"silent": ("ann",)}


async def test_reps_who_are_offline_hide_nobody_who_falls_silent(shard: Shard) -> None:
    for n in range(3):
        await shard.rep(f"gone-{n}")
        await offline(shard, f"gone-{n}")
    await shard.rep("ann")
    real_ms = (await shard.store.due(horizon_ms=None, limit=1)).real_ms
    silent = Search("silent", 3, real_ms + 1000)
    due = await shard.store.due(horizon_ms=None, limit=1, searches=[silent])
    assert due.found == {"silent": ("ann",)}


@pytest.mark.parametrize("act", [acknowledge, decline, release, activity, claim])
async def test_acting_brings_a_rep_back_though_the_action_is_refused(
    shard: Shard, act: Callable[..., Awaitable[RawChange]]
) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    old = {} if act is claim else {"epoch": await shard.epoch("L1")}
    await offline(shard, "ann")
    await shard.wait(minutes=2)
    assert await shard.state("L1") == "waiting"
    assert (await act(shard, "L1", rep="ann", **old))["code"] == "refused"
    assert await shard.holder("L1") == "ann"
