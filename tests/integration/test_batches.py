"""No record is lost and none acknowledged before its effect, whatever goes wrong under way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_redis
from tests.integration.batch_site import Site, open_site, until
from tests.integration.journal_log import make_topic_anew
from tests.integration.processes import Processes


@pytest.fixture
async def site(
    kafka: Running, redis70: Running, topic_prefix: str, processes: Processes
) -> AsyncIterator[Site]:
    async with open_site(kafka, redis70, topic_prefix, processes) as opened:
        yield opened


def values(count: int) -> list[bytes]:
    return [b"v%d" % number for number in range(count)]


async def test_read_from_the_earliest_in_order_and_committed_whole(site: Site) -> None:
    await site.topics(inbox=4)
    await site.send("inbox", values(1000))
    await site.worker("inbox")
    seen = await site.all_seen(1000)
    assert set(seen.values()) == {1}
    for partition in range(4):
        assert await site.order("inbox", partition) == list(range(250))
    await site.all_committed("inbox", 1000)


async def test_a_raise_in_mid_batch_loses_nothing(site: Site) -> None:
    await site.topics(inbox=4)
    await site.send("inbox", values(1000))
    worker = await site.worker("inbox", raises=5)
    seen = await site.all_seen(1000)
    assert max(seen.values()) > 1, "the handler never raised in the middle"
    await site.all_committed("inbox", 1000)
    assert worker.exit_code is None
    assert "attempt 1 failed, again: RuntimeError at batch_worker.py" in worker.output
    assert "138 0013 8000" not in worker.output


async def test_one_agent_that_hangs_does_not_hold_up_another(site: Site) -> None:
    await site.topics(slow=8, quick=1)
    limits = {"buffer_batches_max": 2, "poll_records_max": 10, "take_records_max": 10}
    worker = await site.worker(
        "slow", "quick", slow=site.name("slow"), settings=limits, stuck_after_s=0.5
    )
    await site.send("slow", values(500), partitions=8)
    assert await site.signal("entered")
    await site.send("quick", values(500), partitions=1)
    seen = await site.all_seen(500)
    assert all(position.startswith(site.name("quick")) for position in seen)
    await worker.await_line(rf"^stuck: {site.name('slow')}-[0-7]: lag [1-9]")
    assert "quick-0: lag" not in worker.output
    await site.go(1000)
    await site.all_seen(1000)


async def test_a_partition_is_held_then_read_from_where_its_owner_says(site: Site) -> None:
    await site.topics(inbox=1, other=1)
    await site.send("inbox", values(10), partitions=1)
    await site.worker("inbox", "other", hold=site.name("inbox"))
    await site.send("other", values(10), partitions=1)
    await site.all_committed("other", 10)
    assert await site.order("inbox", 0) == []
    await site.open("3")
    await site.all_seen(17)
    assert await site.order("inbox", 0) == list(range(3, 10))
    await site.open("1")
    await site.all_seen(19)
    assert await site.order("inbox", 0) == [*range(3, 10), *range(1, 10)]


async def test_an_owner_seeks_when_it_is_assigned(site: Site) -> None:
    await site.topics(inbox=1)
    await site.send("inbox", values(10), partitions=1)
    first = await site.worker("inbox", seek=7)
    await site.all_seen(3)
    await site.all_committed("inbox", 10)
    assert await first.terminate() == 0
    await site.worker("inbox", seek=4)
    await site.all_seen(6)
    assert await site.order("inbox", 0) == [7, 8, 9, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("count", [5, 15], ids=["shorter", "longer"])
async def test_a_topic_made_anew_is_read_from_its_start(site: Site, count: int) -> None:
    await site.topics(inbox=1)
    await site.send("inbox", values(10), partitions=1)
    worker = await site.worker("inbox", settings={"metadata_max_age_s": 0.5})
    await site.all_seen(10)
    worker.pause()  # so that it meets the new log as it is then
    await make_topic_anew(site.kafka.address, site.name("inbox"), 1)
    await site.send("inbox", values(count), partitions=1)
    worker.resume()

    async def all_again() -> bool:
        order = await site.order("inbox", 0)
        return all(order.count(offset) == 2 for offset in range(min(count, 10)))

    await until(all_again, "the new records")
    await site.all_committed("inbox", count)


async def test_sigterm_exits_0_and_nothing_comes_again(site: Site) -> None:
    await site.topics(inbox=4)
    first = await site.worker("inbox")
    sending = asyncio.create_task(site.send("inbox", values(20_000)))
    await site.signal("moved")
    assert await first.terminate() == 0
    assert f"revoked {site.name('inbox')}=0,1,2,3" in first.output
    await sending
    await site.worker("inbox")
    seen = await site.all_seen(20_000)
    assert set(seen.values()) == {1}


async def test_sigterm_lets_the_call_under_way_end(site: Site) -> None:
    await site.topics(inbox=1)
    await site.send("inbox", values(10), partitions=1)
    worker = await site.worker("inbox", slow=site.name("inbox"))
    assert await site.signal("entered")
    stopping = asyncio.create_task(worker.terminate())
    await worker.await_line("^draining")
    await site.go()
    assert await stopping == 0
    assert len(await site.seen()) == 10
    assert await site.committed("inbox") == {0: 10}


async def test_sigterm_cuts_off_a_call_that_hangs(site: Site) -> None:
    await site.topics(inbox=1)
    await site.send("inbox", values(10), partitions=1)
    worker = await site.worker("inbox", slow=site.name("inbox"), settings={"drain_deadline_s": 1.0})
    assert await site.signal("entered")
    assert await worker.terminate(timeout_s=10) == 0
    assert "cut off at the drain's deadline" in worker.output
    assert await site.committed("inbox") == {}
    await site.worker("inbox")
    assert set((await site.all_seen(10)).values()) == {1}


async def test_sigterm_at_any_moment_of_the_start_exits_0(site: Site) -> None:
    await site.topics(inbox=1)
    worker = await site.worker("inbox", ready=False, settings={"request_timeout_s": 10.0})
    await worker.await_line("^starting")
    assert await worker.terminate(timeout_s=20) == 0


async def test_kill_9_in_mid_call_loses_nothing(site: Site) -> None:
    await site.topics(inbox=4, other=1)
    await site.send("inbox", values(1000))
    first = await site.worker(
        "inbox", "other", slow=site.name("inbox"), settings={"commit_interval_s": 0.05}
    )
    assert await site.signal("entered")
    await site.send("other", values(10), partitions=1)
    # A commit went out while the call was under way.
    await site.all_committed("other", 10)
    first.kill()
    await site.worker("inbox")
    assert len(await site.all_seen(1010)) == 1010


async def test_the_store_away(site: Site, tmp_path: Path) -> None:
    await site.topics(inbox=2)
    with run_redis(tmp_path / "store", append_only=True) as store:
        async with open_site(site.kafka, store, site.prefix, site.processes) as own:
            worker = await own.worker("inbox")
            await own.send("inbox", values(100), partitions=2)
            await own.all_seen(100)
            await own.all_committed("inbox", 100)
            store.kill()
            await own.send("inbox", values(300), partitions=2)
            await worker.await_line("attempt 8 failed")
            assert sum((await own.committed("inbox")).values()) == 100
    with run_redis(tmp_path / "store", store.port, append_only=True) as store:
        async with open_site(site.kafka, store, site.prefix, site.processes) as own:
            await own.all_seen(400)
            await own.all_committed("inbox", 400)
    assert worker.exit_code is None


async def test_the_dead_letter_topic_away(site: Site) -> None:
    await site.topics(inbox=2)
    worker = await site.worker("inbox", dead_letters=site.name("dead-letters"))
    await site.send("inbox", [b"v", b"bad 1", b"v", b"bad 2"], partitions=2)
    await worker.await_line("attempt 2 failed")
    assert await site.committed("inbox") == {}
    assert await site.seen() == {}
    await site.topics(**{"dead-letters": 1})
    assert set((await site.all_seen(4)).values()) == {1}
    await site.all_committed("inbox", 4)


async def test_the_broker_away(redis70: Running, topic_prefix: str, processes: Processes) -> None:
    with run_kafka() as kafka:
        async with open_site(kafka, redis70, topic_prefix, processes) as own:
            await own.topics(inbox=2)
            worker = await own.worker("inbox", settings={"request_timeout_s": 6.0})
            await own.send("inbox", values(1000), partitions=2)
            await own.signal("moved")
            kafka.pause()
            await worker.await_line("Heartbeat (send request failed|session expired)")
            kafka.resume()
            await own.send("inbox", values(1000), partitions=2)
            assert len(await own.all_seen(2000)) == 2000
            await own.all_committed("inbox", 2000)
            assert await worker.terminate() == 0


async def test_commit_only_behind_a_valid_entry(site: Site) -> None:
    await site.topics(journal=2)
    worker = await site.worker("journal", through_valid=True)
    entries = [b"x"] * 10 + [b"valid", b"x", b"x", b"x"]
    for entry in entries:
        await site.producer.send_and_wait(site.name("journal"), entry, partition=0)
    await site.send("journal", [b"x"], partitions=2)
    await site.producer.send_and_wait(site.name("journal"), b"x", partition=1)
    await site.all_seen(16)
    assert await worker.terminate() == 0
    assert await site.committed("journal") == {0: 11}
    await site.worker("journal")
    # Offsets 11 to 14 of partition 0, and all of partition 1, come again.
    await site.signal("moved")
    for partition, expected in ((0, [11, 12, 13, 14]), (1, [0])):
        await site.all_seen(16)
        while (await site.order("journal", partition))[-len(expected) :] != expected or (
            len(await site.order("journal", partition)) < len(expected) * 2
        ):
            assert await site.signal("moved")


async def test_a_crash_of_faust_ends_the_process_and_commits_nothing(site: Site) -> None:
    await site.topics(inbox=1)
    worker = await site.worker("inbox")
    await site.send("inbox", [b"crash"], partitions=1)
    assert await worker.wait() == 1
    assert "crashed: RuntimeError" in worker.output
    assert await site.committed("inbox") == {}
