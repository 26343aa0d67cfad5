"""The day's instant by Redis's clock, on a machine whose own may be wrong.

What the scripts stamp is told by Redis's TIME. An age of it that is told by this machine's clock is
off by whatever the two differ: an hour ahead, and all that waits seems an hour old.
"""

from time import monotonic

from redis.asyncio import Redis

from hotlead.router import clock as machine
from hotlead.router.clock import Clock


class StoreClock:
    """Before Redis was asked it is this machine's clock; then it does not follow that any more."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # Redis's time less `monotonic`, in milliseconds.
        self._ahead_ms: float | None = None

    async def ask(self, redis: "Redis") -> float:
        """Asks Redis; seconds by which this machine's clock is ahead of it. Raises RedisError."""
        began = monotonic()
        seconds, micros = await redis.time()
        ended = monotonic()
        # Half of the way there and back lies behind its answer.
        told_ms = int(seconds) * 1000 + int(micros) / 1000 + (ended - began) * 500
        self._ahead_ms = told_ms - ended * 1000
        return (machine.real_ms() - told_ms) / 1000

    def real_ms(self) -> int:
        """UTC in milliseconds."""
        if self._ahead_ms is None:
            return machine.real_ms()
        return round(self._ahead_ms + monotonic() * 1000)

    def now_ms(self) -> int:
        """The day's instant, in milliseconds."""
        return self._clock.at(self.real_ms())

    def real_seconds(self, span_ms: float) -> float:
        """How long a span of the day takes in real seconds."""
        return self._clock.real_seconds(span_ms)
