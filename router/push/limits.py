"""How many messages a channel may be sent: one bucket of tokens for all workers, in Redis.

So that no window of the vendor's, wherever it begins, holds more than n messages: the bucket holds
b = ceil(n / 2) and n - b + 1 flow in during one window. A window that is open at its end then gets
b and less than n - b + 1 more, which is n at most. docs/decisions/0008-push.md has the arithmetic.

The vendor counts what arrives, and we what leaves. So the window is taken longer by the time that a
message may be under way, though never more than twice as long.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from redis.asyncio import Redis

from hotlead.router.policy.people import Limit

MICROS: Final = 1_000_000
_SCRIPT: Final = (files("hotlead.router.push") / "limit.lua").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Bucket:
    """One limit as the script wants it: window and time for each message in microseconds."""

    window: int
    burst: int
    each: int

    @classmethod
    def of(cls, limit: Limit, under_way_s: float = 0.0) -> "Bucket":
        """The bucket that keeps a limit, for messages that take so long to arrive at most."""
        window = max(1, round((limit.per_s + min(under_way_s, limit.per_s)) * MICROS))
        burst = -(-limit.at_most // 2)
        # Rounded up, so that what flows in is never a hair more than may.
        return cls(window, burst, -(-window // (limit.at_most - burst + 1)))


def buckets(limits: Sequence[Limit], under_way_s: float = 0.0) -> tuple[Bucket, ...]:
    """The buckets of a channel; of two limits with one window the lower rules."""
    lowest: dict[int, Bucket] = {}
    for limit in sorted(limits, key=lambda one: -one.at_most):
        made = Bucket.of(limit, under_way_s)
        lowest[made.window] = made
    return tuple(lowest.values())


class Limits:
    """Buckets shared by all that use the same Redis, prefix and secret.

    Lost with Redis's data: a Redis that starts empty gives full buckets.
    """

    def __init__(self, redis: "Redis", prefix: str, secret: str) -> None:
        self._take = redis.register_script(_SCRIPT)
        self._prefix, self._secret = prefix, secret.encode()

    def key(self, channel: str) -> str:
        """The key of a channel. Its URL may hold a secret, so the key holds a keyed hash of it."""
        hashed = hmac.new(self._secret, channel.encode(), hashlib.sha256).hexdigest()
        return f"{self._prefix}limit:{hashed[:32]}"

    async def take(self, channel: str, limits: Sequence[Limit], under_way_s: float = 0.0) -> float:
        """Takes one message from all limits, or from none and returns the seconds to wait.

        `under_way_s` is how long a message takes to arrive at most.

        Raises redis-py's errors: who does not know whether one may be sent sends none.
        """
        if not limits:
            return 0.0
        args = [
            n for one in buckets(limits, under_way_s) for n in (one.window, one.burst, one.each)
        ]
        return int(await self._take(keys=[self.key(channel)], args=args)) / 1000
