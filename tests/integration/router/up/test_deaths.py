"""Any part of an `up` may be killed while captures come in: it is back, and it is said."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
import pytest

from hotlead.router.embedded import apache
from tests.integration.processes import Process
from tests.integration.router.up.conftest import Start

READY_S: Final = 240.0
PAUSE_S: Final = 0.05

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends no orphans")


async def addresses(up: Process, times: int = 1) -> dict[str, Any]:
    """What it tells programs when it is ready for the nth time."""
    lines = await up.await_line(rf"(?:^(\{{.*\}})$(?s:.*?)){{{times}}}", READY_S)
    found: dict[str, Any] = orjson.loads(lines[1])
    return found


def kill(place: Path, part: str) -> None:
    os.kill(int((place / f".hotlead/up/pids/{part}").read_text().split()[0]), signal.SIGKILL)


class Source:
    """Sends captures until it is told to stop, and keeps those that were acknowledged."""

    def __init__(self, gateway: str) -> None:
        self.acknowledged: list[str] = []
        self._client = httpx.AsyncClient(base_url=gateway, trust_env=False, timeout=5.0)

    async def send(self) -> None:
        number = 0
        while True:
            number += 1
            event_id = f"e-{number}"
            body = {"event_id": event_id, "contact": {"phone": f"138{number:08}"}}
            try:
                answer = await self._client.post("/v1/captures/web-form", json=body)
            except httpx.HTTPError:
                continue  # a gateway that is away
            finally:
                await asyncio.sleep(PAUSE_S)
            if answer.status_code == httpx.codes.ACCEPTED:
                self.acknowledged.append(event_id)

    async def more(self, count: int = 5) -> None:
        """Awaits that captures are taken again."""
        wanted, deadline = len(self.acknowledged) + count, time.monotonic() + 60.0
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, "no capture is taken any more"
            await asyncio.sleep(PAUSE_S)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.send())
        try:
            yield
        finally:
            task.cancel()


async def lost(told: dict[str, Any], event_ids: list[str]) -> list[str]:
    """Those of which no lead is known in the end."""
    deadline = time.monotonic() + 60.0
    async with httpx.AsyncClient(base_url=told["gateway"], trust_env=False) as board:
        code = {"code": told["codes"]["supervisor"]["code"]}
        assert (await board.post("/v1/sessions", json=code)).status_code == 200
        left = list(event_ids)
        while left and time.monotonic() < deadline:
            answer = await board.get(f"/v1/captures/web-form/{left[-1]}")
            if answer.status_code == httpx.codes.OK and answer.json().get("lead"):
                left.pop()
            else:
                await asyncio.sleep(0.2)
    return left


@pytest.mark.skipif(apache.missing() is not None, reason=str(apache.missing()))
async def test_what_was_acknowledged_outlives_the_death_of_each_part(
    start: Start, place: Path
) -> None:
    env = {"HOTLEAD_KAFKA_JARS": ""}
    up = await start("up", "--port", "0", "--json", env=env)
    told = await addresses(up)
    assert told["kafka"]["keeps"]
    source = Source(told["gateway"])
    async with source.sending():
        await source.more()
        for part, back in (
            ("kafka", f"^Kafka is back at {told['kafka']['address']}, with its data$"),
            ("redis", f"^Redis is back at {told['redis']['address']}, with its data$"),
            ("worker", "^the worker is back$"),
            ("gateway", "^the gateway is back$"),
        ):
            kill(place, part)
            name = part.capitalize() if part in ("kafka", "redis") else f"the {part}"
            await up.await_line(rf"^{name} ended \(signal 9\); it is started anew in 0.5 s$")
            await up.await_line(back, READY_S)
            await source.more()
    assert await lost(told, source.acknowledged) == []
    assert await up.terminate(60) == 0, up.output
    # The next one is at the same place, unless another has it.
    taken = int(told["redis"]["address"].rpartition(":")[2])
    with socket.create_server(("127.0.0.1", taken)):
        again = await start("up", "--port", "0", "--json", env=env)
        then = await addresses(again)
    assert then["kafka"]["address"] == told["kafka"]["address"]
    assert then["redis"]["address"] != told["redis"]["address"]
    assert f"port {taken}, where Redis was, is taken: from now on it is " in again.output
    assert await lost(then, source.acknowledged[-3:]) == []
    assert await again.terminate(60) == 0, again.output


async def test_where_nothing_is_kept_what_was_lost_is_said_and_all_starts_anew(
    start: Start, place: Path
) -> None:
    up = await start("up", "--port", "0", "--json")
    told = await addresses(up)
    source = Source(told["gateway"])
    async with source.sending():
        await source.more()
        kill(place, "redis")
        await up.await_line(r"^Redis is back at \S+, empty: the worker makes its state anew")
        await source.more()
    assert await lost(told, source.acknowledged) == []
    kill(place, "kafka")
    await up.await_line(r"^Kafka ended \(signal 9\), and this one keeps nothing: the leads, reps")
    then = await addresses(up, times=2)
    assert then["gateway"] == told["gateway"]
    assert then["kafka"]["address"] == told["kafka"]["address"]
    assert then["codes"]["rep"]["id"] == "demo"
    source = Source(then["gateway"])
    async with source.sending():
        await source.more()
    assert await lost(then, source.acknowledged) == []
    assert await up.terminate(60) == 0, up.output


async def test_a_kafka_that_forgets_beside_a_redis_of_theirs_ends_with_what_to_do(
    start: Start, place: Path, store_of_theirs: tuple[Any, Any]
) -> None:
    env = {"HOTLEAD_REDIS": store_of_theirs[0].url}
    up = await start("up", "--port", "0", "--json", env=env)
    await addresses(up)
    kill(place, "kafka")
    assert await up.wait(60) == 1
    assert "your Redis at 127.0.0.1 still holds what came of its records: empty that" in up.output
