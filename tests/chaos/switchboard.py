"""Links in a process of their own, so that what passes through them waits for no client of ours."""

import asyncio
import sys
from typing import Any, Final, Self

import orjson
import uvloop

from hotlead.router.embedded import ports
from tests.chaos.link import Cut, Link
from tests.integration.processes import Processes

ANSWER_S: Final = 10.0
DONE: Final = b"done\n"


class Switchboard:
    """The process as we reach it; it ends with the test's other processes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls, processes: Processes) -> Self:
        """Starts the process."""
        port = ports.pick(0, "a switchboard")
        await processes.start("-m", "tests.chaos.switchboard", str(port), ready_port=port)
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def link(self, port: int, target: int) -> "FarLink":
        """A link that listens on `port` and leads to `target`."""
        await self.ask(port, "open", target)
        return FarLink(self, port)

    async def ask(self, port: int, verb: str, what: str | int | None = None) -> None:
        """Has a link do something; returns when it is done."""
        line = orjson.dumps([port, verb, what], option=orjson.OPT_APPEND_NEWLINE)
        async with self._turn, asyncio.timeout(ANSWER_S):
            self._writer.write(line)
            answer = await self._reader.readline()
        assert answer == DONE, f"the switchboard answered {answer!r} to {line!r}"

    def close(self) -> None:
        """Hangs up."""
        self._writer.close()


class FarLink:
    """A `Link` over there."""

    def __init__(self, board: Switchboard, port: int) -> None:
        self._board, self.port = board, port

    async def cut(self, how: Cut) -> None:
        """From now on nothing passes, or nothing that clients send."""
        await self._board.ask(self.port, "cut", how)

    async def mend(self) -> None:
        """All passes again."""
        await self._board.ask(self.port, "mend")

    async def aim(self, target: int) -> None:
        """Leads elsewhere from now on; connections to the former target end."""
        await self._board.ask(self.port, "aim", target)


class _Desk:
    """That process: takes one caller's orders."""

    def __init__(self) -> None:
        self._links: dict[int, Link] = {}

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self._listen, "127.0.0.1", port)
        await server.serve_forever()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            await self._do(*orjson.loads(line))
            writer.write(DONE)
        writer.close()

    async def _do(self, port: int, verb: str, what: Any) -> None:
        match verb:
            case "open":
                self._links[port] = await Link(port, what).open()
            case "cut":
                await self._links[port].cut(what)
            case "mend":
                await self._links[port].mend()
            case "aim":
                await self._links[port].aim(what)


if __name__ == "__main__":
    uvloop.run(_Desk().serve(int(sys.argv[1])))
