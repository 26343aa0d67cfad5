"""The follower of the journal while its topic turns out to be another log."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from hotlead.agents import followers
from hotlead.agents.batches import TP, Batch
from hotlead.agents.batches.batch import Record
from hotlead.agents.followers import Followers
from hotlead.router.settings import Settings
from hotlead.topics.journal import VERSION
from tests.unit.agents.batches.fakes import records
from tests.unit.router.shard.test_valid import raw

SHARDS = 2


class Looking:
    """A book of policies that may keep a look waiting."""

    def __init__(self) -> None:
        self.asked, self.answers = asyncio.Event(), asyncio.Event()
        self.answers.set()

    async def look_up(self, _: str) -> None:
        self.asked.set()
        await self.answers.wait()


class World:
    """Followers without Kafka, and what they told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.policies = Looking()
        self.read_back: list[tuple[int, int]] = []
        self.newer: list[int] = []
        monkeypatch.setattr(followers, "batch_agent", lambda *_, **__: None)
        shards = SimpleNamespace(
            read_back=lambda shard, seq, stamp, offset: self.read_back.append((shard, seq)),
            newer=lambda shard, _: self.newer.append(shard),
        )
        notices = SimpleNamespace(
            forget=lambda _: None, handled=lambda: None, through=lambda _, offset: offset
        )
        metrics: Any = SimpleNamespace(
            stage_duration={"journal": SimpleNamespace(observe=lambda _: None)},
            journal_records={"valid": self, "void": self},
        )
        tools: Any = SimpleNamespace(
            settings=Settings(),
            producer=None,
            metrics=metrics,
            policies=self.policies,
            dead_letters=None,
        )
        app: Any = None
        journal: Any = None
        told: Any = (shards, notices)
        self.followers = Followers(app, tools, journal, *told)
        self.topic = self.followers._topic

    def inc(self, _: int) -> None:
        """Counts nothing."""

    def batch(self, shard: int, *raws: bytes) -> Batch:
        """A batch from the log's start."""
        tp = TP(self.topic, shard)
        blank = records(0, len(raws), tp)
        made: list[Record] = [_with(one, value) for one, value in zip(blank, raws, strict=True)]
        return Batch.of(tp, made, generation=1, era=0)

    async def handle(self, *batches: Batch) -> dict[TP, int]:
        return await self.followers._handle(list(batches))

    async def forget(self, shard: int) -> None:
        await self.followers._forget(frozenset({TP(self.topic, shard)}))


def _with(record: Record, value: bytes) -> Record:
    return Record(**{**record.__dict__, "value": value})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


async def test_a_log_forgotten_while_it_is_worked_is_not_remembered(world: World) -> None:
    world.policies.answers.clear()
    working = asyncio.create_task(
        world.handle(
            world.batch(0, raw(1, "a", ""), raw(2, "b", "a")), world.batch(1, raw(1, "A", ""))
        )
    )
    await world.policies.asked.wait()
    await world.forget(0)
    world.policies.answers.set()
    await working
    assert world.read_back == [(1, 1)], "nothing more is told of the old log; the other goes on"
    # The new one begins anew: its first entry follows none.
    done = await world.handle(world.batch(0, raw(1, "x", "")))
    assert world.read_back == [(1, 1), (0, 1)]
    assert done == {TP(world.topic, 0): 0}


async def test_a_newer_record_of_a_forgotten_log_stops_nothing(world: World) -> None:
    world.policies.answers.clear()
    newer = raw(2, "b", "a", version=VERSION + 1)
    working = asyncio.create_task(world.handle(world.batch(0, raw(1, "a", ""), newer)))
    await world.policies.asked.wait()
    await world.forget(0)
    world.policies.answers.set()
    await working
    assert world.newer == []
    await world.handle(world.batch(0, raw(1, "x", "")))
    assert world.read_back == [(0, 1)]
