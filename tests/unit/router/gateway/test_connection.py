"""What one connection may send, and by when: the protocol with a transport that only notes."""

import asyncio
import gc
import json
import weakref
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from hotlead.router.gateway.connection import (
    BODY_BYTES_MAX,
    FRAMING_BYTES_MAX,
    HEAD_BYTES_MAX,
    HEADERS_MAX,
    PIECE_BYTES,
    PIPELINED_MAX,
    TAKE_S,
    Connection,
)
from hotlead.router.gateway.connections import Connections, Limits
from hotlead.router.gateway.proxies import Proxies
from hotlead.router.settings import Settings

SETTINGS = Settings()
GET = b"GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n"
CHUNKED = b"POST /v1/signals HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n"


@dataclass
class Wire:
    """A transport that keeps what is written."""

    sent: bytes = b""
    end: str = ""

    def get_extra_info(self, name: str) -> Any:
        return ("10.0.0.1", 4000) if name in ("peername", "sockname") else None

    def write(self, data: bytes) -> None:
        assert not self.end
        self.sent += data

    def close(self) -> None:
        self.end = self.end or "closed"

    def abort(self) -> None:
        self.end = "aborted"

    def is_closing(self) -> bool:
        return bool(self.end)

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


@dataclass
class Line:
    """A connection to an application that reads the body and answers once it may."""

    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    wire: Wire = field(default_factory=Wire)
    bodies: list[bytes] = field(default_factory=list)
    heads: list[dict[bytes, bytes]] = field(default_factory=list)
    left: int = 0
    woken: int = 0

    def __post_init__(self) -> None:
        config = uvicorn.Config(self._app, interface="asgi3", ws="none", log_config=None)
        limits = Limits(all=100, strangers=50, address=20, person=20, source=20)
        self.connections = Connections(limits)
        self.protocol = Connection(
            self.connections,
            Proxies(()),
            SETTINGS,
            config=config,
            server_state=ServerState(),
            app_state={},
        )
        self.protocol.connection_made(self.wire)  # type: ignore[arg-type]

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            self.woken += 1
            if message["type"] == "http.disconnect":
                self.left += 1
                return
            body += message["body"]
            more = message["more_body"]
        self.heads.append(dict(scope["headers"]))
        self.bodies.append(body)
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            if not self.wire.end:
                self.protocol.data_received(part)
        await self.settle()

    async def settle(self) -> None:
        """Lets the application come to where it waits."""
        for _ in range(20):
            await asyncio.sleep(0)

    def late(self, after_s: float) -> str:
        """How the connection ends when so much time is gone."""
        self.connections.sweep(monotonic() + after_s)
        return self.wire.end

    @property
    def refusal(self) -> tuple[int, str]:
        head, _, body = self.wire.sent.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)["error"]


async def test_who_never_speaks_is_cut() -> None:
    line = Line()
    assert line.late(SETTINGS.idle_timeout_s - 1) == ""
    assert line.late(SETTINGS.idle_timeout_s + 1) == "aborted"


async def test_a_head_has_its_time_however_it_drips() -> None:
    line = Line()
    await line.send(*(bytes([one]) for one in GET[:-2]))
    assert line.late(SETTINGS.head_timeout_s - 1) == ""
    await line.send(b"x-more: 1\r\n")
    assert line.late(SETTINGS.head_timeout_s + 1) == "closed"
    assert line.refusal == (408, "too_slow")


async def test_a_body_has_its_time_and_who_reads_it_is_freed() -> None:
    line = Line()
    await line.send(b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\n", b"x" * 50)
    assert line.late(SETTINGS.body_timeout_s - 1) == ""
    assert line.late(SETTINGS.body_timeout_s + 1) == "closed"
    assert line.refusal == (408, "too_slow")
    await line.settle()
    assert (line.left, line.bodies) == (1, [])


async def test_who_reads_a_body_is_woken_for_pieces_and_not_for_each_byte() -> None:
    line = Line()
    size = PIECE_BYTES + 10
    await line.send(b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: %d\r\n\r\n" % size)
    for _ in range(size):
        await line.send(b"x")
    # A piece, and the end.
    assert (line.bodies, line.woken) == ([b"x" * size], 2)


async def test_an_answer_takes_what_time_it_takes_and_then_comes_silence() -> None:
    line = Line()
    await line.send(GET)
    assert line.late(3600) == ""
    line.may_answer.set()
    await line.settle()
    assert line.wire.sent.startswith(b"HTTP/1.1 204")
    assert line.late(SETTINGS.idle_timeout_s - 1) == ""
    assert line.late(SETTINGS.idle_timeout_s + 1) == "aborted"


async def test_nobody_but_the_sweep_ends_who_is_idle() -> None:
    line = Line()
    line.may_answer.set()
    await line.send(GET)
    line.protocol.timeout_keep_alive_handler()
    assert line.wire.end == ""


async def test_one_that_is_gone_is_no_work_for_the_search_of_cycles() -> None:
    line = Line()
    line.may_answer.set()
    await line.send(GET)
    gone = weakref.ref(line.protocol)
    gc.collect()
    gc.disable()
    try:
        line.protocol.connection_lost(ConnectionResetError())
        del line.protocol
        await line.settle()
        assert gone() is None
    finally:
        gc.enable()


async def test_who_does_not_take_the_answer_is_cut() -> None:
    line = Line()
    await line.send(GET)
    line.protocol.pause_writing()
    assert line.late(TAKE_S - 1) == ""
    line.protocol.resume_writing()
    assert line.late(3600) == ""
    line.protocol.pause_writing()
    assert line.late(TAKE_S + 1) == "aborted"
    line.protocol.connection_lost(None)


async def test_the_second_head_on_a_line_has_its_time_too() -> None:
    line = Line()
    await line.send(GET + GET[:-2])
    assert line.late(SETTINGS.head_timeout_s + 1) == "aborted"


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ([b"no request\r\n\r\n"], (400, "malformed")),
        ([GET[:-2] + b"x-long: " + b"x" * HEAD_BYTES_MAX], (431, "head_too_long")),
        ([GET[:-2] + b"x-long: " + b"x" * HEAD_BYTES_MAX + b"\r\n\r\n"], (431, "head_too_long")),
        ([b"GET /" + b"x" * 60_000, b"x" * 60_000 + b" HTTP/1.1\r\n\r\n"], (431, "head_too_long")),
        ([GET[:-2] + b"x: 1\r\n" * HEADERS_MAX + b"\r\n"], (431, "too_many_headers")),
        ([CHUNKED, *[b"1;" + b"e" * 1000 + b"\r\nx\r\n"] * 200], (400, "framing")),
        ([CHUNKED, b"1;", *[b"e" * 1000] * 200], (400, "framing")),
        ([CHUNKED, *[b"1\r\nx\r\n"] * FRAMING_BYTES_MAX], (400, "framing")),
        ([CHUNKED, b"0\r\n", *[b"x: 1\r\n"] * 30_000], (400, "framing")),
        ([CHUNKED, b"0\r\nx-long: ", *[b"x" * 1000] * 200], (400, "framing")),
        (
            [CHUNKED, *[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * (BODY_BYTES_MAX // 65536 + 1)],
            (413, "too_large"),
        ),
    ],
)
async def test_no_part_of_a_request_is_without_end(
    parts: list[bytes], refusal: tuple[int, str]
) -> None:
    line = Line()
    await line.send(*parts)
    assert (line.wire.end, line.refusal) == ("closed", refusal)
    assert line.late(TAKE_S + 1) == "aborted"
    line.protocol.connection_lost(None)
    assert len(line.connections) == 0


async def test_requests_do_not_queue_without_end_and_all_learn_of_the_end() -> None:
    line = Line()
    await line.send(GET * (PIPELINED_MAX + 1))
    assert line.wire.end == ""
    await line.send(GET)
    assert (line.wire.end, line.wire.sent) == ("aborted", b"")
    assert all(cycle.disconnected for cycle, _ in line.protocol.pipeline)


async def test_who_answers_the_first_learns_that_the_line_is_gone() -> None:
    line = Line()
    await line.send(CHUNKED)
    first = line.protocol.cycle
    await line.send(b"0\r\n\r\n" + GET)
    assert line.protocol.cycle is not first
    line.protocol.connection_lost(None)
    assert first.disconnected


async def test_what_stands_behind_the_body_is_no_head() -> None:
    line = Line()
    await line.send(CHUNKED + b"4\r\nbody\r\n0\r\nauthorization: Bearer x\r\n\r\n")
    line.may_answer.set()
    await line.settle()
    assert line.bodies == [b"body"]
    assert b"authorization" not in line.heads[0]
    assert line.wire.sent.startswith(b"HTTP/1.1 204")


async def test_a_large_body_in_fair_chunks_is_read() -> None:
    line = Line()
    line.may_answer.set()
    chunk = b"64\r\n" + b"x" * 100 + b"\r\n"
    await line.send(CHUNKED)
    for _ in range(100):
        await line.send(chunk * 100)
    await line.send(b"0\r\n\r\n", GET)
    assert [len(body) for body in line.bodies] == [1_000_000, 0]
    assert line.wire.end == ""
