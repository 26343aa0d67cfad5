"""Fetches come no closer together than asked, and quiet ones are not delayed."""

import asyncio
from time import monotonic
from typing import Any, cast

from hotlead.router.kafka.fetch_pacing import AT_ONCE, pace_fetches

APART_S = 0.1


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
    def asked(self) -> list[float]:
        """When it asked, in seconds after the first time."""
        first = self._fetcher.asked[0]
        return [at - first for at in self._fetcher.asked]


async def busy(consumer: Consumer) -> None:
    """Takes all turns that were kept."""
    for _ in range(AT_ONCE):
        await consumer.fetch()


async def test_busy_fetches_are_apart() -> None:
    consumer = Consumer()
    await busy(consumer)
    assert [await consumer.fetch() for _ in range(3)] == [True] * 3
    # Counted from the first: one that a busy machine wakes late makes the next gap shorter.
    for turn, at in enumerate(consumer.asked[-3:], 1):
        assert at >= turn * APART_S * 0.9


async def test_a_quiet_one_does_not_wait() -> None:
    consumer = Consumer()
    began_s = monotonic()
    await busy(consumer)
    assert monotonic() - began_s < APART_S / 2
    await asyncio.sleep(AT_ONCE * APART_S)
    began_s = monotonic()
    await busy(consumer)
    assert monotonic() - began_s < APART_S / 2


async def test_a_long_rest_earns_no_more_than_a_few_at_once() -> None:
    consumer = Consumer()
    await asyncio.sleep(3 * APART_S)
    began_s = monotonic()
    await busy(consumer)
    await consumer.fetch()
    assert monotonic() - began_s >= APART_S * 0.9


async def test_brokers_are_paced_each_by_itself() -> None:
    consumer = Consumer()
    await busy(consumer)
    asked_s = monotonic()
    assert await consumer.fetch(2) is False
    assert consumer._fetcher.asked[-1] - asked_s < APART_S / 2


async def test_one_that_is_cancelled_ends_as_aiokafkas_own_does() -> None:
    consumer = Consumer()
    await busy(consumer)
    waiting = asyncio.create_task(consumer.fetch())
    await asyncio.sleep(0)
    waiting.cancel()
    assert await waiting is False
    assert len(consumer._fetcher.asked) == AT_ONCE
