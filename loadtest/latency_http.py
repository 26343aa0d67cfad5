"""HTTP by hand, as lean as a client can be: live streams, and requests on kept connections."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson

LINES_MAX: Final = 256
_BLANK: Final = b"\r\n\r\n"

Hear = Callable[[str, dict[str, Any]], None]
Answered = Callable[[int], None]


def request(method: str, path: str, token: str, **headers: str) -> bytes:
    """A request without a body."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    length = "content-length: 0\r\n" if method == "POST" else ""
    return (
        f"{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n"
        f"{length}{more}\r\n"
    ).encode()


class LiveStream(asyncio.Protocol):
    """One rep's stream: chunks put together, each event's name and data handed on."""

    def __init__(self, asked: bytes, hear: Hear, ended: Callable[[], None]) -> None:
        self._asked, self._hear, self._ended = asked, hear, ended
        self._raw, self._text = bytearray(), bytearray()
        self._begun = False

    def connection_made(self, transport: Any) -> None:
        """Asks for the stream."""
        transport.write(self._asked)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is told anything more."""
        self._ended()

    def data_received(self, data: bytes) -> None:
        """Takes what came, which may be part of an event or many."""
        self._raw += data
        if not self._begun:
            head, blank, rest = bytes(self._raw).partition(_BLANK)
            if not blank:
                return
            if b" 200 " not in head.split(b"\r\n", 1)[0]:
                raise ValueError(f"no stream: {head[:80]!r}")
            self._begun, self._raw = True, bytearray(rest)
        while (end := self._raw.find(b"\r\n")) >= 0:
            size = int(self._raw[:end], 16)
            if len(self._raw) < end + 2 + size + 2:
                return
            self._text += self._raw[end + 2 : end + 2 + size]
            del self._raw[: end + 2 + size + 2]
            self._tell()

    def _tell(self) -> None:
        while (end := self._text.find(b"\n\n")) >= 0:
            fields = dict(
                line.split(b": ", 1) for line in bytes(self._text[:end]).split(b"\n") if line
            )
            del self._text[: end + 2]
            self._hear(fields[b"event"].decode(), orjson.loads(fields[b"data"]))


@dataclass(slots=True)
class _Asked:
    request: bytes
    answered: Answered


class _Line(asyncio.Protocol):
    """One kept connection: one request at a time."""

    def __init__(self, lines: "Lines") -> None:
        self._lines = lines
        self._transport: asyncio.Transport | None = None
        self._raw = bytearray()
        self.asked: _Asked | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._lines.lost(self)

    def ask(self, asked: _Asked) -> None:
        assert self._transport is not None
        self.asked = asked
        self._transport.write(asked.request)

    def data_received(self, data: bytes) -> None:
        self._raw += data
        head, blank, body = bytes(self._raw).partition(_BLANK)
        if not blank:
            return
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if len(body) < int(length or 0):
            return
        self._raw.clear()
        asked, self.asked = self.asked, None
        self._lines.free(self)
        if asked is not None:
            asked.answered(int(head.split(b" ", 2)[1]))


class Lines:
    """Kept connections, as a proxy before the gateway has; more are opened when all are busy.

    The gateway closes one that was quiet for some seconds; a request that meets this is sent again
    on another.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._free: deque[_Line] = deque()
        self._waiting: deque[_Asked] = deque()
        self._count = 0
        self._opening: set[asyncio.Task[None]] = set()

    def ask(self, asked: bytes, answered: Answered) -> None:
        """Sends a request as soon as a connection is free; `answered` is told the status."""
        self._put(_Asked(asked, answered))

    def _put(self, asked: _Asked) -> None:
        if self._free:
            self._free.pop().ask(asked)
            return
        self._waiting.append(asked)
        if self._count < LINES_MAX:
            self._count += 1
            task = asyncio.create_task(self._open())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(lambda: _Line(self), self._host, self._port)
        self.free(line)

    def free(self, line: _Line) -> None:
        """A connection has nothing to do."""
        if self._waiting:
            line.ask(self._waiting.popleft())
        else:
            self._free.append(line)

    def lost(self, line: _Line) -> None:
        """A connection is gone."""
        self._count -= 1
        if line in self._free:
            self._free.remove(line)
        if line.asked is not None:
            self._put(line.asked)
