"""A pool's clock: the time that its durations are told in, as a total of milliseconds.

The one place in Python that knows what router/pools/lua/parts/20_pools.lua reckons, from the same
numbers: a total that was journalled, since when, and the open spans ahead. Pure; instants in UTC
ms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from hotlead.topics.journal.change import Change
from hotlead.topics.journal.pools import PolicyActivated, PoolHours

Spans = Sequence[tuple[int, int]]


def spans_text(spans: Spans) -> str:
    """Spans as the scripts and the journal have them: `start-end,start-end`."""
    return ",".join(f"{start}-{end}" for start, end in spans)


@dataclass(frozen=True, slots=True)
class PoolClock:
    """`total` stood at instant `since`; it goes on within `spans`, always where there are none.

    Before a pool has a clock its total is the instant itself.
    """

    total: int | None = None
    since: int = 0
    spans: Spans = ()

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Self:
        """That of a pool's numbers, as Redis and the journal have them."""
        if numbers.get("clock_ms") is None:
            return cls()
        ends = (span.split("-") for span in (numbers.get("spans") or "").split(",") if span)
        spans = [(int(start), int(end)) for start, end in ends]
        return cls(int(numbers["clock_ms"]), int(numbers["clock_at"]), spans)

    def at(self, at_ms: int) -> int:
        """The total at an instant; beyond the last span that is known it stands still."""
        if self.total is None:
            return at_ms
        if not self.spans:
            return self.total + max(0, at_ms - self.since)
        starts = ((max(start, self.since), min(end, at_ms)) for start, end in self.spans)
        return self.total + sum(max(0, end - start) for start, end in starts)

    def when(self, total: int) -> int:
        """The instant at which it reaches a total.

        What it reached before `since` counts as of then. Beyond the last span it is taken to run:
        it can't be reached sooner.
        """
        if self.total is None:
            return total
        left, at = total - self.total, self.since
        if left <= 0:
            return at
        for first, end in self.spans:
            start = max(first, at)
            if left <= end - start:
                return start + left
            left -= max(0, end - start)
            at = max(at, end)
        return at + left


class Clocks:
    """The clocks of all pools, as the journal tells them."""

    def __init__(self) -> None:
        self._by_pool: dict[str, PoolClock] = {}

    def of(self, pool: str) -> PoolClock:
        """A pool's as it stands."""
        return self._by_pool.get(pool, PoolClock())

    def take(self, change: Change, at_ms: int) -> None:
        """Follows a change of an entry of this instant, where it turns a clock."""
        match change:
            case PolicyActivated():
                for name, numbers in change.pools.items():
                    self._by_pool[name] = PoolClock.of(numbers)
            case PoolHours(clock_ms=int(total)):
                since = max(at_ms if change.at is None else change.at, self.of(change.pool).since)
                told = {"clock_ms": total, "clock_at": since, "spans": change.spans}
                self._by_pool[change.pool] = PoolClock.of(told)
            case _:
                pass
