"""The one clock. Real time, or an origin and a speed (demo, replay, tests)."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime


def real_ms() -> int:
    """UTC in milliseconds, as this machine tells it."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Clock:
    """The shard's time: `origin_ms` at the real instant `origin_real_ms`, then at `speed`.

    The identity unless told otherwise. Redis's scripts compute the same from Redis's TIME.
    """

    origin_ms: int = 0
    origin_real_ms: int = 0
    speed: float = 1.0

    def at(self, real: int) -> int:
        """The day's instant at a real one, in milliseconds."""
        return int(self.origin_ms + (real - self.origin_real_ms) * self.speed)

    def now_ms(self) -> int:
        """The day's instant now, in milliseconds."""
        return self.at(real_ms())

    def today(self) -> date:
        """The day's date now, in UTC."""
        return datetime.fromtimestamp(self.now_ms() // 1000, UTC).date()

    def real_seconds(self, span_ms: float) -> float:
        """How long a span of the day takes in real seconds."""
        return span_ms / self.speed / 1000
