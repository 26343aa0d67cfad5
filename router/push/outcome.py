"""What came of one attempt to send, and when another is worth it."""

import random
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, Literal

Result = Literal["accepted", "refused", "unanswered", "gone"]

PAUSE_S: Final = 0.5
PAUSE_MAX_S: Final = 30.0
RETRY_AFTER_MAX_S: Final = 3600.0
# Besides 5xx: time-out, too early, too many.
AGAIN: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Outcome:
    """`accepted` is the service's word that it took the message, no proof that anybody saw it.

    `refused` is its no, `gone` its word that there is nobody any more. `unanswered` means that it
    may have taken it or not. `again` tells whether another attempt may go better, `wait_s` the
    seconds that the service asked to wait before.
    """

    result: Result
    again: bool = False
    wait_s: float = 0.0


def by_status(status: int, retry_after: str | None, now_s: float) -> Outcome:
    """What an HTTP status says. `retry_after` is its header of that name, `now_s` UTC seconds."""
    if 200 <= status < 300:
        return Outcome("accepted")
    if status in AGAIN or status >= 500:
        return Outcome("refused", again=True, wait_s=waiting_s(retry_after, now_s))
    return Outcome("refused")


def waiting_s(retry_after: str | None, now_s: float) -> float:
    """The seconds that a Retry-After asks for, as a number or as a date; 0 when it says nothing."""
    if not retry_after:
        return 0.0
    if retry_after.strip().isdecimal():
        asked = float(retry_after)
    else:
        try:
            at = parsedate_to_datetime(retry_after)
        except (ValueError, OverflowError):
            return 0.0
        # HTTP's dates are UTC in all three shapes (RFC 9110, 5.6.7); asctime's names no zone.
        asked = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now_s
    return min(max(asked, 0.0), RETRY_AFTER_MAX_S)


def pause_s(attempt: int, asked_s: float = 0.0) -> float:
    """How long to wait after attempt number `attempt` (0 for the first), in seconds.

    It doubles, with jitter, so that many who failed together do not come back together; never
    less than was asked for.
    """
    longest: float = min(PAUSE_MAX_S, PAUSE_S * 2.0 ** min(attempt, 16))
    return max(asked_s, longest * 0.5) + random.uniform(0, longest * 0.5)
