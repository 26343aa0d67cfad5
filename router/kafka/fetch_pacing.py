"""Fetches of one consumer at a pace: the scarcer CPU is, the more records come in one.

aiokafka asks again as soon as it has an answer, naming all partitions each time: with some hundred
records a second, each is fetched by itself. That is the quickest way while there is CPU to spare,
and the dearest when there is none.
"""

import asyncio
import math
from time import monotonic
from typing import Any, Final

from aiokafka import AIOKafkaConsumer

from hotlead.router.kafka.cpu_wanted import wanted_s

APART_S: Final = 0.006
"""Between two fetches where CPU is scarce; a hop waits half of it at the median."""
SPARE: Final = 0.5
SCARCE: Final = 0.65
"""Shares of its time in which a thread runs or waits for a CPU: up to the first, fetches need not
be apart; from the second on, by all of `APART_S`. docs/performance.md has both at several rates."""
SHARE_OVER_S: Final = 0.2
"""Over how long a share is averaged: some dozen fetches, so that no one batch decides."""
AT_ONCE: Final = 5
"""Fetches that need not wait after a rest: as many as a capture takes to its acknowledgement."""


def apart_s(share: float) -> float:
    """Seconds between two fetches on average, by how much of its time a thread wants CPU."""
    return APART_S * min(1.0, max(0.0, (share - SPARE) / (SCARCE - SPARE)))


class Pace:
    """When one consumer may ask each broker next, by how much CPU its thread wants.

    Instants and CPU wanted are seconds since whenever, the same for all calls.
    """

    def __init__(self, now_s: float, wanted_s: float) -> None:
        self._now_s, self._wanted_s = now_s, wanted_s
        self._share = 0.0
        # By the broker: when its next turn is; turns that were not taken are kept, up to a few.
        self._turns: dict[int, float] = {}

    def turn(self, node: int, now_s: float, wanted_s: float) -> float:
        """Takes a broker's next turn; the instant of it, which may have passed."""
        apart = apart_s(self._share_at(now_s, wanted_s))
        turn = max(self._turns.get(node, -math.inf), now_s - (AT_ONCE - 1) * apart)
        self._turns[node] = turn + apart
        return turn

    def _share_at(self, now_s: float, wanted_s: float) -> float:
        """The share lately: what is old counts for less and less."""
        passed_s = now_s - self._now_s
        if passed_s > 0:
            kept = math.exp(-passed_s / SHARE_OVER_S)
            share = (wanted_s - self._wanted_s) / passed_s
            self._share = kept * self._share + (1 - kept) * share
            self._now_s, self._wanted_s = now_s, wanted_s
        return self._share


def pace_fetches(consumer: AIOKafkaConsumer, pace: Pace | None = None) -> None:
    """Has a started consumer ask each broker at a pace: its own, unless one is given."""
    kept = pace or Pace(monotonic(), wanted_s())
    fetcher: Any = consumer._fetcher
    fetch = fetcher._proc_fetch_request

    async def paced(assignment: Any, node: int, request: Any) -> bool:
        now_s = monotonic()
        wait_s = kept.turn(node, now_s, wanted_s()) - now_s
        if wait_s > 0:
            try:
                await asyncio.sleep(wait_s)
            except asyncio.CancelledError:
                return False  # as aiokafka's own does, which is awaited right after
        return bool(await fetch(assignment, node, request))

    fetcher._proc_fetch_request = paced
