"""What is to happen and when; the world's time, and the one source of chance."""

import heapq
from collections.abc import Callable
from random import Random

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


class Agenda:
    """Events by their instants, UTC ms; of two at one instant the one planned first comes first."""

    def __init__(self, seed: int, start_ms: int, *, second_thoughts: bool = True) -> None:
        self.chance = Random(seed)
        #: Whether people undo, reopen, overrule, and tell late.
        self.second_thoughts = second_thoughts
        self.now = start_ms
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._planned = self._look_at = 0
        self._ids = 0

    def new_id(self, prefix: str) -> str:
        """An id that nobody had before."""
        self._ids += 1
        return f"{prefix}{self._ids}"

    def thinks_again(self, likelihood: float) -> bool:
        """Whether somebody does, this time."""
        return self.second_thoughts and self.chance.random() < likelihood

    def after(self, span_ms: int, event: Callable[[], None]) -> None:
        """This happens so much later."""
        self._planned += 1
        heapq.heappush(self._events, (self.now + span_ms, self._planned, event))

    def look_after(self, span_ms: int) -> None:
        """The owner looks at its shard then, whatever happens."""
        self.after(span_ms, lambda: None)

    def look_again(self, span_ms: int) -> None:
        """The owner looks once more by then; asked for often, it is one look and not many."""
        if not self.now < self._look_at <= self.now + span_ms:
            self._look_at = self.now + span_ms
            self.look_after(span_ms)

    def forget(self) -> None:
        """Nothing that was planned happens."""
        self._events.clear()
        self._look_at = 0

    @property
    def next_at(self) -> int:
        """The instant of the next event; a month ahead when there is none."""
        return self._events[0][0] if self._events else self.now + 31 * DAY

    def run_due(self) -> None:
        """All that is planned up to now."""
        while self._events and self._events[0][0] <= self.now:
            heapq.heappop(self._events)[2]()
