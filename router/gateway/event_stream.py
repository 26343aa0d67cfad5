"""The response that tells a client its events, and what it does with one that does not read."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from starlette.types import Receive, Scope, Send

from hotlead.router.gateway.streams import Client, Streams

KEEP_ALIVE_S: Final = 15.0
SEND_S: Final = 10.0
_ALIVE: Final = b"event: alive\ndata: {}\n\n"


class EventStream:
    """The response: `first` at once, then what the client is put, until either side ends it.

    An event `alive` every 15 s keeps proxies from closing it, and tells the page that the silence
    is no lost connection; it has no id, so that it is no place to resume from. A send that takes
    more than 10 s means that the client does not read: its connection is cut, with what it did not
    take. It comes again with `Last-Event-ID`.
    """

    def __init__(self, streams: Streams, client: Client, first: AsyncIterator[bytes]) -> None:
        self._streams, self._client, self._first = streams, client, first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_gone(receive))
        telling = asyncio.create_task(self._tell(send))
        try:
            await asyncio.wait({gone, telling}, return_when=asyncio.FIRST_COMPLETED)
            if telling.done() and isinstance(telling.exception(), TimeoutError):
                # Closed in order it would be kept until the client reads, which it may never do.
                scope.get("abort", _nothing)()
        finally:
            for task in (gone, telling):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, TimeoutError, OSError):
                    await task
            self._streams.close(self._client)

    async def _tell(self, send: Send) -> None:
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"x-accel-buffering", b"no"),
            # Nothing comes behind a stream, and who reads it shall see its end at once.
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for earlier in self._first:
            await _send(send, earlier)
        while not (self._client.lost and self._client.queue.empty()):
            event: bytes | None
            try:
                async with asyncio.timeout(KEEP_ALIVE_S):
                    event = await self._client.get()
            except TimeoutError:
                event = _ALIVE
            if event is None:
                break
            await _send(send, event)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, event: bytes) -> None:
    async with asyncio.timeout(SEND_S):
        await send({"type": "http.response.body", "body": event, "more_body": True})


def _nothing() -> None:
    """A server of another kind gives no way to cut a connection."""


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
