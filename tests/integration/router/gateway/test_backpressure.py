"""Memory of the gateway's process while Kafka is away, and before phones that do not read."""

import asyncio
import json
import socket
import time
from collections import Counter
from typing import Any

import httpx

from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.ports import pick
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.provision.apply import apply_topics
from tests.integration.house import JSON, Estate, House
from tests.integration.memory import Peak
from tests.integration.processes import Processes
from tests.integration.router.gateway.test_process import RUN, environment

PHONES = 20
REQUESTS, IN_EACH = 600, 500
PEOPLE = 4000


def captures(tenant: str, request: int, count: int) -> bytes:
    """An array of captures, some 180 bytes each."""
    return json.dumps(
        [
            {
                "event_id": f"e-{request}-{n}",
                "tenant": tenant,
                "contact": {"email": f"p{request}.{n}@example.org", "name": "x" * 100},
            }
            for n in range(count)
        ]
    ).encode()


async def test_a_flood_while_kafka_is_away(estate: Estate, processes: Processes) -> None:
    tenant = estate.tenants[0]
    with run_kafka() as kafka:
        changes = {"kafka": kafka.address, "shards": 1, "redis_prefix": "flood:"}
        own = Estate(estate.settings.model_copy(update=changes), estate.worker, [])
        await apply_topics(own.settings)
        port = pick(0, "gateway")
        process = await processes.start(
            "-c",
            RUN,
            env=environment(own, port) | {"HOTLEAD_REDIS_PREFIX": "flood:"},
            ready_port=port,
        )
        limits = httpx.Limits(max_connections=REQUESTS, max_keepalive_connections=0)
        url = f"http://127.0.0.1:{port}/v1/captures/web-form"
        async with httpx.AsyncClient(timeout=120, limits=limits, headers=JSON) as http:
            assert (await http.post(url, content=captures(tenant, -1, 1))).status_code == 202
            kafka.pause()
            peak, statuses, waits = Peak(process), Counter[int](), list[float]()

            async def post(number: int) -> None:
                body, began = captures(tenant, number, IN_EACH), time.monotonic()
                answer = await http.post(url, content=body)
                waits.append(time.monotonic() - began)
                statuses[answer.status_code] += 1
                assert int(answer.headers["retry-after"]) > 0

            try:
                await asyncio.gather(*(post(number) for number in range(REQUESTS)))
                assert (await http.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
            finally:
                kafka.resume()
            grown = peak.grown_mib(f"{REQUESTS} requests of {IN_EACH} captures")
            print(f"answers {dict(statuses)}, the longest after {max(waits):.1f} s")
            assert statuses == {503: REQUESTS}
            assert grown < 150
            async with asyncio.timeout(60):
                while True:
                    answer = await http.post(url, content=captures(tenant, 0, 1))
                    if answer.status_code == 202:
                        break
                    await asyncio.sleep(0.1)


async def test_phones_that_never_read(house: House, estate: Estate, processes: Processes) -> None:
    port = pick(0, "gateway")
    process = await processes.start("-c", RUN, env=environment(estate, port), ready_port=port)
    token = Sessions(estate.settings.secret).open_for_command(house.tenant)
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, timeout=30, headers=JSON) as http:

        async def streams() -> float:
            text = (await http.get("/metrics")).text
            name = 'hotlead_push_connections{transport="sse"} '
            return float(text.partition(f"\n{name}")[2].partition("\n")[0])

        async def until(count: int) -> None:
            async with asyncio.timeout(60):
                while True:
                    if await streams() == count:
                        return
                    await asyncio.sleep(0.1)

        phones = [connect(port, token) for _ in range(PHONES)]
        await until(PHONES)
        peak = Peak(process)
        for number in range(PEOPLE // 500):
            body = captures(house.tenant, number, 500)
            assert (await http.post("/v1/captures/web-form", content=body)).status_code == 202
        await until(0)
        # The worker is shared: it is left as it was found.
        last_one = {"event_id": f"e-{PEOPLE // 500 - 1}-499"}
        async with asyncio.timeout(120):
            while True:
                if any(last_one.items() <= change.items() for change in house.heard):
                    break
                await asyncio.sleep(0.1)
        grown = peak.grown_mib(f"{PHONES} phones that do not read, {PEOPLE} leads")
        assert grown < 60
        last = [resumable(phone) for phone in phones]
        headers = {"authorization": f"Bearer {token}", "last-event-id": last[0]}
        async with http.stream("GET", "/v1/events", headers=headers) as stream:
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("id: ")


def connect(port: int, token: str) -> socket.socket:
    """A board's stream on a connection with little room, of which nobody reads."""
    phone = socket.socket()
    phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    phone.connect(("127.0.0.1", port))
    head = f"GET /v1/events HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {token}\r\n\r\n"
    phone.sendall(head.encode())
    return phone


def resumable(phone: socket.socket) -> str:
    """What is left of a stream that was cut: it ends at once, and its first event has an id."""
    phone.settimeout(5)
    got: Any = b""
    try:
        while chunk := phone.recv(65536):
            got += chunk
    except ConnectionResetError:
        pass
    phone.close()
    return str(got.decode(errors="replace").partition("id: ")[2].partition("\n")[0])
