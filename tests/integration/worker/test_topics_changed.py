"""Topics that somebody changed: what cannot go on says so with the mend, and the rest goes on."""

import asyncio
import contextlib

import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from hotlead.router.embedded.ports import pick
from hotlead.router.provision.apply import apply_topics
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.streams import INBOX, JOURNAL
from tests.integration.processes import Process
from tests.integration.worker.site import SHARDS, TENANTS, Site


async def said(port: int, text: str) -> None:
    """Awaits that a worker is not ready for this reason."""
    async with httpx.AsyncClient() as http, asyncio.timeout(60):
        while True:
            with contextlib.suppress(httpx.ConnectError):  # not started yet
                ready = await http.get(f"http://127.0.0.1:{port}/readyz")
                if text in ready.text:
                    assert ready.status_code == 503
                    return
            await asyncio.sleep(0.1)


async def test_an_inbox_that_ends_too_early_closes_its_shard_alone(site: Site) -> None:
    """As after a topic that was made anew: the journal has passed a position that is not there."""
    port, shard = pick(0, "worker"), shard_of(TENANTS[0], SHARDS)
    worker = await site.worker(HOTLEAD_METRICS_PORT=str(port))
    await site.taken(*[await site.capture(f"e{number}") for number in range(3)])
    assert await worker.terminate() == 0
    # The state says so, and Redis alone can be changed here without making the topic anew.
    await site.redis.hincrby(site.keys(shard).key("shard"), "next", 1000)
    await site.worker(ready=False, HOTLEAD_METRICS_PORT=str(port))
    await said(port, f"shard {shard}: the inbox of shard {shard} ends before position 10")
    await site.taken(await site.capture("elsewhere", tenant=TENANTS[1]))
    await site.redis.hincrby(site.keys(shard).key("shard"), "next", -1000)


async def test_partitions_added_to_the_inbox_are_nobodys(site: Site) -> None:
    port = pick(0, "worker")
    await site.worker(HOTLEAD_METRICS_PORT=str(port), HOTLEAD_SESSION_TIMEOUT_S="3")
    admin = AIOKafkaAdminClient(bootstrap_servers=site.settings.kafka)
    await admin.start()
    try:
        grown = {site.settings.topic(INBOX): NewPartitions(total_count=SHARDS * 2)}
        await admin.create_partitions(grown)
    finally:
        await admin.close()
    second = await site.worker(HOTLEAD_SESSION_TIMEOUT_S="3")
    captures = [await site.capture(f"{n}", tenant=tenant) for n, tenant in enumerate(TENANTS)]
    await site.taken(*captures)
    assert not any(f"shard {number} " in second.output for number in range(SHARDS, 2 * SHARDS))
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
    await site.holds()


async def deleted(site: Site, stream: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=site.settings.kafka)
    await admin.start()
    try:
        await admin.delete_topics([site.settings.topic(stream)])
    finally:
        await admin.close()


async def refused(worker: Process) -> None:
    """Awaits that it ends because its state is not of the logs that are there."""
    assert await worker.wait(60) == 1
    last = worker.output.splitlines()[-1]
    assert "another Kafka log of the same name" in last
    assert "hotlead rebuild --shard" in last
    assert "--from-this-log" in last


@pytest.mark.parametrize("stream", [INBOX, JOURNAL])
async def test_a_topic_that_was_deleted_is_named_until_it_is_made(site: Site, stream: str) -> None:
    port, name = pick(0, "worker"), site.settings.topic(stream)
    worker = await site.worker(HOTLEAD_METRICS_PORT=str(port))
    await site.taken(*[await site.capture(f"e{number}") for number in range(3)])
    await deleted(site, stream)
    await said(port, f"there is no topic {name}: run `hotlead topics apply`")
    # A library asks for it many times a second; what is written of it stays small.
    assert sum("not found in cluster metadata" in line for line in worker.output.splitlines()) < 20
    await apply_topics(site.settings)
    await refused(worker)


async def test_an_inbox_made_anew_is_refused_however_long_it_is(site: Site) -> None:
    """Read on at the old position it would lose what lies before, and nobody would know."""
    worker = await site.worker()
    await site.taken(*[await site.capture(f"e{number}") for number in range(3)])
    assert await worker.terminate() == 0
    await site.made_anew(INBOX)
    for tenant in site.tenants:
        await site.staff_of(tenant, 10)
    await refused(await site.worker(ready=False))
    mended = await site.hotlead("rebuild", "--from-this-log")
    assert "inbox goes on at 0" in mended.output
    await site.worker()
    for action in range(1, 41):
        assert (await site.answer(f"a{action}"))["status"] == 200
    # What came before it is known again, though its position is another's now.
    await site.capture("e0")
    await site.taken(await site.capture("e3"))
    await site.holds()


async def test_an_inbox_made_anew_under_a_worker_is_noticed_however_long_it_is(site: Site) -> None:
    worker = await site.worker(HOTLEAD_SESSION_TIMEOUT_S="30")
    await site.taken(*[await site.capture(f"e{number}") for number in range(3)])
    worker.pause()  # as if its fetches were late: it sees no log that is shorter
    await site.made_anew(INBOX)
    for tenant in site.tenants:
        await site.staff_of(tenant, 10)
    worker.resume()
    await refused(worker)


async def test_captures_in_a_topic_made_anew_are_taken_however_many_they_are(site: Site) -> None:
    worker = await site.worker(HOTLEAD_SESSION_TIMEOUT_S="30")
    await site.taken(*[await site.capture(f"e{number}") for number in range(3)])
    worker.pause()
    await site.made_anew("capture.web-form")
    later = [await site.capture(f"l{number}") for number in range(20)]
    worker.resume()
    await site.taken(*later)
    await site.holds()
