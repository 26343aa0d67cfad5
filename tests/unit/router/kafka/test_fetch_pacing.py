"""Fetches come no closer together than CPU allows, and those of a calm process are not delayed."""

import asyncio
from collections.abc import Iterator
from math import ceil
from time import monotonic
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.kafka.fetch_pacing import (
    APART_S,
    AT_ONCE,
    SCARCE,
    SHARE_OVER_S,
    SPARE,
    Pace,
    apart_s,
    pace_fetches,
)

SHARES = st.floats(0, 2)


@given(SHARES, SHARES)
def test_who_wants_more_of_the_cpu_asks_no_sooner(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert 0 <= apart_s(less) <= apart_s(more) <= APART_S


@given(SHARES)
def test_only_between_both_bounds_it_is_a_part(share: float) -> None:
    if share <= SPARE:
        assert apart_s(share) == 0
    elif share >= SCARCE:
        assert apart_s(share) == APART_S
    else:
        assert apart_s(share) == pytest.approx(APART_S * (share - SPARE) / (SCARCE - SPARE))


class Asking:
    """A consumer that asks again as soon as it may, each answer `answer_s` later, in a time of its
    own; `share` of it its thread runs or waits for a CPU.
    """

    def __init__(self, share: float = 0.0, answer_s: float = 0.001) -> None:
        self.now_s, self.wanted_s = 1000.0, 5.0
        self.share, self._answer_s = share, answer_s
        self.pace = Pace(self.now_s, self.wanted_s)

    def pass_by(self, seconds: float) -> None:
        """Time goes on."""
        self.now_s += seconds
        self.wanted_s += seconds * self.share

    def ask(self, node: int = 1) -> float:
        """Asks once; how long it had to wait."""
        wait_s = max(0.0, self.pace.turn(node, self.now_s, self.wanted_s) - self.now_s)
        self.pass_by(wait_s + self._answer_s)
        return wait_s

    def waits(self, for_s: float) -> Iterator[float]:
        """Asks on and on for so long."""
        end_s = self.now_s + for_s
        for _ in range(ceil(for_s / self._answer_s)):
            if self.now_s >= end_s:
                break
            yield self.ask()


def busy() -> Asking:
    """One whose thread wants the CPU all the time, and that has taken all turns that were kept."""
    asking = Asking(share=1.0)
    list(asking.waits(10 * SHARE_OVER_S))
    return asking


def test_a_calm_one_never_waits() -> None:
    assert not any(Asking(share=SPARE).waits(10))


def test_a_busy_one_asks_at_its_pace() -> None:
    asking = busy()
    count = len(list(asking.waits(6.0)))
    assert count == pytest.approx(6.0 / APART_S, rel=0.01)


def test_one_that_waits_for_a_cpu_is_busy_soon_and_calm_soon() -> None:
    asking = Asking()
    list(asking.waits(10))
    asking.share = 1.0
    assert max(asking.waits(2 * SHARE_OVER_S)) > APART_S / 2
    asking.share = 0.0
    list(asking.waits(2 * SHARE_OVER_S))
    assert not any(asking.waits(SHARE_OVER_S))


def test_one_batch_does_not_make_it_busy() -> None:
    asking = Asking(share=0.2)
    list(asking.waits(1))
    asking.share = 1.0
    assert not any(asking.waits(SHARE_OVER_S / 10))
    asking.share = 0.2
    assert not any(asking.waits(1))


def test_a_rest_earns_a_few_at_once_and_no_more() -> None:
    asking = busy()
    for rest_s in (AT_ONCE * APART_S, 100 * APART_S):
        asking.pass_by(rest_s)
        instant_s = asking.now_s
        waits = [
            asking.pace.turn(1, instant_s, asking.wanted_s) - instant_s for _ in range(AT_ONCE + 1)
        ]
        assert max(waits[:AT_ONCE]) <= 0 < waits[-1]


def test_brokers_are_paced_each_by_itself() -> None:
    asking = busy()
    assert asking.ask(1) > 0
    assert asking.ask(2) == 0


def test_a_clock_that_stands_still_changes_nothing() -> None:
    asking = Asking(share=1.0, answer_s=0.0)
    assert [asking.ask() for _ in range(100)] == [0.0] * 100


class Later(Pace):
    """Each turn so much later than it is asked for."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(0, 0)
        self._wait_s = wait_s

    def turn(self, node: int, now_s: float, wanted_s: float) -> float:
        """As it was told."""
        return now_s + self._wait_s


class Fetcher:
    """Answers at once, and notes when it was asked."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def _proc_fetch_request(self, _assignment: Any, node: int, _request: Any) -> bool:
        self.asked.append(monotonic())
        return node == 1


class Consumer:
    """As much of aiokafka's as is used."""

    def __init__(self, wait_s: float) -> None:
        self._fetcher = Fetcher()
        pace_fetches(cast("Any", self), Later(wait_s))

    async def fetch(self, node: int = 1) -> bool:
        """Asks as aiokafka's routine does."""
        return await self._fetcher._proc_fetch_request(None, node, None)


async def test_a_fetch_waits_for_its_turn() -> None:
    consumer, began_s = Consumer(0.05), monotonic()
    assert await consumer.fetch(1) is True
    assert consumer._fetcher.asked[0] >= began_s + 0.05


async def test_one_whose_turn_has_come_goes_at_once() -> None:
    consumer = Consumer(-1)
    asking = asyncio.ensure_future(consumer.fetch(2))
    await asyncio.sleep(0)
    assert asking.done()
    assert await asking is False


async def test_one_that_is_cancelled_ends_as_aiokafkas_own_does() -> None:
    consumer = Consumer(60)
    waiting = asyncio.create_task(consumer.fetch())
    await asyncio.sleep(0)
    waiting.cancel()
    assert await waiting is False
    assert not consumer._fetcher.asked
