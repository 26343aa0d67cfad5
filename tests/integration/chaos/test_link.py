"""A link passes all on, and what is cut is cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from hotlead.router.embedded import ports
from tests.chaos.link import Link

SOON_S, NEVER_S = 5.0, 0.3

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def echo(name: bytes) -> AsyncIterator[int]:
    """A server that answers each line with its own name before it; its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(name + b" " + line)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    async with echo(b"one") as target:
        opened = await Link(ports.pick(0, "a link"), target).open()
        yield opened
        await opened.close()


async def connect(link: Link) -> Streams:
    return await asyncio.open_connection("127.0.0.1", link.port)


async def ask(streams: Streams, line: bytes = b"hello\n") -> bytes:
    reader, writer = streams
    writer.write(line)
    async with asyncio.timeout(SOON_S):
        return await reader.readline()


async def has_ended(streams: Streams) -> bool:
    try:
        return await ask(streams) == b""
    except OSError:  # by a reset, which is as good
        return True


async def is_silent(hears: Callable[[], Awaitable[bytes]]) -> bool:
    try:
        await asyncio.wait_for(hears(), NEVER_S)
    except TimeoutError:
        return True
    return False


async def test_all_passes(link: Link) -> None:
    assert await ask(await connect(link)) == b"one hello\n"


async def test_a_refused_link_ends_what_is_open_and_takes_nothing_new(link: Link) -> None:
    before = await connect(link)
    await ask(before)
    await link.cut("refused")
    assert await has_ended(before)
    assert await has_ended(await connect(link))
    await link.mend()
    assert await ask(await connect(link)) == b"one hello\n"


async def test_what_a_held_link_was_given_arrives_once_it_is_mended(link: Link) -> None:
    before = await connect(link)
    await ask(before)
    await link.cut("held")
    before[1].write(b"late\n")
    after = await connect(link)
    after[1].write(b"new\n")
    assert await is_silent(before[0].readline)
    assert await is_silent(after[0].readline)
    await link.mend()
    assert await asyncio.wait_for(before[0].readline(), SOON_S) == b"one late\n"
    assert await asyncio.wait_for(after[0].readline(), SOON_S) == b"one new\n"


async def test_a_link_leads_elsewhere(link: Link) -> None:
    before = await connect(link)
    await ask(before)
    async with echo(b"two") as other:
        await link.aim(other)
        assert await ask(await connect(link)) == b"two hello\n"
        assert await has_ended(before)
