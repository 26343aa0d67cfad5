"""What a vendor answered, heard beside apprise, which tells a yes or a no and nothing else.

Needed twice. Robots say no with status 200 and a code in the answer: apprise takes that for a yes
from DingTalk and WeCom, and from Feishu for a no like any other. And after a time-out the message
may be there or not, which is no refusal. All plugins of apprise that speak HTTP go through
requests' adapter; that is where this listens, for the thread that asked and no other.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import orjson
import requests
from requests.adapters import HTTPAdapter

from hotlead.router.push.outcome import Outcome, by_status

ANSWER_BYTES_MAX: Final = 64 * 1024
PIECE_BYTES: Final = 16 * 1024
TOO_FAST_WAIT_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Says:
    """Where a vendor's answer says how it went: `field` holds 0 for success.

    `too_fast` are the codes that mean so, `busy` those of a vendor that has troubles of its own.
    `unreached` are the fields that name receivers who got nothing, beside a success.
    """

    field: str
    too_fast: frozenset[int]
    busy: frozenset[int] = frozenset()
    unreached: tuple[str, ...] = ()


_WECOM_FAST: Final = frozenset({45009, 45033})
_FEISHU: Final = Says("code", frozenset({11232, 230020, 99991400}))
SAYS: Final[dict[str, Says]] = {
    "dingtalk": Says("errcode", frozenset({90030, 130101, 410100}), frozenset({-1})),
    "wecombot": Says("errcode", _WECOM_FAST, frozenset({-1})),
    "wechat": Says(
        "errcode",
        _WECOM_FAST,
        frozenset({-1}),
        ("invaliduser", "invalidparty", "invalidtag", "unlicenseduser"),
    ),
    "feishu": _FEISHU,
    "lark": _FEISHU,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came."""

    status: int
    retry_after: str | None
    body: bytes

    def outcome(self, schema: str, now_s: float) -> Outcome:
        """What it says. `now_s` is UTC, in seconds."""
        by_http = by_status(self.status, self.retry_after, now_s)
        says = SAYS.get(schema)
        # Feishu's codes come with status 200 or 400.
        if says is None or by_http.again or 300 <= self.status < 400:
            return by_http
        said = self._said(says)
        return said if by_http.result == "accepted" or said.again else by_http

    def _said(self, says: Says) -> Outcome:
        try:
            body = orjson.loads(self.body)
            code = body[says.field]
        except (ValueError, KeyError, TypeError):
            # Not this vendor's answer: with a status of success no proof of any.
            return Outcome("unanswered", again=self.status < 300)
        if code == 0:
            return Outcome(
                "refused" if any(body.get(name) for name in says.unreached) else "accepted"
            )
        if code in says.too_fast:
            return Outcome("refused", again=True, wait_s=TOO_FAST_WAIT_S)
        return Outcome("refused", again=code in says.busy)


@dataclass(slots=True)
class Heard:
    """The answers to one message, None for a request that got none. Empty: no HTTP was spoken."""

    deadline: float
    answers: list[Answer | None] = field(default_factory=list)

    def outcome(self, schema: str, *, said_yes: bool, now_s: float) -> Outcome:
        """What came of the message, given apprise's own word. `now_s` is UTC, in seconds."""
        if not self.answers:
            return Outcome("accepted") if said_yes else Outcome("refused", again=True)
        outcomes = [
            Outcome("unanswered", again=True) if one is None else one.outcome(schema, now_s)
            for one in self.answers
        ]
        if said_yes or outcomes[-1].result != "accepted":
            return outcomes[-1]
        # One URL may have several receivers, and the last one's yes is not the others'.
        no = (one for one in outcomes if one.result != "accepted")
        return next(no, Outcome("refused"))


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
            heard.answers.append(None)
            response = send(self, *args, **kwargs)
            body = _read(response, heard.deadline)
            heard.answers[-1] = Answer(response.status_code, _retry_after(response), body)
            return response

        # The mark by which it is not wrapped twice; functions are typed without attributes.
        listening.listens = True  # type: ignore[attr-defined]
        HTTPAdapter.send = listening  # type: ignore[method-assign]


def _retry_after(response: requests.Response) -> str | None:
    """When to come again; Feishu has a header of its own for it."""
    asked: str | None = response.headers.get("Retry-After")
    return asked or response.headers.get("x-ogw-ratelimit-reset")


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
