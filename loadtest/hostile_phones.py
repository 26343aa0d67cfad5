"""Phones that go on with their work: a live stream each, and a call every two seconds.

`python -m loadtest.hostile_phones COUNT SECONDS PATH`. Half the calls come on a connection of their
own, as after a phone lost its network; the rest on a kept one. A call is due by a schedule and
waits for nobody; its latency counts from then.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final

import orjson
import uvloop

from hotlead.router.gateway.sessions import Sessions
from hotlead.router.settings import Settings, read_settings
from loadtest.latency_http import LiveStream, request
from loadtest.latency_waits import until
from loadtest.people import reps

READY: Final = "phones are at work"
PHONES: Final = 200
PERIOD_S: Final = 2.0
WAIT_S: Final = 30.0
OPEN_AT_ONCE: Final = 20

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Worked:
    """Seconds from the instant a call was due to its answer; what went wrong, by what it was."""

    waits_s: list[float] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=dict)
    streams_ended: int = 0

    @contextmanager
    def call(self, due_s: float) -> Iterator[None]:
        """One call; whatever it meets is counted."""
        try:
            yield
        except (OSError, EOFError, TimeoutError, RuntimeError) as error:
            what = str(error) if isinstance(error, RuntimeError) else type(error).__name__
            self.failed[what] = self.failed.get(what, 0) + 1
        else:
            self.waits_s.append(monotonic() - due_s)


def calls(rep: str, token: str) -> list[bytes]:
    """What a phone asks, in turn."""
    body = b'{"presence": "idle"}'
    told = {"content_length": str(len(body)), "content_type": "application/json"}
    head = request("PUT", f"/v1/reps/{rep}/presence", token, **told)
    return [
        request("POST", f"/v1/reps/{rep}/heartbeat", token),
        request("GET", f"/v1/reps/{rep}/assignments", token),
        head + body,
        request("GET", f"/v1/reps/{rep}/leads", token),
    ]


class Phone:
    """One of them."""

    def __init__(self, settings: Settings, rep: str, token: str, worked: Worked) -> None:
        self._place = settings.host, settings.port
        self._calls, self._worked = calls(rep, token), worked
        self._asked = request("GET", f"/v1/reps/{rep}/events", token)
        self._kept: Line | None = None
        self._stopping = False

    async def open(self) -> asyncio.BaseTransport:
        """The live stream, once it has its snapshot."""
        begun = asyncio.Event()

        def hear(_event: str, _data: dict[str, Any]) -> None:
            begun.set()

        def ended() -> None:
            self._worked.streams_ended += not self._stopping

        loop = asyncio.get_running_loop()
        async with asyncio.timeout(WAIT_S):
            transport, _ = await loop.create_connection(
                lambda: LiveStream(self._asked, hear, ended), *self._place
            )
            await begun.wait()
        return transport

    async def work(self, first_s: float, until_s: float) -> None:
        """Calls by the schedule from the first instant to the last."""
        number, due_s = 0, first_s
        while due_s < until_s:
            await until(due_s)
            with self._worked.call(due_s):
                async with asyncio.timeout(WAIT_S):
                    await self._call(number)
            number, due_s = number + 1, due_s + PERIOD_S
        self._stopping = True

    async def _call(self, number: int) -> None:
        raw = self._calls[number % len(self._calls)]
        if number // len(self._calls) % 2:
            line = await asyncio.open_connection(*self._place)
            try:
                await answered(line, raw)
            finally:
                line[1].close()
            return
        # The gateway may have closed one that was quiet.
        if self._kept is None or self._kept[0].at_eof():
            self._kept = await asyncio.open_connection(*self._place)
        try:
            await answered(self._kept, raw)
        except BaseException:
            self._kept[1].close()
            self._kept = None
            raise


async def answered(line: Line, raw: bytes) -> None:
    """One call on a connection. Raises RuntimeError with the status when it is no success."""
    reader, writer = line
    writer.write(raw)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length or 0))
    status = int(head.split(b" ", 2)[1])
    if status >= 300:
        raise RuntimeError(f"HTTP {status}")


async def work(count: int, seconds: float, path: Path, settings: Settings) -> None:
    """Opens all, works so long, writes down what it met."""
    sessions, worked, gate = Sessions(settings.secret), Worked(), asyncio.Semaphore(OPEN_AT_ONCE)
    phones = [
        Phone(settings, rep, sessions.open("rep", "main", rep)[0], worked) for rep in reps(count)
    ]

    async def open_one(phone: Phone) -> asyncio.BaseTransport:
        async with gate:
            return await phone.open()

    streams = await asyncio.gather(*(open_one(phone) for phone in phones))
    print(READY, flush=True)
    begin_s = monotonic() + PERIOD_S
    await asyncio.gather(
        *(
            phone.work(begin_s + PERIOD_S * number / count, begin_s + seconds)
            for number, phone in enumerate(phones)
        )
    )
    await asyncio.to_thread(path.write_bytes, orjson.dumps(asdict(worked)))
    for stream in streams:
        stream.close()


if __name__ == "__main__":
    uvloop.run(work(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]), read_settings()))
