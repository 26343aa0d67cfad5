"""A TCP link of the test's own: what goes through it can be cut, held back, or led elsewhere."""

import asyncio
import contextlib
from typing import Literal, Self

CHUNK_BYTES = 64 * 1024

Cut = Literal["refused", "held", "unheard"]


class Link:
    """Listens on a port of the loopback address and passes all on to `target`, another port.

    `cut("refused")` ends all connections and takes no new ones. `cut("held")` keeps them and
    lets nothing through, as a network does that drops packets; what was sent meanwhile arrives
    after `mend`. `cut("unheard")` holds what clients send and lets the answers through.
    """

    def __init__(self, port: int, target: int) -> None:
        self.port, self.target = port, target
        self._sends, self._answers = asyncio.Event(), asyncio.Event()
        self._sends.set()
        self._answers.set()
        self._refuses = False
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> Self:
        """Begins to listen."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        return self

    async def close(self) -> None:
        """Ends it, and all connections."""
        if self._server is not None:
            self._server.close()
        await self._end_connections()

    async def cut(self, how: Cut) -> None:
        """From now on nothing passes, or nothing that clients send."""
        if how == "refused":
            self._refuses = True
            await self._end_connections()
            return
        self._sends.clear()
        if how == "held":
            self._answers.clear()

    async def mend(self) -> None:
        """All passes again."""
        self._refuses = False
        self._sends.set()
        self._answers.set()

    async def aim(self, target: int) -> None:
        """Leads elsewhere from now on; connections to the former target end."""
        self.target = target
        await self._end_connections()

    async def _end_connections(self) -> None:
        ended = list(self._open)
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._pass(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Both ways, until one side ends."""
        beyond: asyncio.StreamWriter | None = None
        try:
            await self._sends.wait()
            answers, beyond = await asyncio.open_connection("127.0.0.1", self.target)
            ways = (
                asyncio.create_task(self._pump(reader, beyond, self._sends)),
                asyncio.create_task(self._pump(answers, writer, self._answers)),
            )
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # nobody listens there: the client sees its connection end
        finally:
            writer.transport.abort()
            if beyond is not None:
                beyond.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, flows: asyncio.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(CHUNK_BYTES):
                await flows.wait()
                sink.write(chunk)
                await sink.drain()
