"""Fetches of one consumer at a pace: records that come close together come in one."""

import asyncio
from time import monotonic
from typing import Any, Final

from aiokafka import AIOKafkaConsumer

FETCHES_APART_S: Final = 0.006
"""A hop waits half of it at the median under load; docs/performance.md has what that saves."""
AT_ONCE: Final = 5
"""Fetches that need not wait after a rest: as many as a capture takes to its acknowledgement."""


def pace_fetches(consumer: AIOKafkaConsumer, apart_s: float = FETCHES_APART_S) -> None:
    """Has a started consumer ask a broker every `apart_s` on average, once it is busy.

    aiokafka asks again as soon as it has an answer, naming all partitions each time: with some
    hundred records a second, each is fetched by itself. While it is quiet nothing waits.
    """
    fetcher: Any = consumer._fetcher
    fetch = fetcher._proc_fetch_request
    turns: dict[int, float] = {}

    async def paced(assignment: Any, node: int, request: Any) -> bool:
        now = monotonic()
        # By the broker: when its next turn is; turns that were not taken are kept, up to a few.
        turn = max(turns.get(node, 0.0), now - (AT_ONCE - 1) * apart_s)
        turns[node] = turn + apart_s
        if turn > now:
            try:
                await asyncio.sleep(turn - now)
            except asyncio.CancelledError:
                return False  # as aiokafka's own does, which is awaited right after
        return bool(await fetch(assignment, node, request))

    fetcher._proc_fetch_request = paced
