"""A snapshot read while the shard goes on is the state at the entry at which it began."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock
from hotlead.router.embedded.running import Running
from hotlead.router.errors import ShardLost, SnapshotAbandoned
from hotlead.router.state import snapshot_reading
from hotlead.router.state.scripts import scripts
from hotlead.router.state.snapshot_reading import Command, begin, drop, read_state
from hotlead.router.state.store import ShardStore
from tests.integration.state.checking import check
from tests.integration.state.fold import Fold
from tests.integration.state.policies import policy
from tests.integration.state.shard import Shard
from tests.integration.state.snapshots import Life, live, restored

ROUNDS = 5


@pytest.fixture
async def client(store: Running) -> AsyncIterator[Redis]:
    """A store that reads its keys in many steps, as it does large ones."""
    async with Redis.from_url(store.url) as redis:
        limits = [f"{kind}-max-listpack-entries" for kind in ("hash", "set", "zset")]
        before: dict[Any, Any] = {}
        for name in limits:
            before |= await redis.config_get(name)  # Redis 7.0 has none for sets
        for name in before:
            await redis.config_set(name, 1)
        yield redis
        for name, value in before.items():
            await redis.config_set(name, value)


@pytest.fixture
async def shard(client: Redis, monkeypatch: pytest.MonkeyPatch) -> Shard:
    for name, value in {"KEYS_A_STEP": 3, "FIRST_ELEMENTS": 2, "ELEMENTS_A_STEP": 2}.items():
        monkeypatch.setattr(snapshot_reading, name, value)
    opened = Shard(client)
    await opened.open()
    return opened


async def read(shard: Shard) -> list[Command]:
    """A snapshot of a shard at rest."""
    begun = await begin(shard.store, "s")
    return [one async for commands in read_state(shard.store, begun) for one in commands]


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_what_changes_while_it_is_read_is_put_back(shard: Shard, seed: int) -> None:
    life, fold = Life(shard, seed), Fold(shard.redis)
    await life.begin()
    await life.go_on(30)
    await check(shard, fold)  # what is there is what the fold gives
    wanted = await live(shard)
    begun = await begin(shard.store, "s1")
    assert begun.seq == len(shard.entries)
    commands, steps, changed = list[Command](), 0, 0
    async for some in read_state(shard.store, begun):
        commands += some
        steps += 1
        if steps % 5 == 0 and changed < 30:
            await life.go_on(1)
            changed += 1
    assert changed >= 5
    assert await live(shard) != wanted
    assert await restored(shard.redis, commands) == wanted
    await check(shard, fold)  # and the shard itself did not suffer
    assert not await shard.redis.exists(shard.store.keys.key("before"))


async def test_nothing_personal_is_in_it(shard: Shard) -> None:
    await shard.capture("L1", contact={"phone": "+8613912345678", "name": "Lin"})
    commands = await read(shard)
    assert "contact_of" in {key for _, key, _ in commands}
    assert "13912345678" not in repr(commands)
    assert "Lin" not in repr(commands)
    assert await shard.redis.exists(shard.store.keys.key("contacts"))


async def test_a_policy_ends_it_and_the_next_one_holds(shard: Shard) -> None:
    """SUNIONSTORE replaces a key that may be as large as all leads: that is not noted."""
    await Life(shard, 1).go_on(20)
    begun = await begin(shard.store, "s1")
    await shard.activate(policy(version="p2"))
    with pytest.raises(SnapshotAbandoned):
        [0 async for _ in read_state(shard.store, begun)]
    assert await restored(shard.redis, await read(shard)) == await live(shard)


async def test_too_much_to_note_ends_it_and_not_the_shard(
    shard: Shard, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = scripts(AGGREGATES)["run"]
    text = script.text.replace("NOTED_MAX = 1000000", "NOTED_MAX = 10")
    sha = await shard.redis.script_load(text)
    changed = type(script)(script.name, text, sha)
    monkeypatch.setitem(scripts(AGGREGATES), "run", changed)
    before = shard.store.keys.key("before")
    begun = await begin(shard.store, "s1")
    assert await shard.capture("L1") == "applied"
    assert await shard.redis.hlen(before) > 10
    assert await shard.capture("L2") == "applied"
    assert not await shard.redis.exists(before)
    with pytest.raises(SnapshotAbandoned):
        [0 async for _ in read_state(shard.store, begun)]


async def test_an_old_owner_has_no_snapshot(shard: Shard) -> None:
    await shard.capture("L1")
    begun = await begin(shard.store, "s1")
    await shard.capture("L2")
    newer = ShardStore(shard.redis, shard.store.keys, AGGREGATES, shard.store.generation + 1)
    await newer.claim(Clock(shard.now, 0, 0.0), "run", "log")
    assert not await shard.redis.exists(shard.store.keys.key("before")), "the claim ends it"
    with pytest.raises(ShardLost):
        [0 async for _ in read_state(shard.store, begun)]
    with pytest.raises(ShardLost):
        await begin(shard.store, "s2")
    with pytest.raises(ShardLost):
        await drop(shard.store)
    reply = await newer.call("snapshot_restore", newer.generation, "[]")
    assert reply == [b"stale"], "only into a shard that was cleared"


async def test_an_emptied_store_gives_none(shard: Shard) -> None:
    begun = await begin(shard.store, "s1")
    await shard.redis.flushdb()
    with pytest.raises(ShardLost):
        [0 async for _ in read_state(shard.store, begun)]


async def test_what_is_not_noted_is_what_is_left_out() -> None:
    text = scripts(AGGREGATES)["fold"].text
    listed = text.split("parts.left_out = (function()\nreturn {")[1].split("}")[0]
    noted = {part.split("=")[0].strip() for part in listed.split(",")}
    assert noted == {"shard", "outbox", "contacts", "heartbeats", "back", "doubted", "before"}
