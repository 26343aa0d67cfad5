"""Connections that are held against a gateway: so many of one kind, each opened again when it ends.

`python -m loadtest.hostile_kinds KIND COUNT`; it says how many are open, and goes on until SIGTERM.
"""

import asyncio
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any, Final

import uvloop

from hotlead.router.gateway.server import raise_descriptors
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.settings import Settings, read_settings
from loadtest.hostile_phones import PHONES
from loadtest.latency_http import request
from loadtest.people import reps

HELD: Final = "connections held"
DRIP_S: Final = 1.0
AGAIN_S: Final = 1.0
OPENED_AT_ONCE: Final = 100
_HEAD: Final = b"POST /v1/sessions HTTP/1.1\r\nhost: bench\r\n"
_CHUNKED: Final = _HEAD + b"transfer-encoding: chunked\r\n\r\n"
_LONG: Final = b"GET /openapi.json HTTP/1.1\r\nhost: bench\r\n\r\n"
_GET: Final = b"GET /healthz HTTP/1.1\r\nhost: bench\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent at once, and every second again; `reads` is whether the answer is taken."""

    first: bytes = b""
    again: bytes = b""
    reads: bool = True


KINDS: Final = {
    "silent": Kind(),
    "a head that drips": Kind(_HEAD, b"x-a: 1\r\n"),
    "a long head that does not end": Kind(_HEAD + b"x-a: " + b"a" * 60_000),
    "a body that does not come": Kind(_HEAD + b"content-length: 1048576\r\n\r\n{"),
    "a body that drips": Kind(_HEAD + b"content-length: 1048576\r\n\r\n{", b" "),
    "chunks with extensions": Kind(_CHUNKED, b"1;" + b"e" * 1000 + b"\r\nx\r\n"),
    "trailers that drip": Kind(_CHUNKED + b"0\r\n", b"x-a: 1\r\n"),
    "requests in a row": Kind(_GET * 8),
    "answers that are not taken": Kind(_LONG * 8, reads=False),
    "streams of one session": Kind(),
}
STREAMS: Final = "streams of one session"


def kind_of(name: str, settings: Settings) -> Kind:
    """The kind; streams are of a rep who has none of the phones."""
    if name != STREAMS:
        return KINDS[name]
    *_, rep = reps(PHONES + 1)
    token, _ = Sessions(settings.secret).open("rep", "main", rep)
    return Kind(request("GET", f"/v1/reps/{rep}/events", token))


class _Held(asyncio.Protocol):
    """One of them."""

    def __init__(self, all_: "Hostile") -> None:
        self._all = all_
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        if not self._all.kind.reads:
            transport.pause_reading()
        transport.write(self._all.kind.first)
        self._all.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.lost(self)

    def drip(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._all.kind.again)


class Hostile:
    """All of them."""

    def __init__(self, kind: Kind, settings: Settings) -> None:
        self.kind, self._settings = kind, settings
        self.open: set[_Held] = set()
        self.cut = 0
        self._gate = asyncio.Semaphore(OPENED_AT_ONCE)
        self._opening: set[asyncio.Task[None]] = set()

    def more(self) -> None:
        """Opens one."""
        task = asyncio.create_task(self._open())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def settled(self) -> None:
        """Awaits that each was opened once."""
        await asyncio.gather(*self._opening)

    def lost(self, one: _Held) -> None:
        """One was ended: another comes."""
        self.open.discard(one)
        self.cut += 1
        asyncio.get_running_loop().call_later(AGAIN_S, self.more)

    async def _open(self) -> None:
        loop, place = asyncio.get_running_loop(), (self._settings.host, self._settings.port)
        async with self._gate:
            one = socket.socket()
            one.setblocking(False)
            try:
                await loop.sock_connect(one, place)
                await loop.create_connection(lambda: _Held(self), sock=one)
            except OSError:
                one.close()
                loop.call_later(AGAIN_S, self.more)


async def hold(name: str, count: int, settings: Settings) -> None:
    """Until SIGTERM."""
    raise_descriptors()
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    hostile = Hostile(kind_of(name, settings), settings)
    for _ in range(count):
        hostile.more()
    await hostile.settled()
    print(f"{len(hostile.open)} {HELD}", flush=True)
    while not stopping.is_set():
        try:
            async with asyncio.timeout(DRIP_S):
                await stopping.wait()
        except TimeoutError:
            for one in list(hostile.open):
                one.drip()
    print(f"open {len(hostile.open)} cut {hostile.cut}", flush=True)


if __name__ == "__main__":
    uvloop.run(hold(sys.argv[1], int(sys.argv[2]), read_settings()))
