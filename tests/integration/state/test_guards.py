"""What a script refuses: a stale owner, a gap, what was done already, what is not due."""

import pytest
from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock
from hotlead.router.errors import OtherLog, ScriptFailed, ShardLost, StoreBehind
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.clearing import clear
from hotlead.router.state.store import Placed, ShardStore
from tests.integration.state.actions import acknowledge, finish
from tests.integration.state.policies import HOT
from tests.integration.state.shard import GENERATION, MINUTE, Shard
from tests.integration.state.snapshot import take

MARK = Call("marker", {})
NOTE = Call("unreadable", {"reason": "dead letter"})


async def test_an_owner_of_an_older_generation_changes_nothing(shard: Shard) -> None:
    old = ShardStore(shard.redis, shard.store.keys, AGGREGATES, GENERATION)
    shard.store.generation = GENERATION + 1
    await shard.store.claim(Clock(shard.now, 0, 0.0), "run", "log")
    before = await take(shard.redis, shard.store.keys)
    with pytest.raises(ShardLost):
        await old.run([Placed(NOTE, 0, 0)])
    with pytest.raises(ShardLost):
        await old.claim(Clock(), "run", "log")
    with pytest.raises(ShardLost):
        await old.due(horizon_ms=None, limit=1)
    with pytest.raises(ShardLost):
        await old.fold(shard.entries)
    await old.trim(1, "stamp", 1)
    assert await take(shard.redis, shard.store.keys) == before


async def test_a_fold_of_an_unknown_kind_of_change_says_so(shard: Shard) -> None:
    await shard.capture("L1")
    strange = [entry.replace(b'"captured"', b'"dreamt"') for entry in shard.entries]
    assert strange != shard.entries
    apart = ShardStore(shard.redis, ShardKeys(1), AGGREGATES, generation=1)
    await apart.claim(Clock(shard.now, 0, 0.0), "run", "log")
    with pytest.raises(ScriptFailed, match="no aggregate applies a change of the kind dreamt"):
        await apart.fold(strange)
    await apart.fold(shard.entries)


async def test_a_claim_tells_where_the_shard_stands(shard: Shard) -> None:
    await shard.capture("L1")
    await shard.store.trim(2, "two", 40)
    claimed = await shard.store.claim(Clock(shard.now, 0, 0.0), "run", "log")
    assert (claimed.seq, claimed.next) == (2, 1)
    assert (claimed.tail_offset, claimed.tail_stamp) == (40, "two")


async def test_the_state_of_another_log_is_not_claimed(shard: Shard) -> None:
    await shard.capture("L1")
    before = await take(shard.redis, shard.store.keys)
    other = ShardStore(shard.redis, shard.store.keys, AGGREGATES, generation=0)
    with pytest.raises(OtherLog, match="--from-this-log"):
        await other.claim(Clock(shard.now, 0, 0.0), "run", "another log")
    assert await take(shard.redis, shard.store.keys) == before


async def test_a_call_that_follows_what_redis_never_saw_is_a_gap(shard: Shard) -> None:
    with pytest.raises(StoreBehind):
        await shard.store.run([Placed(NOTE, 5, 5)])
    with pytest.raises(StoreBehind):
        await shard.store.run([Placed(NOTE, 5, None)])


async def test_an_emptied_redis_is_a_gap(store_client: Redis) -> None:
    with pytest.raises(StoreBehind):
        await ShardStore(store_client, ShardKeys(3), AGGREGATES, 1).run([Placed(NOTE, 0, 0)])


async def test_what_was_taken_before_is_skipped(shard: Shard) -> None:
    await shard.run(NOTE, NOTE)
    entries = len(shard.entries)
    outcomes = await shard.store.run([Placed(NOTE, 0, 0), Placed(NOTE, 1, 1)])
    assert [(o.code, o.entry) for o in outcomes] == [("skipped", b"")] * 2
    assert len(shard.entries) == entries


async def test_positions_may_leap(shard: Shard) -> None:
    outcomes = await shard.store.run([Placed(MARK, 0, 7), Placed(MARK, 8, 12)])
    assert [o.code for o in outcomes] == ["applied", "applied"]
    due = await shard.store.due(horizon_ms=None, limit=1)
    assert due.position == 13


async def test_an_error_in_mid_batch_stops_what_comes_after(shard: Shard) -> None:
    await shard.run(NOTE)
    broken = Call("capture", {"tenant": "main"})
    with pytest.raises(ScriptFailed, match="script capture"):
        await shard.store.run([Placed(broken, 1, 1), Placed(NOTE, 2, 2)])
    due = await shard.store.due(horizon_ms=None, limit=1)
    assert due.position == 1


async def test_a_batch_run_again_changes_nothing(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    before = await take(shard.redis, shard.store.keys)
    again = [Placed(NOTE, i, i) for i in range(shard.position)]
    assert {o.code for o in await shard.store.run(again)} == {"skipped"}
    assert await take(shard.redis, shard.store.keys) == before


async def test_scripts_that_redis_forgot_are_loaded_anew(shard: Shard) -> None:
    await shard.redis.script_flush()
    assert await shard.capture("L1") == "applied"


@pytest.mark.parametrize(
    "kind", ["expire", "rung", "reopen", "relax", "refusals", "freeze", "shift", "pace", "hours"]
)
async def test_a_timer_before_its_time_is_early(shard: Shard, kind: str) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    entries = len(shard.entries)
    member = f"{kind}|L1"
    request = {"member": member, "id": "L1", "horizon": shard.now}
    assert await shard.timer(Call(kind, request)) == "early"
    assert len(shard.entries) == entries


async def test_a_timer_acts_only_on_what_fell_due_before_the_horizon(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    horizon = shard.now + 2 * MINUTE - 1
    await shard.set_time(shard.now + 3 * MINUTE)
    request = {"member": "rung|L1", "id": "L1", "horizon": horizon}
    assert await shard.timer(Call("rung", request)) == "early"
    await acknowledge(shard, "L1")
    await shard.run_timers()
    assert shard.rungs("L1") == [], "the acknowledgement was there before"


@pytest.mark.parametrize("kind", ["expire", "rung", "reopen", "relax", "refusals", "shift", "pace"])
async def test_a_timer_that_fits_no_state_is_dropped(shard: Shard, kind: str) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await finish(shard, "L1")
    member = f"{kind}|{'nobody' if kind in ('shift', 'pace') else 'L1'}"
    deadlines = shard.store.keys.key("deadlines")
    await shard.redis.zadd(deadlines, {member: shard.now})
    assert await shard.run_timers() == ["dropped"]
    assert await shard.redis.zscore(deadlines, member) is None


async def test_a_position_is_journalled(shard: Shard) -> None:
    await shard.run(MARK)
    assert await shard.timer(Call("position", {"at_least": 1})) == "applied"
    assert shard.changes("position")[0]["at_least"] == 1


async def test_a_lead_that_is_gone_is_not_scored(shard: Shard) -> None:
    assert await shard.timer(Call("rescore", {"lead": "none"})) == "dropped"


async def test_the_outbox_holds_what_was_not_read_back(shard: Shard) -> None:
    await shard.run(NOTE, NOTE, NOTE)
    assert [entry for _, entry in await shard.store.outbox()] == shard.entries
    assert [seq for seq, _ in await shard.store.outbox(after_seq=2)] == [3, 4]
    await shard.store.trim(3, "stamp", 9)
    assert [seq for seq, _ in await shard.store.outbox()] == [4]


async def test_a_fold_that_does_not_go_on_is_refused(shard: Shard) -> None:
    await shard.run(NOTE, NOTE)
    scratch = ShardStore(shard.redis, ShardKeys(0, scratch="audit:"), AGGREGATES, 1)
    await scratch.claim(Clock(), "run", "log")
    with pytest.raises(ScriptFailed, match="entry 2"):
        await scratch.fold(shard.entries[1:])
    await clear(scratch)


async def test_clearing_leaves_the_claim_alone(shard: Shard) -> None:
    await shard.capture("L1")
    entries, own = shard.entries, shard.changes("captured")[0]["contact_id"]
    await clear(shard.store)
    kept = await take(shard.redis, shard.store.keys)
    assert set(kept.keys) == {"shard"}
    await shard.store.fold(entries)
    await shard.redis.hset(  # contacts have a topic of their own
        shard.store.keys.key("contacts"), f"main|web-form|e1|{own}", "{}"
    )
    assert await shard.state("L1") == "waiting"


async def test_each_key_in_redis_is_listed_with_its_type(shard: Shard) -> None:
    listed = {spec.name.split(":")[0]: spec.type for spec in AGGREGATES.keys}
    await shard.rep("ann")
    await shard.signal("v1")
    await shard.capture("L1", HOT, visitor="v2", attributes={"region": "shanghai"})
    await shard.signal("v2")
    await finish(shard, "L1")
    await shard.presence("ann", "busy")
    await shard.capture("L2", HOT)
    await shard.wait(minutes=11)
    found = {}
    for key in await shard.redis.keys("*"):
        name = shard.store.keys.name_of(_text(key))
        found[name] = _text(await shard.redis.type(key))
    assert found == {name: listed.get(name) for name in found}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


async def test_what_fails_as_it_is_written_is_named_when_it_runs_alone(shard: Shard) -> None:
    """What several wrote together fails as one."""
    told = Call("policy", {"missing": True, "action": "a-1"})
    for number, (at_once, script, position) in enumerate(((2, "run", None), (1, "policy", 1))):
        other = ShardStore(shard.redis, ShardKeys(90 + number), AGGREGATES, GENERATION)
        await other.claim(Clock(shard.now, 0, 0.0), "run", "log")
        await shard.redis.set(other.keys.key("seen"), "of another kind")
        with pytest.raises(ScriptFailed, match=f"script {script}: WRONGTYPE") as found:
            await other.run([Placed(NOTE, 0, 0), Placed(told, 1, 1)], at_once)
        assert found.value.position == position
