"""The outermost layer: headers on every response, refusals as JSON, and no payload in the log."""

import asyncio
import contextlib
import logging
import traceback
from typing import Any, Final

import orjson
from redis.exceptions import RedisError
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hotlead.router.errors import LogError, RequestRefused
from hotlead.router.gateway.connections import group_of
from hotlead.router.gateway.room import Held, Room

log = logging.getLogger(__name__)

DISCARD_BYTES_MAX: Final = 2 * 1024 * 1024
DISCARD_S: Final = 5.0
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


class Edge:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._room = app, Room()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = read = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = {name.lower() for name, _ in message.get("headers", ())}
                added = [pair for pair in _HEADERS if pair[0] not in given]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        async def receive_noting() -> Message:
            nonlocal read
            message = await receive()
            read = read or not message.get("more_body", False)
            return message

        address = group_of((scope.get("client") or ("",))[0])
        held = Held(self._room, address, scope.get("known", _nothing))
        try:
            await self._app({**scope, "held": held}, receive_noting, with_headers)
        except ClientDisconnect:
            log.debug("a client went away")
        except Exception as error:  # noqa: BLE001  (nothing may reach the server's own log)
            refusal = _as_refusal(error)
            if refusal is None:
                # Without the error's text: it may hold what was sent.
                frames = "".join(traceback.format_tb(error.__traceback__))
                log.error("%s in %s\n%s", type(error).__name__, scope["method"], frames)  # noqa: TRY400
                refusal = RequestRefused(
                    500, "failed", "this is a defect of the router; see its log"
                )
            if begun:
                log.warning("a response was cut short: %s", refusal.code)
                return
            held.give_back()
            if not read:
                await _discard_body(receive)
            await _refuse(with_headers, refusal)
        finally:
            held.give_back()


def _nothing(_caller: str, _source: bool) -> bool:
    """A server of another kind does not ask whose a connection is."""
    return True


async def _discard_body(receive: Receive) -> None:
    """Reads what is left of a body, and keeps nothing of it.

    A client that still sends when the connection is closed may never see the answer.
    """
    left_bytes = DISCARD_BYTES_MAX
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_S):
            while left_bytes > 0:
                message = await receive()
                left_bytes -= len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return


def _as_refusal(error: Exception) -> RequestRefused | None:
    if isinstance(error, RequestRefused):
        # Its traceback holds the frame that holds it: a hundred objects for the search of cycles.
        return error.with_traceback(None)
    if isinstance(error, RedisError | LogError | ConnectionError):
        log.warning("a store is away: %s", type(error).__name__)
        return RequestRefused(
            503, "unavailable", "the state cannot be read now; try again", retry_after_s=2
        )
    return None


async def _refuse(send: Send, refusal: RequestRefused) -> None:
    more: dict[str, Any] = dict(refusal.more)
    headers = [(b"content-type", b"application/json")]
    retry_after_s = more.pop("retry_after_s", None)
    if retry_after_s is not None:
        headers.append((b"retry-after", str(retry_after_s).encode()))
    if refusal.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    body = {"error": refusal.code, "message": str(refusal)}
    body |= {name: value for name, value in more.items() if value is not None}
    content = orjson.dumps(body)
    headers.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
