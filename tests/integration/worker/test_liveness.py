"""A worker that stands still ends itself; one whose broker or Redis is away does not.

What makes it stand still is patched in from outside, and so are shorter times.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from hotlead.agents.batches import SameNumbers
from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.ports import pick
from hotlead.router.embedded.running import Running
from hotlead.router.watchdog import EXIT_STUCK
from hotlead.topics.streams import SIGNALS
from tests.integration.processes import Process, Processes
from tests.integration.worker.own_redis import OwnRedis
from tests.integration.worker.site import READY, Site, open_site

SHORT = """
from hotlead.agents import liveness, worker
from hotlead.router.watchdog import Watchdog
worker.Watchdog = lambda: Watchdog(3)
timings = worker._timings
worker._timings = lambda settings: timings(settings) | {"retry_longest_s": 1.0}
# Above the longest pause between a handler's attempts, a try of the ticker that it waits for, and
# its own (REDIS_TIMEOUT_S each).
liveness.SUSPECT_AFTER_S = 5
liveness.ANSWERING_S, liveness.END_AFTER_S, liveness.LOOK_S = 1, 2, 0.2
"""
START = """
import runpy
runpy.run_module("hotlead.agents", run_name="__main__")
"""
#: The handler of captures never returns to the loop, or never returns at all.
BLOCKS = """
import time
from hotlead.agents import intake
intake.to_inbox = lambda record, **_: time.sleep(600)
"""
HANGS = """
import asyncio
from hotlead.agents.intake import Intake
async def hang(self, batches):
    await asyncio.Event().wait()
Intake._captures = hang
"""
TICK_HANGS = """
import asyncio
from hotlead.agents.inbox.owner import Owner
async def hang(self):
    await asyncio.Event().wait()
Owner.tick = hang
"""
REDIS_TIMEOUT_S = "1"
OUTAGE_S = 10.0
AWAY = "Redis does not answer"


class Watched:
    """A worker with a port, and what its probes say."""

    def __init__(self, process: Process, port: int, http: httpx.AsyncClient) -> None:
        self.process, self._port, self._http = process, port, http

    async def probe(self, path: str) -> httpx.Response:
        return await self._http.get(f"http://127.0.0.1:{self._port}/{path}")

    async def until(self, path: str, status: int, text: str = "") -> None:
        """Awaits that a probe answers so."""
        async with asyncio.timeout(60):
            while True:
                answer = await self.probe(path)
                if answer.status_code == status and text in answer.text:
                    return
                await asyncio.sleep(0.05)

    async def stays_healthy(self, seconds: float) -> None:
        """Asks again and again for so long."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            answer = await self.probe("healthz")
            assert answer.status_code == 200, answer.text
            await asyncio.sleep(0.1)
        assert self.process.exit_code is None


class Starter:
    """Starts workers with short times."""

    def __init__(self, processes: Processes, http: httpx.AsyncClient) -> None:
        self._processes, self._http = processes, http

    async def worker(self, site: Site, patch: str = "", *, ready: bool = True) -> Watched:
        port = pick(0, "worker")
        process = await self._processes.start(
            "-c",
            SHORT + patch + START,
            env=site.env
            | {"HOTLEAD_METRICS_PORT": str(port), "HOTLEAD_REDIS_TIMEOUT_S": REDIS_TIMEOUT_S},
            ready_line=READY if ready else None,
        )
        return Watched(process, port, self._http)


@pytest.fixture
async def start(processes: Processes) -> AsyncIterator[Starter]:
    async with httpx.AsyncClient(timeout=10) as http:
        yield Starter(processes, http)


@pytest.fixture
async def own_broker(
    tmp_path: Path, redis70: Running, valkey: Running, topic_prefix: str, processes: Processes
) -> AsyncIterator[tuple[Running, Site]]:
    """A broker of the test's own, and a site on it."""
    with run_kafka(tmp_path / "kafka") as broker:
        async with open_site(
            broker.address, redis70.url, valkey.url, topic_prefix, processes
        ) as opened:
            yield broker, opened


async def test_a_loop_that_is_blocked_ends_the_process(site: Site, start: Starter) -> None:
    watched = await start.worker(site, BLOCKS)
    capture = await site.capture("secret-4711")
    assert await watched.process.wait() == EXIT_STUCK
    output = watched.process.output
    assert "stuck: the event loop has stood still for" in output
    assert "<lambda>" in output, "where it stood"
    assert "in _captures" in output
    assert "secret-4711" not in output
    await site.worker()
    await site.taken(capture)
    await site.holds()


async def test_a_process_that_was_stopped_is_not_stuck(site: Site, start: Starter) -> None:
    watched = await start.worker(site)
    watched.process.pause()
    await asyncio.sleep(5)  # how long it is stopped: longer than its loop may stand still
    watched.process.resume()
    await site.taken(await site.capture("after"))
    await watched.stays_healthy(4)
    assert await watched.process.terminate() == 0


async def test_a_handler_that_hangs_is_unhealthy_and_ends(site: Site, start: Starter) -> None:
    watched = await start.worker(site, HANGS)
    assert (await watched.probe("healthz")).status_code == 200
    await site.capture("one")
    name = site.settings.topic("capture.web-form")
    await watched.until("healthz", 503, name)
    assert await watched.process.wait() == EXIT_STUCK
    assert f"stuck: {name}" in watched.process.output
    await site.worker()
    await site.taken(f"{site.tenants[0]}|web-form|one")
    await site.holds()


async def test_timers_that_nobody_looks_at_are_stuck(site: Site, start: Starter) -> None:
    """With nothing in the inbox no lag would tell."""
    watched = await start.worker(site, TICK_HANGS)
    await watched.until("healthz", 503, "no look at its timers")
    assert await watched.process.wait() == EXIT_STUCK
    assert "stuck: shard" in watched.process.output


async def test_a_rebalance_without_end_is_stuck(site: Site, start: Starter) -> None:
    watched = await start.worker(site)
    absent = AIOKafkaConsumer(
        site.settings.topic(SIGNALS),
        bootstrap_servers=site.settings.kafka,
        group_id=site.settings.group,
        partition_assignment_strategy=[SameNumbers()],
        session_timeout_ms=300_000,
        rebalance_timeout_ms=300_000,
        request_timeout_ms=310_000,
    )
    await absent.start()
    try:
        await watched.until("readyz", 200)
        # From here on it neither beats nor joins, and the group waits for it.
        coordinator: Any = absent._coordinator
        coordinator._coordination_task.cancel()
        coordinator._heartbeat_task.cancel()
        second = await start.worker(site, ready=False)
        await watched.until("readyz", 503, "a rebalance")
        assert (await watched.probe("healthz")).status_code == 200
        await watched.until("healthz", 503, "a rebalance for")
        assert await watched.process.wait() == EXIT_STUCK
        assert await second.process.wait() == EXIT_STUCK
    finally:
        await absent._client.close()


async def test_redis_away_is_not_ready_and_healthy(
    frail: Site, own_redis: OwnRedis, start: Starter
) -> None:
    watched = await start.worker(frail)
    await watched.until("readyz", 200)
    async with frail.load() as load:
        await load.more(50)
        own_redis.kill()
        await watched.until("readyz", 503, AWAY)
        await watched.stays_healthy(OUTAGE_S)
        own_redis.start()
        await watched.until("readyz", 200)
        await load.more(50)
    frail.workers.append(watched.process)
    await frail.holds(load)


async def test_a_worker_waits_for_its_first_redis(
    frail: Site, own_redis: OwnRedis, start: Starter
) -> None:
    own_redis.kill()
    watched = await start.worker(frail, ready=False)
    await watched.process.await_line("shard 0: not open")
    await frail.captures(20)
    await watched.until("readyz", 503, AWAY)
    assert "a shard is being opened" in (await watched.probe("readyz")).text
    await watched.stays_healthy(OUTAGE_S)
    own_redis.start()
    await watched.until("readyz", 200)
    assert await watched.process.terminate() == 0


async def test_kafka_away_is_healthy(own_broker: tuple[Running, Site], start: Starter) -> None:
    broker, site = own_broker
    watched = await start.worker(site)
    async with site.load() as load:
        await load.more(50)
        broker.pause()
        try:
            await watched.stays_healthy(OUTAGE_S)
        finally:
            broker.resume()
        await load.more(50)
    site.workers.append(watched.process)
    await site.holds(load)
