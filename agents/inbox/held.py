"""One assigned shard: its owner while open, the task that keeps it open, and its failures."""

import asyncio
import logging
from time import monotonic
from typing import Final, Literal

from aiokafka.errors import KafkaError
from redis.exceptions import RedisError

from hotlead.agents.batches.where import where
from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.owner import Owner
from hotlead.router.errors import LogError, LogUnavailable

log = logging.getLogger(__name__)

RETRY_FIRST_S: Final = 0.2
RETRY_LONGEST_S: Final = 5.0
#: What of a shard goes on by itself: it is open and looks at its timers; its records are worked.
Part = Literal["timers", "records"]
#: What somebody else is away for: it ends by itself.
AWAY: Final = (RedisError, KafkaError, LogUnavailable, OSError, TimeoutError)


def retry_pause_s(attempt: int) -> float:
    """The pause after this many attempts in a row that failed: it doubles."""
    return min(RETRY_FIRST_S * 2.0 ** min(attempt - 1, 30), RETRY_LONGEST_S)


class Held:
    """What one worker knows of a shard that the group gave it. Instants are monotonic seconds."""

    def __init__(self, shard: int) -> None:
        self.shard = shard
        self.owner: Owner | None = None
        self.lost = asyncio.Event()
        self.rebuild = False
        self.taken_over = False
        #: Why it stays closed until somebody does something; '' when it does not.
        self.why_closed = ""
        #: Whether only a newer hotlead can serve it.
        self.newer = False
        self.failures = Failures()
        self.task: asyncio.Task[None] | None = None
        self.looked_at = monotonic()
        #: When the inbox is read again after a failure; None while all goes well.
        self.again_at: float | None = None
        self._attempts = 0
        self._stands_since: dict[Part, float] = {}

    def opened(self, owner: Owner) -> None:
        """It is served by this owner from now on."""
        self.owner, self.looked_at, self.again_at = owner, monotonic(), None
        if not self.newer:  # it may have been told while it was opened
            self.why_closed = ""

    def stays_closed(self, error: LogError) -> None:
        """It is not served until somebody mends what the error says."""
        self.stands("timers", error)
        if self.why_closed != str(error):
            self.why_closed = str(error)
            log.error("shard %d stays closed: %s", self.shard, error)

    def lose(self, why: str) -> None:
        """It is to be opened anew."""
        if not self.lost.is_set():
            log.warning("shard %d: %s; it is opened anew", self.shard, why)
            self.lost.set()

    def goes(self, part: Part) -> None:
        """A look at its timers, or its records, went well."""
        self._stands_since.pop(part, None)
        if part == "records":
            self._attempts = 0

    def stands(self, part: Part, error: Exception) -> None:
        """It did not; by its own fault unless somebody else is away."""
        if isinstance(error, AWAY):
            self._stands_since.pop(part, None)
        else:
            self._stands_since.setdefault(part, monotonic())

    def stands_s(self) -> float:
        """For how long it has stood still by its own fault; 0 when it does not."""
        return monotonic() - min(self._stands_since.values(), default=monotonic())

    def failed(self, error: Exception) -> None:
        """Its records are to be read again after a pause."""
        self.stands("records", error)
        self._attempts += 1
        if self._attempts & (self._attempts - 1) == 0:  # an outage does not fill the log
            log.error("shard %d: attempt %d failed: %s", self.shard, self._attempts, where(error))
        self.again_at = monotonic() + retry_pause_s(self._attempts)

    def may_go_on(self) -> bool:
        """Whether a pause after a failure ends now; told once."""
        if self.again_at is None or monotonic() < self.again_at:
            return False
        self.again_at = None
        return True
