"""A gateway that stands still fails its probe and ends itself. Patched from outside."""

import asyncio

import httpx
import pytest

from hotlead.router.embedded.ports import pick
from hotlead.router.watchdog import EXIT_STUCK
from tests.integration.house import Estate, House
from tests.integration.processes import Processes
from tests.integration.router.gateway.test_process import RUN, environment

SHORT = """
from functools import partial
from hotlead.router.gateway import app
from hotlead.router.gateway.liveness import Liveness
from hotlead.router.watchdog import Watchdog
app.Watchdog = partial(Watchdog, 3)
app.Liveness = partial(Liveness, look_s=0.3, behind_s=1.5, end_after_s=2)
"""
READS_NO_MORE = """
from aiokafka import AIOKafkaConsumer
from hotlead.router.shard import follower
class Deaf(AIOKafkaConsumer):
    async def getmany(self, *args, **more):
        found = await super().getmany(*args, **more)
        if found:
            await asyncio.Event().wait()
        return found
import asyncio
follower.AIOKafkaConsumer = Deaf
"""
ENDS = """
from hotlead.router.shard.follower import Follower
def fail(self, ends):
    raise ValueError("of the test")
Follower._note_ready = fail
"""
BLOCKS = """
import time
from hotlead.router.gateway import captures
captures._accepted = lambda events, warnings: time.sleep(600)
"""


@pytest.mark.parametrize(
    ("patch", "why"),
    [(ENDS, "the journal is not followed any more"), (READS_NO_MORE, "goes on, and nothing of it")],
)
async def test_who_does_not_follow_the_journal_is_unhealthy_and_ends(
    house: House, estate: Estate, processes: Processes, patch: str, why: str
) -> None:
    port = pick(0, "gateway")
    process = await processes.start(
        "-c", SHORT + patch + RUN, env=environment(estate, port), ready_port=port
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as http:
        async with asyncio.timeout(30):
            while (answer := await http.get("/healthz")).status_code == 200:
                # The journal goes on.
                await house.capture("13800138000")
        assert answer.status_code == 503
        assert why in answer.json()["missing"][0]
    assert await process.wait() == EXIT_STUCK
    assert f"stuck: {answer.json()['missing'][0][:20]}" in process.output


async def test_a_loop_that_is_blocked_ends_the_process(
    estate: Estate, processes: Processes
) -> None:
    port = pick(0, "gateway")
    process = await processes.start(
        "-c", SHORT + BLOCKS + RUN, env=environment(estate, port), ready_port=port
    )
    event = {"event_id": "1", "contact": {"phone": "13800138000"}, "tenant": estate.tenants[0]}
    with pytest.raises(httpx.TransportError):
        async with httpx.AsyncClient(timeout=30) as http:
            await http.post(f"http://127.0.0.1:{port}/v1/captures/web-form", json=event)
    assert await process.wait() == EXIT_STUCK
    assert "in post_captures" in process.output
    assert "13800138000" not in process.output


async def test_one_that_has_nothing_to_read_is_healthy(
    estate: Estate, processes: Processes
) -> None:
    port = pick(0, "gateway")
    process = await processes.start(
        "-c", SHORT + RUN, env=environment(estate, port), ready_port=port
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as http:
        for _ in range(50):
            assert (await http.get("/healthz")).status_code == 200
            await asyncio.sleep(0.1)
    assert await process.terminate() == 0
