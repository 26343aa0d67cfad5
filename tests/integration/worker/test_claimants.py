"""Two who hold a shard for theirs, and sends of the journal that fail: one chain, nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError
from redis.exceptions import ConnectionError as RedisConnectionError

from hotlead.router.errors import ShardLost
from hotlead.router.shard.chain import Verdict
from hotlead.router.shard.connection import text
from hotlead.router.state.clearing import clear
from hotlead.router.state.snapshot_schema import schema
from tests.integration.worker.claimant import Claimant, captured, claimant
from tests.integration.worker.site import Site


async def test_an_older_generation_is_refused_and_its_entries_are_void(site: Site) -> None:
    async with claimant(site) as old:
        unsent = await old.take(captured("one"), captured("two"))
        await site.redis.flushall()
        await site.worker()
        await site.taken("main|web-form|one", "main|web-form|two")
        with pytest.raises(ShardLost):
            await old.take(captured("three"))
        await old.send(unsent)
        await site.taken("main|web-form|three")
        await site.journal.until(lambda: site.journal.count(Verdict.VOID) == 2, "void entries")
    await site.holds()


async def test_what_an_owner_left_in_the_outbox_is_published_by_the_next(site: Site) -> None:
    async with claimant(site) as old:
        [entry] = await old.take(captured("left"))
        worker = await site.worker()
        await site.taken("main|web-form|left")
        assert "rebuilt" not in worker.output
        await old.send([entry])
        await site.journal.until(lambda: site.journal.count(Verdict.TWICE), "the same entry again")
    await site.holds()


async def test_a_state_that_the_chain_left_behind_is_rebuilt(site: Site) -> None:
    """The newer owner had nothing to write when what the older had sent at last arrived."""
    async with claimant(site) as old:
        unsent = await old.take(captured("one"))
        await site.redis.flushall()
        async with claimant(site) as new:
            await old.send(unsent)
            assert await new.take(captured("two"))
        worker = await site.worker()
        await site.taken("main|web-form|one", "main|web-form|two")
        await worker.await_line("it is rebuilt")
    await site.holds()


async def test_a_redis_that_is_emptied_as_the_shard_is_opened_is_opened_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with claimant(site) as owner:
        await owner.act(captured("one"))
        with monkeypatch.context() as patch:
            outbox = owner.store.outbox

            async def emptied() -> Any:
                rows = await outbox()
                await site.redis.flushall()
                return rows

            patch.setattr(owner.store, "outbox", emptied)
            with pytest.raises(ShardLost, match="emptied"):
                await owner.open()
        await owner.open()
        assert owner.owned.rebuilt
    await site.holds()


async def is_rebuilt(owner: Claimant) -> bool:
    """Whether the shard is made anew as it is opened."""
    await owner.open()
    return owner.owned.rebuilt


async def kept_by(owner: Claimant) -> str:
    [found] = await owner.store.redis.hmget(owner.store.keys.key("shard"), ["schema"])
    return "" if found is None else text(found)


@pytest.mark.parametrize("before", ["without one", "others fold otherwise"])
async def test_a_state_that_another_version_kept_is_rebuilt_once(
    site: Site, before: str, caplog: pytest.LogCaptureFixture
) -> None:
    """An older hotlead may have kept a lead elsewhere: its state is made from the journal anew."""
    async with claimant(site) as owner:
        await owner.act(captured("one"))
        key, redis = owner.store.keys.key("shard"), owner.store.redis
        assert not await is_rebuilt(owner)
        ours = schema(owner.store.aggregates)
        assert await kept_by(owner) == ours
        if before == "without one":
            await redis.hdel(key, "schema")
        else:
            await redis.hset(key, "schema", ours.replace("leads:", "leads:0"))
        assert await is_rebuilt(owner)
        told = "leads" if before != "without one" else "leads, notices, pools, reps, shard, staff"
        assert f"another version, which keeps {told} otherwise; it is rebuilt" in caplog.text
        assert await kept_by(owner) == ours
        assert not await is_rebuilt(owner)
    await site.holds()


async def test_a_rebuild_that_ended_before_the_contacts_is_done_again(site: Site) -> None:
    async with claimant(site) as owner:
        await owner.act(captured("one"))
        await owner.fold()
        await owner.open()
        assert owner.owned.rebuilt
    await site.holds()


async def test_a_rebuild_that_ended_while_it_removed_is_done_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with claimant(site) as owner:
        await owner.act(captured("one"))
        with monkeypatch.context() as patch:
            patch.setattr(owner.store.redis, "scan", dies_after(owner.store.redis.scan))
            with pytest.raises(RedisConnectionError):
                await clear(owner.store)
        await owner.open()
        assert owner.owned.rebuilt
    await site.holds()


def dies_after(scan: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The first SCAN is answered as if more were to come, the second never."""
    answers = iter([scan])

    async def scanned(*_: Any, **how: Any) -> Any:
        for answer in answers:
            _, found = await answer(0, **how)
            return 1, found
        raise RedisConnectionError("the worker died here")

    return scanned


async def test_an_old_owner_that_wakes_in_a_rebuild_removes_nothing(site: Site) -> None:
    async with claimant(site) as old, claimant(site) as new:
        await new.act(captured("one"))
        with pytest.raises(ShardLost):
            await clear(old.store)
    await site.holds()


class Failing:
    """A producer of which some sends fail, by number: `before` Kafka has the record, or `after`."""

    def __init__(self, producer: AIOKafkaProducer, sends: tuple[int, ...], when: str) -> None:
        self._producer, self._sends, self._when = producer, sends, when
        self.count = 0

    async def send(self, topic: str, value: bytes, partition: int) -> Awaitable[Any]:
        """As the real one, but for those that fail."""
        self.count += 1
        fails = self.count in self._sends
        if fails and self._when == "before":
            raise KafkaTimeoutError("sent nothing")
        sent: Awaitable[Any] = await self._producer.send(topic, value, partition=partition)
        if not fails:
            return sent
        await sent
        doubtful: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        doubtful.set_exception(KafkaTimeoutError("no answer, whatever became of it"))
        return doubtful


async def published(owner: Claimant, producer: Failing, batches: int) -> int:
    """Takes captures in batches of 3 and publishes each until it is sent; how often that failed."""
    publisher, failed = owner.publisher(producer), 0
    for batch in range(batches):
        entries = await owner.take(*(captured(f"c-{batch}-{n}") for n in range(3)))
        while entries or publisher.doubt:
            try:
                await publisher.publish(entries)
            except KafkaTimeoutError:
                failed += 1
            entries = []  # as the owner does: what is in doubt is taken from the outbox
    return failed


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("sends", [(1,), (12,), (2, 4, 9)], ids=str)
async def test_a_send_that_fails_loses_and_doubles_nothing(
    site: Site, when: str, sends: tuple[int, ...]
) -> None:
    async with claimant(site) as owner:
        failing = Failing(owner.producer, sends, when)
        assert await published(owner, failing, batches=4) == len(sends)
    await site.taken(*(f"main|web-form|c-{batch}-{n}" for batch in range(4) for n in range(3)))
    assert [entry.seq for entry in site.journal.entries()] == list(range(1, 14))
    assert site.journal.count(Verdict.VOID) == 0
    await site.holds()
