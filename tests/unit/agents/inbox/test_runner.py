"""The runner: Redis and Kafka at once, each in order; what fails leaves nothing under way."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry

from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.runner import Runner
from hotlead.router.metrics import Metrics
from hotlead.router.shard.call import Call
from hotlead.router.state.store import Outcome, Placed


def placed(*positions: int) -> list[Placed]:
    return [Placed(Call("marker", {}), n, n) for n in positions]


class Store:
    """Answers when it may; the entry is the position."""

    def __init__(self) -> None:
        self.seen: list[int | None] = []
        self.may = asyncio.Event()
        self.error: Exception | None = None

    async def run(self, calls: Sequence[Placed], at_once: int) -> list[Outcome]:
        self.seen += [one.position for one in calls]
        await self.may.wait()
        if self.error is not None:
            raise self.error
        return [Outcome("applied", str(one.position).encode()) for one in calls]


class Publisher:
    """Takes entries when it may."""

    def __init__(self) -> None:
        self.doubt = False
        self.begun: list[bytes] = []
        self.ended: list[bytes] = []
        self.may = asyncio.Event()

    async def publish(self, entries: Sequence[bytes]) -> None:
        self.begun += entries
        await self.may.wait()
        self.ended += entries


class Bench:
    def __init__(self) -> None:
        self.store, self.publisher = Store(), Publisher()
        metrics = Metrics(CollectorRegistry(), shards=1)
        store, publisher = cast("Any", self.store), cast("Any", self.publisher)
        self.runner = Runner(store, publisher, Failures(), metrics)


async def test_redis_works_while_the_caller_goes_on_and_kafka_takes_what_came_before() -> None:
    bench = Bench()
    await bench.runner.begin(placed(0, 1))
    assert bench.store.seen == [0, 1], "on its way before the caller goes on"
    bench.store.may.set()
    await bench.runner.begin(placed(2))
    await asyncio.sleep(0)
    assert bench.store.seen == [0, 1, 2]
    assert (bench.publisher.begun, bench.publisher.ended) == ([b"0", b"1"], [])
    ending = asyncio.create_task(bench.runner.finish())
    await asyncio.sleep(0.01)
    assert bench.publisher.begun == [b"0", b"1"], "one batch at a time is on its way to Kafka"
    bench.publisher.may.set()
    done = await ending
    assert bench.publisher.ended == [b"0", b"1", b"2"]
    assert [one.position for one, _ in done] == [0, 1, 2]
    assert await bench.runner.finish() == [], "told once"


async def test_after_an_error_nothing_goes_on_and_all_is_in_doubt() -> None:
    bench = Bench()
    bench.store.may.set()
    await bench.runner.begin(placed(0))
    await bench.runner.begin(placed(1))
    bench.store.error = ConnectionError("gone")
    bench.publisher.may.set()
    await bench.runner.begin(placed(2))
    with pytest.raises(ConnectionError):
        await bench.runner.finish()
    assert bench.runner.unsure
    await bench.runner.abandon()
    assert bench.publisher.doubt
    assert await bench.runner.finish() == []
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not others


async def test_without_anything_under_way_nothing_is_in_doubt() -> None:
    bench = Bench()
    await bench.runner.abandon()
    assert not bench.publisher.doubt
