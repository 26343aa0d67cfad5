"""Workers that come and go: nothing lost, nothing twice, and equal numbers on one worker."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hotlead.router.embedded.running import Running
from tests.integration.batch_site import Site, holds, open_site, until
from tests.integration.processes import Process, Processes


@pytest.fixture
async def site(
    kafka: Running, redis70: Running, topic_prefix: str, processes: Processes
) -> AsyncIterator[Site]:
    async with open_site(kafka, redis70, topic_prefix, processes) as opened:
        yield opened


async def keep_sending(site: Site, stop: asyncio.Event) -> int:
    """Send to the inbox until told to stop; how many."""
    count = 0
    while not stop.is_set():
        await site.send("inbox", [b"v%d" % number for number in range(count, count + 200)])
        count += 200
        await asyncio.sleep(0.02)  # the pace of the load
    return count


async def shared(site: Site, *workers: Process, **counts: int) -> None:
    """Await that the workers have all partitions among them, each once."""

    async def all_held() -> bool:
        for topic, count in counts.items():
            held = [n for worker in workers for n in holds(worker, site.name(topic))]
            if sorted(held) != list(range(count)) or (
                max(len(holds(w, site.name(topic))) for w in workers) > -(-count // len(workers))
            ):
                return False
        return True

    await until(all_held, f"{counts} shared by {len(workers)}")


async def test_a_second_worker_joins_and_leaves(site: Site) -> None:
    await site.topics(inbox=4)
    first = await site.worker("inbox")
    stop = asyncio.Event()
    sending = asyncio.create_task(keep_sending(site, stop))
    await site.signal("moved")
    second = await site.worker("inbox")
    await shared(site, first, second, inbox=4)
    await site.signal("moved")
    assert await second.terminate() == 0
    await shared(site, first, inbox=4)
    await site.signal("moved")
    stop.set()
    count = await sending
    seen = await site.all_seen(count)
    assert len(seen) == count
    assert set(seen.values()) == {1}, "a join and an orderly leave deliver nothing twice"


async def test_a_killed_worker_is_followed_by_another(site: Site) -> None:
    await site.topics(inbox=4)
    first = await site.worker("inbox")
    stop = asyncio.Event()
    sending = asyncio.create_task(keep_sending(site, stop))
    second = await site.worker("inbox")
    await shared(site, first, second, inbox=4)
    await site.signal("moved")
    first.kill()
    await shared(site, second, inbox=4)
    stop.set()
    count = await sending
    assert len(await site.all_seen(count)) == count
    await site.all_committed("inbox", count)


async def test_a_worker_that_slept_gives_up_what_it_held(site: Site) -> None:
    await site.topics(inbox=1)
    await site.send("inbox", [b"v"] * 10, partitions=1)
    sleeper = await site.worker("inbox", slow=site.name("inbox"))
    assert await site.signal("entered")
    sleeper.pause()
    other = await site.worker("inbox")
    await site.all_seen(10)
    await site.all_committed("inbox", 10)
    sleeper.resume()
    await site.go()
    await sleeper.await_line("revoked")
    # It worked them a second time, which nothing here can prevent, and acknowledged nothing.
    await site.send("inbox", [b"v"] * 10, partitions=1)
    await site.go(10)
    await site.all_seen(20)
    await site.all_committed("inbox", 20)
    assert await sleeper.terminate() == 0
    assert await other.terminate() == 0


async def test_equal_numbers_meet_on_one_worker(site: Site) -> None:
    counts = {"inbox": 4, "journal": 4, "web": 3, "calls": 1}
    await site.topics(**counts)
    workers = [await site.worker(*counts)]
    await shared(site, *workers, **counts)
    for _ in range(2):
        workers.append(await site.worker(*counts, ready=False))
        await shared(site, *workers, **counts)
        for worker in workers:
            assert holds(worker, site.name("inbox")) == holds(worker, site.name("journal"))
    before = holds(workers[1], site.name("inbox"))
    assert await workers.pop(0).terminate() == 0
    await shared(site, *workers, **counts)
    for worker in workers:
        assert holds(worker, site.name("inbox")) == holds(worker, site.name("journal"))
    assert before <= holds(workers[0], site.name("inbox")), "a worker keeps what it had"


async def test_sigterm_in_the_middle_of_a_rebalance_exits_0(site: Site) -> None:
    await site.topics(inbox=4)
    patient = {"session_timeout_s": 30.0, "leave_deadline_s": 1.0}
    first = await site.worker("inbox", settings=patient)
    # The join waits for the first, which is asleep.
    first.pause()
    second = await site.worker("inbox", ready=False, settings=patient)
    await until(lambda: site.group_is("PreparingRebalance"), "a join under way")
    assert await second.terminate(timeout_s=15) == 0
    first.resume()
    await site.send("inbox", [b"v"] * 100)
    # Long before the session of a member that had not left would end.
    async with asyncio.timeout(15):
        await site.all_seen(100)
