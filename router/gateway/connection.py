"""One connection: each part of a request has a bound and a deadline, which uvicorn leaves open.

The parser keeps whatever comes outside of a body, however long, and calls back for whatever is
whole. So bytes are counted here as they come, and what is behind a body (sizes and extensions of
chunks, trailers) counts as much as what is before it.
"""

import asyncio
import logging
import socket
from collections import deque
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, Literal

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from hotlead.router.gateway.connections import Connections
from hotlead.router.gateway.proxies import Proxies
from hotlead.router.settings import Settings

HEAD_BYTES_MAX: Final = 64 * 1024
HEADERS_MAX: Final = 100
#: Of a body sent in chunks, all that is not body: 1 MiB in chunks of 50 bytes needs as much.
FRAMING_BYTES_MAX: Final = 128 * 1024
#: Beyond what is read of a body, and what is thrown away so that the sender sees the refusal.
BODY_BYTES_MAX: Final = 4 * 1024 * 1024
#: Of a body, whoever reads it is woken for so much, or its end: not for each byte that drips.
PIECE_BYTES: Final = 4 * 1024
PIPELINED_MAX: Final = 8
#: In which somebody must have taken what they asked for.
TAKE_S: Final = 30.0
#: What the kernel may hold of an answer and not send yet; else up to 4 MiB each (tcp(7), tcp_wmem),
#: and it is copied for whoever asks and takes nothing.
UNSENT_BYTES_MAX: Final = 16 * 1024
_UNSENT: Final[int | None] = getattr(socket, "TCP_NOTSENT_LOWAT", None)

# What is wrong with a request is the sender's to know: a line for each would fill the log.
_log = logging.getLogger("uvicorn.error.requests")
_log.setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request is refused before anybody reads it; `reason` is the metric's."""

    reason: str
    status: int
    code: str
    message: str


_MALFORMED: Final = Fault("malformed", 400, "malformed", "this is no HTTP/1.1 request")
_HEAD: Final = Fault(
    "head", 431, "head_too_long", f"the head is longer than {HEAD_BYTES_MAX} bytes; shorten it"
)
_HEADERS: Final = Fault(
    "head", 431, "too_many_headers", f"there are more than {HEADERS_MAX} headers; send fewer"
)
_FRAMING: Final = Fault(
    "framing",
    400,
    "framing",
    f"more than {FRAMING_BYTES_MAX} bytes are sizes and extensions of chunks, or trailers; send"
    " larger chunks, and no trailers",
)
_BODY: Final = Fault("body", 413, "too_large", "the body does not end; send fewer events at a time")
_PIPELINE: Final = Fault(
    "pipeline",
    400,
    "pipelined",
    f"more than {PIPELINED_MAX} requests wait on one connection; await the answers",
)
_LATE: Final = {
    "late_head": Fault(
        "late_head", 408, "too_slow", "the request's head did not come in time; send it again"
    ),
    "late_body": Fault(
        "late_body", 408, "too_slow", "the request's body did not come in time; send it again"
    ),
}


class _Refused(Exception):
    """Ends the parsing; the parser tells it as its own error."""


class Connection(HttpToolsProtocol):
    """What comes in on one connection. A response may cut it, by `scope["abort"]`, and who handles
    a request tells who calls, by `scope["known"]`.
    """

    def __init__(
        self, connections: Connections, proxies: Proxies, settings: Settings, **more: Any
    ) -> None:
        super().__init__(**more)
        self._connections, self._proxies, self._settings = connections, proxies, settings
        self.logger = _log
        self._reading: Literal["", "head", "body"] = ""
        self._spoke = False
        # Requests that are not answered yet, in order; the first is being answered.
        self._asked: deque[RequestResponseCycle] = deque()
        self._read_by: tuple[float | None, str] = None, ""
        self._take_by: float | None = None
        self._outside_bytes = self._head_bytes = self._headers_count = self._body_bytes = 0
        self._fault: Fault | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hands the ways to cut it, and to tell whose it is, to the application."""
        super().connection_made(transport)
        wire = transport.get_extra_info("socket")
        if wire is not None and _UNSENT is not None:
            wire.setsockopt(socket.IPPROTO_TCP, _UNSENT, UNSENT_BYTES_MAX)
        app = self.app

        async def with_ways(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "abort": transport.abort, "known": self._known}, receive, send)

        self.app = with_ways
        address = self.client[0] if self.client else ""
        if self._connections.admit(self, None if address in self._proxies else address):
            self._expect(self._settings.idle_timeout_s, "silent")
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It counts no more, and who answers on it learns that nobody is there."""
        self._connections.leave(self)
        self._desert()
        super().connection_lost(exc)
        # Else it would hold itself until Python looks for cycles, or be held by uvicorn's timer; a
        # look at what thousands of them leave takes long.
        self.app = self.config.loaded_app
        self._unset_keepalive_if_required()

    def data_received(self, data: bytes) -> None:
        """Takes some more, unless it is of something that does not end."""
        if self.transport.is_closing():
            return
        if not self._reading:
            self._begin_head()
        self._outside_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._reading == "head" and self._outside_bytes > HEAD_BYTES_MAX:
            self._refuse(_HEAD)
        elif self._reading == "body" and self._outside_bytes > FRAMING_BYTES_MAX:
            self._refuse(_FRAMING)

    def on_message_begin(self) -> None:
        """A head begins, perhaps right behind another request."""
        super().on_message_begin()
        self._begin_head()
        self._head_bytes = self._headers_count = self._body_bytes = 0

    def on_url(self, url: bytes) -> None:
        """Some of what is asked for."""
        super().on_url(url)
        self._add_to_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. One behind the body is left out: the head was read, and may have let in."""
        if self._reading == "body":
            return
        super().on_header(name, value)
        self._headers_count += 1
        if self._headers_count > HEADERS_MAX:
            self._stop(_HEADERS)
        self._add_to_head(len(name) + len(value))

    def on_headers_complete(self) -> None:
        """The head has ended: what comes now is body, of somebody who is to be known yet."""
        self._reading, self._spoke, self._outside_bytes = "body", True, 0
        self._expect(self._settings.body_timeout_s, "late_body")
        if len(self._asked) > PIPELINED_MAX:
            self._stop(_PIPELINE)
        self._connections.begin(self)
        super().on_headers_complete()
        self._asked.append(self.cycle)

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        self._outside_bytes = max(0, self._outside_bytes - len(body))
        self._body_bytes += len(body)
        if self._body_bytes > BODY_BYTES_MAX:
            self._stop(_BODY)
        if len(self.cycle.body) + len(body) < PIECE_BYTES:
            self.cycle.body += body
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has ended; it may be answered for as long as it takes."""
        self._reading, self._outside_bytes = "", 0
        super().on_message_complete()
        self._rest()

    def on_response_complete(self) -> None:
        """It was answered: now another may come."""
        self._asked.popleft()
        super().on_response_complete()
        if self.transport.is_closing():
            self._take_by = monotonic() + TAKE_S
            self._tell()
        elif not self._reading:
            self._rest()

    def pause_writing(self) -> None:
        """What was sent is not taken."""
        super().pause_writing()
        self._take_by = monotonic() + TAKE_S
        self._tell()

    def resume_writing(self) -> None:
        """It was."""
        super().resume_writing()
        self._take_by = None
        self._tell()

    def timeout_keep_alive_handler(self) -> None:
        """Connections.sweep ends who is idle, some at a time; uvicorn would all at once."""

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no request, or was stopped here."""
        self._refuse(self._fault or _MALFORMED)

    def cut(self) -> None:
        """Closes it at once."""
        self.transport.abort()

    def overdue(self, why: str) -> None:
        """Its time is up."""
        if why in _LATE and not self.transport.is_closing():
            self._refuse(_LATE[why])
            return
        if why != "idle":
            self._connections.refused(why)
        self.transport.abort()

    def _known(self, caller: str, source: bool) -> bool:
        return self._connections.know(self, caller, source=source)

    def _add_to_head(self, size_bytes: int) -> None:
        self._head_bytes += size_bytes
        if self._head_bytes > HEAD_BYTES_MAX:
            self._stop(_HEAD)

    def _stop(self, fault: Fault) -> None:
        self._fault = fault
        raise _Refused(fault.code)

    def _refuse(self, fault: Fault) -> None:
        """Says why, where it can be told, and closes it."""
        self._connections.refused(fault.reason)
        # An answer to an earlier request is under way: this one would be taken for it.
        mine = 1 if self._reading == "body" else 0
        begun = len(self._asked) > mine or any(one.response_started for one in self._asked)
        self._desert()
        if begun:
            self.transport.abort()
            return
        content = orjson.dumps({"error": fault.code, "message": fault.message})
        head = (
            f"HTTP/1.1 {fault.status} Refused\r\ncontent-type: application/json\r\n"
            f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + content)
        self.transport.close()
        self._read_by, self._take_by = (None, ""), monotonic() + TAKE_S
        self._tell()

    def _desert(self) -> None:
        """Who handles a request meets a client that went away; uvicorn tells only the last."""
        for cycle in self._asked:
            cycle.disconnected = True
            cycle.message_event.set()
        self._asked.clear()

    def _begin_head(self) -> None:
        self._reading = "head"
        self._expect(self._settings.head_timeout_s, "late_head")

    def _rest(self) -> None:
        """A request was read whole: there is no hurry until it is answered."""
        if not self._asked:
            self._expect(self._settings.idle_timeout_s, "idle" if self._spoke else "silent")
        else:
            self._read_by = None, ""
            self._tell()

    def _expect(self, within_s: float, why: str) -> None:
        self._read_by = monotonic() + within_s, why
        self._tell()

    def _tell(self) -> None:
        at, why = self._read_by
        if self._take_by is not None and (at is None or self._take_by < at):
            at, why = self._take_by, "unread"
        self._connections.until(self, at, why)
