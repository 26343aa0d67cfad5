"""A small HTTP server for tests: it answers as told, slowly, or not at all, and keeps what came."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

LOOPBACK = "127.0.0.1"
HEAD_END = b"\r\n\r\n"
SOON_S = 20.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Header names are in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Answer:
    """What is said: `hang` says nothing, `drip_s` is the pause after each byte of the body."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    drip_s: float = 0.0


Handler = Callable[[Asked], Answer | Awaitable[Answer]]


class HttpAnswers:
    """`async with HttpAnswers(handler) as site`: `site.url` is where it listens."""

    def __init__(self, handler: Handler) -> None:
        self.asked: list[Asked] = []
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._came = asyncio.Event()

    async def start(self, port: int = 0) -> None:
        """Listens on the loopback address."""
        self._server = await asyncio.start_server(self._begin, LOOPBACK, port)

    async def stop(self) -> None:
        """Closes all, answered or not."""
        if self._server is not None:
            self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        """Its origin."""
        return f"http://{LOOPBACK}:{self.port}"

    async def until(self, count: int, timeout_s: float = SOON_S) -> list[Asked]:
        """Awaits so many requests."""
        async with asyncio.timeout(timeout_s):
            while len(self.asked) < count:
                self._came.clear()
                await self._came.wait()
        return self.asked

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(HEAD_END)).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ", 2)
            headers = dict(self._header(line) for line in head[1:] if line)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            asked = Asked(method, path, headers, body)
            told = self._handler(asked)
            answer = told if isinstance(told, Answer) else await told
            self.asked.append(asked)
            self._came.set()
            if answer.hang:
                await asyncio.Event().wait()
            await self._say(writer, answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side went away
        finally:
            writer.close()

    @staticmethod
    async def _say(writer: asyncio.StreamWriter, answer: Answer) -> None:
        lines = {"Content-Length": str(len(answer.body)), "Connection": "close"} | answer.headers
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {answer.status} Said\r\n{text}\r\n".encode("latin-1"))
        pieces = [answer.body]
        if answer.drip_s:
            pieces = [bytes([byte]) for byte in answer.body]
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(answer.drip_s)

    @staticmethod
    def _header(line: str) -> tuple[str, str]:
        name, _, value = line.partition(":")
        return name.strip().lower(), value.strip()
