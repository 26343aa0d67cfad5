"""Fetches come no closer together than asked, and quiet ones are not delayed."""

import asyncio
from itertools import pairwise
from time import monotonic
from typing import Any, cast

from hotlead.router.fetch_pacing import pace_fetches

APART_S = 0.05


class Fetcher:
    """Answers at once, and notes when it was asked."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def _proc_fetch_request(self, _assignment: Any, node: int, _request: Any) -> bool:
        self.asked.append(monotonic())
        return node == 1


class Consumer:
    """As much of aiokafka's as is used."""

    def __init__(self) -> None:
        self._fetcher = Fetcher()
        pace_fetches(cast("Any", self), APART_S)

    async def fetch(self, node: int = 1) -> bool:
        """Asks as aiokafka's routine does."""
        return await self._fetcher._proc_fetch_request(None, node, None)

    @property
    def gaps(self) -> list[float]:
        """Seconds from one question to the next."""
        asked = self._fetcher.asked
        return [later - earlier for earlier, later in pairwise(asked)]


async def test_busy_fetches_are_apart() -> None:
    consumer = Consumer()
    assert [await consumer.fetch() for _ in range(4)] == [True] * 4
    assert all(gap >= APART_S * 0.95 for gap in consumer.gaps)


async def test_a_quiet_one_does_not_wait() -> None:
    consumer = Consumer()
    await consumer.fetch()
    await asyncio.sleep(APART_S)
    asked_s = monotonic()
    await consumer.fetch()
    assert consumer._fetcher.asked[-1] - asked_s < APART_S / 2


async def test_brokers_are_paced_each_by_itself() -> None:
    consumer = Consumer()
    await consumer.fetch(1)
    asked_s = monotonic()
    assert await consumer.fetch(2) is False
    assert consumer._fetcher.asked[-1] - asked_s < APART_S / 2


async def test_one_that_is_cancelled_ends_as_aiokafkas_own_does() -> None:
    consumer = Consumer()
    await consumer.fetch()
    waiting = asyncio.create_task(consumer.fetch())
    await asyncio.sleep(0)
    waiting.cancel()
    assert await waiting is False
    assert len(consumer._fetcher.asked) == 1
