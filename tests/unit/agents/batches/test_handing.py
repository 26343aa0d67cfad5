"""Handing out, with the world changing between two partitions of one fetch."""

import logging
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.errors import CorruptRecordException
from faust.types import TP

from hotlead.agents.batches.batch import Batch, Record
from hotlead.agents.batches.handing import HandingOut
from hotlead.agents.batches.progress import Moves
from tests.unit.agents.batches.fakes import records

A, B = TP("inbox", 0), TP("inbox", 1)


def assignment() -> Any:
    return SimpleNamespace(tps=frozenset())


class Hand(HandingOut):
    """Fetches what it is told to; notes where it seeks."""

    should_stop: bool = False
    log = logging.getLogger("hand")  # type: ignore[assignment]

    def __init__(self, fetched: dict[TP, list[Record]]) -> None:
        self.moves = Moves()
        self.flow_active = True
        self._held = set()
        self._eras = {}
        self._read_offset = dict.fromkeys((A, B))
        self._committed_offset = dict.fromkeys((A, B))
        self._acked = {}
        self.sought: dict[TP, int] = {}
        self.assignment_now: Any = assignment()
        self.full: frozenset[str] = frozenset()
        self.asked: list[set[TP]] = []
        self.fetched = fetched
        self.during_fetch: Callable[[], None] = lambda: None
        self.rests = 0
        app: Any = SimpleNamespace(consumer_generation_id=1, full_topics=lambda: self.full)
        self.app = app
        thread: Any = SimpleNamespace(seek=self.sought.__setitem__)
        self._thread = thread

    async def _getmany(self, active_partitions: Any, timeout: float) -> Any:
        self.asked.append(active_partitions)
        self.during_fetch()
        return self.fetched

    def _get_active_partitions(self) -> set[TP]:
        return {A, B}

    def _assignment(self) -> Any:
        return self.assignment_now

    async def _rest(self) -> None:
        self.rests += 1


def hand() -> Hand:
    return Hand({A: records(0, 3, A), B: records(5, 2, B)})


async def handed(consumer: Hand, between: Callable[[], Any] = lambda: None) -> list[Batch]:
    """What is handed out, with something done after each."""
    batches = []
    async for tp, message in consumer.getmany(1.0):
        batch = cast("Batch", message.value)
        assert (batch.tp, batch.last_offset) == (tp, message.offset)
        batches.append(batch)
        between()
    return batches


async def test_one_message_for_each_partition() -> None:
    consumer = hand()
    batches = await handed(consumer)
    assert [(b.partition, b.first_offset, b.last_offset) for b in batches] == [(0, 0, 2), (1, 5, 6)]
    assert consumer.sought == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda c: setattr(c, "flow_active", False),
        lambda c: setattr(c, "should_stop", True),
        lambda c: c._held.add(B),
        lambda c: setattr(c.app, "consumer_generation_id", 2),
    ],
)
async def test_what_cannot_be_handed_out_is_put_back(change: Callable[[Hand], None]) -> None:
    consumer = hand()
    batches = await handed(consumer, lambda: change(consumer))
    assert [batch.tp for batch in batches] == [A]
    assert consumer.sought == {B: 5}


async def test_nothing_is_put_back_into_the_next_assignment() -> None:
    consumer = hand()

    def rebalance() -> None:
        consumer.assignment_now = assignment()

    assert len(await handed(consumer, rebalance)) == 1
    assert consumer.sought == {}


async def test_a_seek_between_two_batches_stands() -> None:
    consumer = hand()

    def seek() -> None:
        consumer._eras[B] = 1

    assert [batch.tp for batch in await handed(consumer, seek)] == [A]
    assert consumer.sought == {}, "the old position must not replace the one that was asked for"


async def test_a_flow_that_stops_during_the_fetch() -> None:
    consumer = hand()
    consumer.during_fetch = lambda: setattr(consumer, "flow_active", False)
    assert await handed(consumer) == []
    assert consumer.sought == {A: 0, B: 5}


async def test_full_and_held_partitions_are_not_asked_for() -> None:
    consumer = hand()
    consumer._held.add(A)
    await handed(consumer)
    assert consumer.asked == [{B}]
    consumer.full = frozenset({"inbox"})
    assert await handed(consumer) == []
    assert consumer.rests == 1, "asking aiokafka for no partitions would give all"


async def test_a_log_that_went_back_is_read_and_committed_anew() -> None:
    consumer = hand()
    consumer._read_offset[A] = consumer._committed_offset[A] = 100
    assert len(await handed(consumer)) == 2
    assert consumer._committed_offset[A] is None
    read: Awaitable[None] | int | None = consumer._read_offset[A]
    assert read is None


async def test_a_fetch_that_fails_passes_nothing_over() -> None:
    """aiokafka had unpacked A and moved behind it when it could not unpack B."""
    consumer = hand()
    states = {
        A: SimpleNamespace(position=4, has_valid_position=True),
        B: SimpleNamespace(position=9, has_valid_position=True),
    }
    consumer.assignment_now = SimpleNamespace(tps=frozenset(states), state_value=states.get)

    def fail() -> None:
        states[A].position = 7
        raise CorruptRecordException

    consumer.during_fetch = fail
    with pytest.raises(CorruptRecordException):
        await handed(consumer)
    assert consumer.sought == {A: 4}
