"""What a rep's phone is told by Web Push: enough to ring and to show, nothing of the person."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson

TEXT_CHARS_MAX: Final = 64
SHOWN: Final = ("region", "budget")


def payload(
    *,
    notice: str,
    kind: Literal["assigned", "remind"],
    lead: str,
    assignment: str,
    channel: str,
    score: float,
    hot: bool,
    high: bool,
    attributes: Mapping[str, str],
    until_ms: int | None,
) -> bytes:
    """The message, JSON. `until_ms` is real time: when the assignment ends or the next rung fires.

    Of the attributes it takes region and budget, when there are.
    """
    body: dict[str, Any] = {
        "notice": notice,
        "kind": kind,
        "lead": lead,
        "assignment": assignment,
        "channel": channel,
        "score": round(score, 1),
        "hot": hot,
        "high": high,
    }
    for name in SHOWN:
        if name in attributes:
            body[name] = attributes[name][:TEXT_CHARS_MAX]
    if until_ms is not None:
        body["until_ms"] = until_ms
    return orjson.dumps(body)
