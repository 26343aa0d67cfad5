"""A broker that hangs, or is not there, is not the one that is asked first."""

import asyncio
import struct

import pytest

from hotlead.router.kafka import brokers_answering
from hotlead.router.kafka.brokers_answering import answering_first

FAR = "127.0.0.1:1"


async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers the first request, of ApiVersions, with no version of anything."""
    size = struct.unpack(">i", await reader.readexactly(4))[0]
    request = await reader.readexactly(size)
    body = request[4:8] + struct.pack(">hi", 0, 0)
    writer.write(struct.pack(">i", len(body)) + body)
    await reader.read()
    writer.close()  # else a server waits for it for ever, since Python 3.12


async def hung(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the connection, as the machine does for a process that stands still."""
    await reader.read()
    writer.close()


async def test_one_that_answers_comes_first() -> None:
    answering = await asyncio.start_server(broker, "127.0.0.1", 0)
    hanging = await asyncio.start_server(hung, "127.0.0.1", 0)
    async with answering, hanging:
        good, bad = (f"127.0.0.1:{one.sockets[0].getsockname()[1]}" for one in (answering, hanging))
        assert await answering_first(f"{bad}, {FAR},{good}") == f"{good},{bad},{FAR}"


async def test_as_given_where_there_is_no_choice_or_nobody_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(brokers_answering, "WAIT_MS", 100)
    assert await answering_first(FAR) == FAR
    async with await asyncio.start_server(hung, "127.0.0.1", 0) as hanging:
        bad = f"127.0.0.1:{hanging.sockets[0].getsockname()[1]}"
        assert await answering_first(f"{bad},{FAR}") == f"{bad},{FAR}"
