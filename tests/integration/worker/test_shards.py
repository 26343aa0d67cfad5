"""A shard whose owner sleeps, or whose Redis is emptied, put back, spoilt or full."""

from typing import Any

import pytest

from hotlead.router.shard.chain import Verdict
from hotlead.topics.journal import Entry
from tests.integration.worker.own_redis import OwnRedis
from tests.integration.worker.site import SESSION_S, SHARDS, Site

# Not the line before it, which says that it is going to be.
REBUILT = "open: .*, rebuilt$"


async def test_an_old_owner_that_wakes_changes_nothing(site: Site) -> None:
    await site.staff()
    sleeper = await site.worker()
    async with site.load() as load:
        await load.more(50)
        sleeper.pause()
        asleep = {shard: site.journal.opened(shard)[-1].offset for shard in range(SHARDS)}
        other = await site.worker(ready=False)
        await other.await_line(r"^worker ready, shards 0,1$")
        await load.more(50)
        sleeper.resume()
        # By its shards, or by the group, whichever it asks first.
        noticed = "it is opened anew|not open|revoked|re-joining group"
        await sleeper.await_line(noticed, SESSION_S * 10)
        await load.more(50)
    await site.holds(load)
    for shard, generation in asleep.items():
        taken_over = next(
            one.offset for one in site.journal.opened(shard) if one.offset > generation
        )
        after = [
            one.record.generation
            for one in site.journal.heard
            if one.shard == shard
            and one.offset > taken_over
            and one.verdict is Verdict.VALID
            and isinstance(one.record, Entry)
        ]
        # At first what the sleeper had left in the outbox; from the new owner's first entry on
        # nothing that is older.
        assert after == sorted(after)


async def test_redis_emptied_under_load_is_rebuilt(frail: Site) -> None:
    await frail.staff()
    worker = await frail.worker()
    async with frail.load() as load:
        await load.more(100)
        await frail.redis.flushall()
        await worker.await_line(REBUILT)
        await load.more(50)
    await frail.holds(load)


async def test_redis_put_back_is_noticed_and_rebuilt(frail: Site, own_redis: OwnRedis) -> None:
    await frail.staff()
    worker = await frail.worker()
    async with frail.load() as load:
        await load.more(50)
        own_redis.keep()
        await load.more(100)
        own_redis.kill()
        own_redis.put_back()
        own_redis.start()
        await worker.await_line("StoreRestarted|Redis was restarted or replaced")
        await worker.await_line(REBUILT)
        await load.more(50)
    await frail.holds(load)


async def key_of(site: Site, spoilt: str) -> str:
    """A key of shard 0 that the next capture of a known person needs, and now is of no use."""
    keys = site.keys()
    if spoilt == "lead":
        [lead] = [change["lead"] for change in site.journal.changes("captured")]
        return keys.key("lead", lead)
    pattern = keys.key("queue", "waiting", "*")
    [found] = [name.decode() async for name in site.redis.scan_iter(match=pattern, count=1000)]
    return str(found)


@pytest.mark.parametrize("spoilt", ["lead", "queue"])
async def test_a_script_that_fails_takes_nothing_with_it(frail: Site, spoilt: str) -> None:
    """The lead's own key fails the script before it writes, the queue's after it has written."""
    await frail.staff(count=0)
    worker = await frail.worker()
    phone: Any = {"contact": {"phone": "13812345678"}}
    await frail.taken(await frail.capture("first", **phone))
    await frail.redis.set(await key_of(frail, spoilt), "of another kind")
    sent = [await frail.capture(f"before-{n}") for n in range(3)] if spoilt == "lead" else []
    sent.append(await frail.capture("again", **phone))
    sent += [await frail.capture(f"behind-{n}") for n in range(3)]
    await frail.taken(*sent)
    await worker.await_line("script (capture|run): .*; it is rebuilt")
    await worker.await_line(REBUILT)
    assert [change["kind"] for change in frail.journal.changes("merged")] == ["merged"]
    await frail.holds()


async def test_redis_full_for_a_moment_loses_nothing(frail: Site) -> None:
    await frail.staff()
    worker = await frail.worker()
    async with frail.load() as load:
        await load.more(50)
        await frail.redis.config_set("maxmemory", 1)
        await worker.await_line("shard 0: attempt 4 failed")
        await worker.await_line("shard 1: attempt 4 failed")
        await frail.redis.config_set("maxmemory", 0)
        await load.more(50)
    assert "rebuilt" not in worker.output, "what Redis refused was not written at all"
    await frail.holds(load)


async def test_a_recovery_killed_half_way_is_completed_by_the_next(frail: Site) -> None:
    count = 3000
    worker = await frail.worker()
    await frail.taken(*await frail.captures(count))
    worker.kill()
    await frail.redis.flushall()
    killed = await frail.worker(ready=False)
    shard = frail.keys().key("shard")
    while int(await frail.redis.hget(shard, "seq") or 0) == 0:
        assert killed.exit_code is None
    await frail.redis.client_pause(60_000, all=False)
    killed.kill()
    await frail.redis.client_unpause()
    folded = int(await frail.redis.hget(shard, "seq") or 0)
    assert 0 < folded < count, "killed in the middle"
    await frail.worker()
    await frail.taken(await frail.capture("after"))
    await frail.holds()
