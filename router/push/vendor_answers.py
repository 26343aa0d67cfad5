"""What a vendor answered, heard beside apprise, which tells a yes or a no and nothing else.

Needed twice. A robot of DingTalk's or WeCom's says no with status 200 and an `errcode` in the
answer, which apprise takes for a yes. And after a time-out the message may be there or not, which
is no refusal. All plugins of apprise that speak HTTP go through requests' adapter; that is where
this listens, for the thread that asked and no other.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

import orjson
import requests
from requests.adapters import HTTPAdapter

from hotlead.router.push.outcome import Outcome, by_status

ANSWER_BYTES_MAX: Final = 64 * 1024
PIECE_BYTES: Final = 16 * 1024
TOO_FAST_WAIT_S: Final = 60.0

# Where the answer says how it went: the field, and the codes that mean "too fast".
# A vendor's word for success is 0 in all of them.
SAYS: Final[dict[str, tuple[str, frozenset[int]]]] = {
    "dingtalk": ("errcode", frozenset({130101, 90030})),
    "wecombot": ("errcode", frozenset({45009, 45033})),
    "wechat": ("errcode", frozenset({45009, 45033})),
    "feishu": ("code", frozenset({9499, 11232, 99991400})),
    "lark": ("code", frozenset({9499, 11232, 99991400})),
}


@dataclass(slots=True)
class Heard:
    """The last answer of one message. `status` 0 and not `broken` means that no HTTP was spoken."""

    deadline: float
    status: int = 0
    retry_after: str | None = None
    body: bytes = b""
    broken: bool = False

    def outcome(self, schema: str, *, said_yes: bool, now_s: float) -> Outcome:
        """What came of the message, given apprise's own word. `now_s` is UTC, in seconds."""
        if self.broken:
            return Outcome("unanswered", again=True)
        if self.status == 0:
            return Outcome("accepted") if said_yes else Outcome("refused", again=True)
        by_http = by_status(self.status, self.retry_after, now_s)
        if by_http.result == "accepted" and schema in SAYS:
            return self._said(schema)
        if by_http.result == "accepted" and not said_yes:
            return Outcome("refused")
        return by_http

    def _said(self, schema: str) -> Outcome:
        field, too_fast = SAYS[schema]
        try:
            code = orjson.loads(self.body)[field]
        except (ValueError, KeyError, TypeError):
            return Outcome("unanswered", again=True)  # not this vendor's answer: no proof of any
        if code == 0:
            return Outcome("accepted")
        fast = code in too_fast
        return Outcome("refused", again=fast, wait_s=TOO_FAST_WAIT_S if fast else 0.0)


class _Here(threading.local):
    heard: Heard | None = None


_here = _Here()
_installing = threading.Lock()


@contextmanager
def hearing(deadline: float) -> Iterator[Heard]:
    """Listens to what this thread sends, until the context ends.

    An answer that is not whole at `deadline`, an instant of `monotonic`, counts as none.
    """
    _install()
    heard = _here.heard = Heard(deadline)
    try:
        yield heard
    finally:
        _here.heard = None


def _install() -> None:
    with _installing:
        send = HTTPAdapter.send
        if getattr(send, "listens", False):
            return

        def listening(self: HTTPAdapter, *args: Any, **kwargs: Any) -> requests.Response:
            heard = _here.heard
            if heard is None:
                return send(self, *args, **kwargs)
            heard.status, heard.broken = 0, True
            response = send(self, *args, **kwargs)
            heard.body = _read(response, heard.deadline)
            heard.status, heard.broken = response.status_code, False
            heard.retry_after = response.headers.get("Retry-After")
            return response

        # The mark by which it is not wrapped twice; functions are typed without attributes.
        listening.listens = True  # type: ignore[attr-defined]
        HTTPAdapter.send = listening  # type: ignore[method-assign]


def _read(response: requests.Response, deadline: float) -> bytes:
    """Reads the answer and leaves it in the response.

    Raises requests' ReadTimeout at the deadline: a time-out for each read alone never ends with who
    answers a byte at a time.
    """
    body = bytearray()
    while piece := response.raw.read1(PIECE_BYTES, decode_content=True):
        body += piece
        if monotonic() > deadline or len(body) > ANSWER_BYTES_MAX:
            response.close()
            raise requests.ReadTimeout("the answer was not whole in time, or too long")
    # What `Response.content` gives from now on; there is no public way to say it.
    response._content = bytes(body)
    response._content_consumed = True
    return bytes(body)
