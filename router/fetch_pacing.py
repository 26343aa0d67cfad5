"""Fetches of one consumer at least so far apart: records that come close together come in one."""

import asyncio
from time import monotonic
from typing import Any, Final

from aiokafka import AIOKafkaConsumer

FETCHES_APART_S: Final = 0.006
"""A hop waits half of it at the median under load; docs/performance.md has what that saves."""


def pace_fetches(consumer: AIOKafkaConsumer, apart_s: float = FETCHES_APART_S) -> None:
    """Has a started consumer ask a broker again only `apart_s` after it last asked.

    aiokafka asks again as soon as it has an answer, naming all partitions each time: with some
    hundred records a second, each is fetched by itself. On a quiet log the last question is longer
    ago than that, and nothing waits.
    """
    fetcher: Any = consumer._fetcher
    fetch = fetcher._proc_fetch_request
    asked_at: dict[int, float] = {}

    async def paced(assignment: Any, node: int, request: Any) -> bool:
        left_s = asked_at.get(node, 0.0) + apart_s - monotonic()
        if left_s > 0:
            try:
                await asyncio.sleep(left_s)
            except asyncio.CancelledError:
                return False  # as aiokafka's own does, which is awaited right after
        asked_at[node] = monotonic()
        return bool(await fetch(assignment, node, request))

    fetcher._proc_fetch_request = paced
