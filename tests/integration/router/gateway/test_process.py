"""The gateway as a process: on the network, with metrics apart, to SIGTERM."""

import asyncio

import httpx

from hotlead.router.embedded.ports import pick
from hotlead.router.gateway.connection import HEAD_BYTES_MAX
from tests.integration.house import JSON, Estate
from tests.integration.processes import Process, Processes

RUN = """
import logging, sys
from hotlead.router.errors import HotleadError
from hotlead.router.gateway.app import run
from hotlead.router.settings import read_settings
logging.basicConfig(level=logging.INFO)
try:
    run(read_settings())
except HotleadError as error:
    sys.exit(str(error))
"""
SECRETS = {
    "HOTLEAD_TOKENS": "all=a-token-for-all-sources",
    "HOTLEAD_SECRET": "a-secret-of-this-test",
    "HOTLEAD_IDENTITY_KEY": "a-key-of-this-test",
}


def environment(estate: Estate, port: int) -> dict[str, str]:
    """The settings of a gateway of the estate, as a process gets them."""
    settings = estate.settings
    return {
        "HOTLEAD_KAFKA": settings.kafka,
        "HOTLEAD_REDIS": settings.redis,
        "HOTLEAD_TOPIC_PREFIX": settings.topic_prefix,
        "HOTLEAD_SHARDS": str(settings.shards),
        "HOTLEAD_TENANTS": ",".join(settings.tenants),
        "HOTLEAD_PORT": str(port),
        "HOTLEAD_SECRET": settings.secret,
    }


async def start(estate: Estate, processes: Processes, port: int, **env: str) -> Process:
    return await processes.start("-c", RUN, env=environment(estate, port) | env)


async def test_metrics_are_not_on_the_public_port(estate: Estate, processes: Processes) -> None:
    port, metrics_port = pick(0, "gateway"), pick(0, "metrics")
    process = await start(
        estate,
        processes,
        port,
        HOTLEAD_HOST="0.0.0.0",  # noqa: S104  (the network is the matter)
        HOTLEAD_METRICS_PORT=str(metrics_port),
        **SECRETS,
    )
    await process.await_port(port)
    async with httpx.AsyncClient() as http:
        public = await http.get(f"http://127.0.0.1:{port}/metrics")
        assert (public.status_code, public.json()["error"]) == (404, "not_here")
        private = await http.get(f"http://127.0.0.1:{metrics_port}/metrics")
        assert "hotlead_build_info" in private.text
        event = {"event_id": "1", "contact": {"phone": "13800138000"}}
        sent = await http.post(f"http://127.0.0.1:{port}/v1/captures/web-form", json=event)
        assert sent.status_code == 401
    assert await process.terminate() == 0


async def test_it_refuses_to_expose_itself(estate: Estate, processes: Processes) -> None:
    process = await start(
        estate,
        processes,
        pick(0, "gateway"),
        HOTLEAD_HOST="0.0.0.0",  # noqa: S104  (the network is the matter)
    )
    assert await process.wait() == 1
    assert "HOTLEAD_TOKENS" in process.output
    assert "Traceback" not in process.output


async def test_without_kafka_it_says_so(estate: Estate, processes: Processes) -> None:
    process = await start(estate, processes, pick(0, "gateway"), HOTLEAD_KAFKA="127.0.0.1:9")
    assert await process.wait() == 1
    assert "127.0.0.1:9" in process.output.splitlines()[-1]


async def test_a_head_without_end_is_cut_off(estate: Estate, processes: Processes) -> None:
    port = pick(0, "gateway")
    process = await start(estate, processes, port)
    await process.await_port(port)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: here\r\nx-long: ")
    writer.write(b"x" * HEAD_BYTES_MAX)
    async with asyncio.timeout(5):
        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")
    writer.close()
    async with httpx.AsyncClient() as http:
        many = JSON | {f"x-{number}": "x" * 4000 for number in range(8)}
        body = b"[" + b" " * 500_000 + b"]"
        long = await http.post(f"http://127.0.0.1:{port}/v1/signals", content=body, headers=many)
        assert long.status_code == 422
        assert (await http.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
    assert await process.terminate() == 0
