"""Shards side by side: what fails in one is tried again there, and holds up no other."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.errors import KafkaTimeoutError
from prometheus_client import CollectorRegistry
from redis.exceptions import ConnectionError as RedisConnectionError

from hotlead.agents.batches import TP, Batch, Record
from hotlead.agents.inbox import held as held_module
from hotlead.agents.inbox.held import RETRY_LONGEST_S, Held, retry_pause_s
from hotlead.agents.inbox.keeper import Keeper
from hotlead.agents.inbox.shards import Shards
from hotlead.router.errors import LogUnavailable, NewerRecord
from hotlead.router.metrics import Metrics

INBOX = "inbox"


class App:
    """Notes what is held and where it is read again."""

    def __init__(self) -> None:
        self.held: set[TP] = set()
        self.sought: dict[TP, int] = {}
        self.refused: list[TP] = []

    def refuse(self, tp: TP) -> None:
        self.refused.append(tp)

    def hold(self, partitions: Sequence[TP]) -> None:
        self.held.update(partitions)

    def seek(self, tp: TP, offset: int) -> bool:
        self.sought[tp] = offset
        return True


class Owner:
    """Raises what it is told to."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.error: Exception | None = None
        self.worked: list[Record] = []

    async def work(self, records: Sequence[Record]) -> None:
        if self.error is not None:
            raise self.error
        self.worked += records


def two_shards() -> tuple[Shards, App, list[Owner]]:
    app, owners = App(), [Owner(7), Owner(9)]
    shards: Any = Shards.__new__(Shards)
    shards._app, shards._topic = app, INBOX
    keeper: Any = Keeper.__new__(Keeper)
    keeper._app, keeper._topic = app, INBOX
    shards._tools = keeper._tools = SimpleNamespace(metrics=Metrics(CollectorRegistry(), shards=2))
    shards._keeper = keeper
    shards._held = {}
    for number, owner in enumerate(owners):
        held = shards._held[number] = Held(number)
        held.opened(cast("Any", owner))
    return shards, app, owners


def batch(shard: int) -> Batch:
    record: Record = Record(INBOX, shard, 10, 1, 0, None, b"{}", None, -1, 2, ())
    return Batch.of(TP(INBOX, shard), [record], generation=1)


@pytest.mark.parametrize(
    "error", [KafkaTimeoutError(), RedisConnectionError("away"), OSError(), TypeError("a defect")]
)
async def test_a_shard_that_fails_holds_up_no_other(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(held_module, "monotonic", lambda: now[0])
    shards, app, owners = two_shards()
    owners[0].error = error
    assert await shards._handle([batch(0), batch(1)]) == {TP(INBOX, 0): -1}
    assert (len(owners[0].worked), len(owners[1].worked)) == (0, 1)
    assert (app.held, app.sought) == ({TP(INBOX, 0)}, {TP(INBOX, 0): 7})
    assert shards.failing() == [0]
    held = shards._held[0]
    assert not held.may_go_on()
    now[0] += retry_pause_s(1)
    assert held.may_go_on()
    assert shards.failing() == []
    owners[0].error = None
    assert await shards._handle([batch(0)]) == {}
    assert len(owners[0].worked) == 1


def test_pauses_double_up_to_a_bound() -> None:
    pauses = [retry_pause_s(attempt) for attempt in range(1, 100)]
    assert pauses == sorted(pauses)
    assert pauses[1] == 2 * pauses[0]
    assert pauses[-1] == RETRY_LONGEST_S


@pytest.mark.parametrize(
    ("error", "own"),
    [
        (TypeError("a defect"), True),
        (KafkaTimeoutError(), False),
        (LogUnavailable("the journal was silent"), False),
        (RedisConnectionError(), False),
    ],
)
async def test_what_stands_still_by_a_fault_of_its_own_is_told_until_it_goes_on(
    error: Exception, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(held_module, "monotonic", lambda: now[0])
    shards, _, owners = two_shards()
    owners[0].error = error
    await shards._handle([batch(0), batch(1)])
    now[0] += 20
    await shards._handle([batch(0)])
    # A look at its timers that goes well is no sign that its records do.
    shards._held[0].goes("timers")
    assert shards.standing(30) == []
    now[0] += 11
    told = "shard 0: still for 31 s: see the log"
    assert shards.standing(30) == ([told] if own else [])
    owners[0].error = None
    await shards._handle([batch(0)])
    assert shards.standing(0) == []


async def test_what_is_away_meanwhile_is_not_its_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(held_module, "monotonic", lambda: now[0])
    held = Held(0)
    held.stands("timers", TypeError("a defect"))
    now[0] += 31
    held.stands("timers", RedisConnectionError("away"))
    held.stands("timers", TypeError("a defect"))
    assert held.stands_s() == 0


async def test_what_only_a_newer_hotlead_reads_gives_the_shard_back_once() -> None:
    shards, app, owners = two_shards()
    owners[0].error = NewerRecord("inbox record 10", 2, 1)
    for _ in range(2):
        assert await shards._handle([batch(0), batch(1)]) == {TP(INBOX, 0): -1}
    shards.newer(0, NewerRecord("journal entry 3", 2, 1))
    assert app.refused == [TP(INBOX, 0)]
    assert shards.failing() == []
    assert "inbox record 10 is of version 2, and this hotlead knows 1" in shards.standing(-1)[0]
    assert len(owners[1].worked) == 2


def test_why_it_was_given_back_outlasts_an_opening_that_was_under_way() -> None:
    held = Held(0)
    held.newer = True
    held.stays_closed(NewerRecord("journal entry 3", 2, 1))
    held.opened(cast("Any", Owner(7)))
    assert held.why_closed.startswith("journal entry 3 is of version 2")
