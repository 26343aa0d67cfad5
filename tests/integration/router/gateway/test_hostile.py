"""Connections that are held, drip or flood: each is ended, and a phone goes on beside them."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from hotlead.router.embedded.ports import pick
from hotlead.router.gateway.connection import UNSENT_BYTES_MAX
from hotlead.router.gateway.server import BoundedServer
from hotlead.router.settings import Settings
from tests.integration.house import WAIT_S, Estate, House, open_house, read_event
from tests.integration.processes import Processes
from tests.integration.router.gateway.test_process import RUN, environment

IN_TIME_S = 0.3
CONNECTIONS = 48
HEAD = b"POST /v1/sessions HTTP/1.1\r\nhost: h\r\n"
BODY = HEAD + b"content-length: 1048576\r\n\r\n{"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"

#: What each kind sends at once, what it repeats, and what it is told at its end.
KINDS = {
    "silent": (b"", b"", b""),
    "a head that drips": (HEAD, b"x-a: 1\r\n", b" 408 "),
    "a head that does not end": (HEAD, b"x-a: " + b"a" * 4000 + b"\r\n", b" 431 "),
    "many headers": (HEAD, b"a:\r\n" * 200, b" 431 "),
    "a body that does not come": (BODY, b"", b" 408 "),
    "a body that drips": (BODY, b" ", b" 408 "),
    "chunks with long extensions": (CHUNKED, b"1;" + b"e" * 9000 + b"\r\nx\r\n", b" 400 "),
    "trailers that drip": (CHUNKED + b"0\r\n", b"x-a: 1\r\n", b" 408 "),
    "trailers that do not end": (CHUNKED + b"0\r\n", b"x-a: " + b"a" * 9000 + b"\r\n", b" 400 "),
    "a request without end after an answer": (
        b"GET /healthz HTTP/1.1\r\nhost: h\r\ncontent-length: 1048576\r\n\r\n",
        b" ",
        b" 200 ",
    ),
    "requests without end": (b"", b"GET /rep HTTP/1.1\r\nhost: h\r\n\r\n" * 500, b""),
}


def where(house: House) -> tuple[str, int]:
    url = house.http.base_url
    return url.host, url.port or 0


@asynccontextmanager
async def connected(host: str, port: int, first: bytes) -> AsyncIterator[None]:
    """A connection that says this much, and is held."""
    _, writer = await asyncio.open_connection(host, port)
    writer.write(first)
    try:
        yield
    finally:
        writer.close()


@asynccontextmanager
async def holding(house: House, first: bytes) -> AsyncIterator[None]:
    async with connected(*where(house), first):
        yield


def metric(house: House, name: str, **labels: str) -> float:
    found = house.gateway.metrics.registry.get_sample_value(f"hotlead_{name}", labels)
    assert found is not None
    return found


def refused(house: House, reason: str) -> float:
    return metric(house, "connections_refused_total", reason=reason)


def open_now(house: House) -> float:
    return sum(metric(house, "connections", of=whose) for whose in ("strangers", "known"))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not true():  # noqa: ASYNC110  (the sockets have no event for it)
            await asyncio.sleep(0.01)


async def to_its_end(house: House, first: bytes, again: bytes) -> bytes:
    """Sends for as long as it may; what was answered until the gateway ended it."""
    reader, writer = await asyncio.open_connection(*where(house))

    async def drip() -> None:
        with contextlib.suppress(ConnectionError):
            while again:
                writer.write(again)
                await writer.drain()
                await asyncio.sleep(0.01)

    writer.write(first)
    dripping = asyncio.create_task(drip())
    answer = b""
    try:
        async with asyncio.timeout(WAIT_S):
            with contextlib.suppress(ConnectionError):
                while more := await reader.read(65536):
                    answer += more
    finally:
        dripping.cancel()
        writer.close()
    return answer


async def test_each_kind_comes_to_its_end(estate: Estate) -> None:
    times = ("head_timeout_s", "body_timeout_s", "idle_timeout_s")
    async with open_house(estate, **dict.fromkeys(times, IN_TIME_S)) as house:
        answers = await asyncio.gather(*(to_its_end(house, a, b) for a, b, _ in KINDS.values()))
        for (kind, (_, _, told)), answer in zip(KINDS.items(), answers, strict=True):
            assert told in answer.partition(b"\r\n")[0], (kind, answer)
        # Whoever handled one of them was told: nothing is held, nothing hangs.
        assert (await house.call("GET", "/healthz")).status_code == 200
        for reason in ("silent", "late_head", "late_body", "head", "framing"):
            assert refused(house, reason) >= 1, reason


async def test_of_an_answer_that_is_not_taken_little_is_held() -> None:
    piece, sent = b"a" * 16_384, 0

    async def endless(_request: Request) -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            nonlocal sent
            while True:
                yield piece
                sent += len(piece)
                await asyncio.sleep(0)

        return StreamingResponse(pieces())

    settings = Settings(port=pick(0, "the gateway"))
    server = BoundedServer(Starlette(routes=[Route("/", endless)]), settings, lifespan="off")
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.setblocking(False)
        await asyncio.get_running_loop().sock_connect(one, ("127.0.0.1", settings.port))
        one.send(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n")
        await until(lambda: sent > 0)
        before = -1
        while sent != before:
            before = sent
            await asyncio.sleep(0.1)
    server.should_exit = True
    await serving
    # uvicorn's own 64 KiB and a piece, and what the two ends of the kernel take.
    assert sent <= 64 * 1024 + len(piece) + 2 * UNSENT_BYTES_MAX


async def test_a_phone_goes_on_beside_bodies_that_do_not_come(house: House) -> None:
    await house.rep(house.kim)
    presence = f"/v1/reps/{house.kim}/presence"
    async with AsyncExitStack() as held:
        for path in ["/v1/sessions", presence, f"/v1/reps/{house.kim}/heartbeat"] * 10:
            head = f"PUT {path} HTTP/1.1" if path == presence else f"POST {path} HTTP/1.1"
            told = head.encode() + b"\r\nhost: h\r\ncontent-length: 1048576\r\n\r\n{"
            await held.enter_async_context(holding(house, told))
        await until(lambda: open_now(house) >= 30)
        beat = await house.call("POST", f"/v1/reps/{house.kim}/heartbeat", house.kim)
        busy = await house.call("PUT", presence, house.kim, {"presence": "busy"})
        code = house.gateway.sessions.login_code("rep", house.tenant, house.kim)
        login = await house.call("POST", "/v1/sessions", body={"code": code})
        assert (beat.status_code, busy.status_code, login.status_code) == (204, 200, 200)


async def test_a_phone_goes_on_beside_more_connections_than_there_may_be(estate: Estate) -> None:
    async with open_house(estate, connections_max=CONNECTIONS) as house, AsyncExitStack() as held:
        await house.rep(house.kim)
        events = f"/v1/reps/{house.kim}/events"
        stream = await held.enter_async_context(
            house.http.stream("GET", events, headers=house.bearer(house.kim))
        )
        lines = stream.aiter_lines()
        assert (await read_event(lines))["event"] == "snapshot"
        for _ in range(2 * CONNECTIONS):
            await held.enter_async_context(holding(house, b""))
        await until(lambda: refused(house, "address") >= CONNECTIONS)
        # On a connection of its own each, which had to be let in.
        for presence in ("busy", "idle"):
            async with httpx.AsyncClient(base_url=house.http.base_url, timeout=WAIT_S) as phone:
                path, body = f"/v1/reps/{house.kim}/presence", {"presence": presence}
                set_ = await phone.put(path, json=body, headers=house.bearer(house.kim))
                assert set_.status_code == 200
            assert (await read_event(lines))["event"] == "changes"


async def test_a_proxy_that_is_trusted_speaks_for_many(estate: Estate) -> None:
    few = {"connections_max": CONNECTIONS, "trusted_proxies": ("127.0.0.1",)}
    async with open_house(estate, **few) as house, AsyncExitStack() as held:
        for _ in range(CONNECTIONS // 3):
            await held.enter_async_context(holding(house, b""))
        await until(lambda: open_now(house) >= CONNECTIONS // 3)
        assert refused(house, "address") == 0
        # Its connections count with those of all strangers even so.
        for _ in range(CONNECTIONS // 3):
            await held.enter_async_context(holding(house, b""))
        await until(lambda: refused(house, "strangers") > 0)


async def test_file_descriptors_are_kept_for_the_servers(
    house: House, estate: Estate, processes: Processes
) -> None:
    await house.rep(house.kim)
    port = pick(0, "gateway")
    few = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))\n{RUN}"
    await processes.start("-c", few, env=environment(estate, port), ready_port=port)
    async with AsyncExitStack() as held:
        for _ in range(400):
            await held.enter_async_context(connected("127.0.0.1", port, b""))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=WAIT_S) as http:
            # It may be reading the journal still; it comes to its end with so few descriptors.
            async with asyncio.timeout(WAIT_S):
                while (await http.get("/readyz")).status_code != httpx.codes.OK:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            sent = await http.post("/v1/captures/web-form", json=house.event("13800138000"))
            assert sent.status_code == 202
            path, body = f"/v1/reps/{house.kim}/presence", {"presence": "busy"}
            set_ = await http.put(path, json=body, headers=house.bearer(house.kim))
            assert set_.status_code == 200
            metrics = (await http.get("/metrics")).text
            counted = re.search(r'connections_refused_total{reason="address"} (\d+)', metrics)
            assert counted is not None
            assert int(counted[1]) > 200
