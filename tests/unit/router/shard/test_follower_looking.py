"""What a follower does while it is looked whether its topic is still the log that it reads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import NodeNotReadyError, RequestTimedOutError

from hotlead.router.kafka.hung_brokers import bound_requests
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard import follower
from hotlead.router.shard.follower import Fetching, Follower, Reader, Record

FETCHING = Fetching("test-reader", wait_ms=10)


async def until(holds: Callable[[], bool]) -> None:
    """Awaits that something holds."""
    async with asyncio.timeout(5):
        while True:
            if holds():
                return
            await asyncio.sleep(0.001)


class Consumer:
    """A shard in which nothing ever comes."""

    def __init__(self, one: "Following") -> None:
        self.one, self._client = one, SimpleNamespace()

    async def start(self) -> None:
        self.one.starts += 1

    async def stop(self) -> None:
        return

    def assign(self, _: object) -> None:
        return

    def seek(self, *_: object) -> None:
        return

    async def getmany(self, **_: object) -> dict[Any, Any]:
        self.one.fetches += 1
        await asyncio.sleep(0.001)
        return {}

    async def position(self, _: object) -> int:
        return 0


class Quiet(Reader):
    """Notes what it is told is lost."""

    def __init__(self) -> None:
        self.lost_at: list[int] = []

    async def begin(self, journal: LogReader, shards: Sequence[int]) -> Mapping[int, int]:
        return dict.fromkeys(shards, 0)

    async def take(self, shard: int, records: Sequence[Record], following: int) -> int:
        return following

    def lost(self, shard: int) -> None:
        self.lost_at.append(shard)


class Following(Follower):
    """Follows that one shard; counts how often it began and how often it fetched."""

    def __init__(self, reader: Reader) -> None:
        super().__init__("h:1", "journal", reader, shards=1, fetching=FETCHING)
        self.starts = self.fetches = 0

    async def _consumer(self) -> Any:
        return Consumer(self)

    async def fetched(self, times: int) -> None:
        """Awaits so many more fetches."""
        before = self.fetches
        await until(lambda: self.fetches >= before + times)


class Asked:
    """Says which log the topic is: the reader of logs when a follower begins, then each look."""

    def __init__(self) -> None:
        self.at_begin, self.looks = "c/one", 0
        self.answer: Callable[[], Awaitable[dict[str, str]]] = self.say("c/one")

    @staticmethod
    def say(log: str) -> Callable[[], Awaitable[dict[str, str]]]:
        async def answer() -> dict[str, str]:
            return {"journal": log}

        return answer

    @staticmethod
    def fail(error: Exception) -> Callable[[], Awaitable[dict[str, str]]]:
        async def answer() -> dict[str, str]:
            raise error

        return answer

    async def ids(self, *_: object) -> dict[str, str]:
        self.looks += 1
        return await self.answer()

    async def looked(self, times: int = 2) -> None:
        """Awaits so many more looks."""
        before = self.looks
        await until(lambda: self.looks >= before + times)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    one = Asked()

    class Reading:
        def __init__(self, *_: object) -> None:
            return

        async def __aenter__(self) -> "Reading":
            return self

        async def __aexit__(self, *_: object) -> None:
            return

        async def topic_id(self) -> str:
            return one.at_begin

        async def end(self, _: int) -> int:
            return 0

    monkeypatch.setattr(follower, "LogReader", Reading)
    monkeypatch.setattr(follower, "topic_ids", one.ids)
    monkeypatch.setattr(follower, "ID_LOOK_S", 0.002)
    return one


@asynccontextmanager
async def following(reader: Reader) -> AsyncIterator[Following]:
    one = Following(reader)
    await one.start()
    try:
        yield one
        assert not one.ended
    finally:
        await one.stop()


async def test_a_broker_that_hangs_does_not_stop_the_reading(asked: Asked) -> None:
    hung = asyncio.Event()

    async def hang() -> dict[str, str]:
        await hung.wait()
        return {}

    asked.answer = hang
    async with following(Quiet()) as one:
        await asked.looked(1)
        await one.fetched(10)
        assert one.starts == 1


@pytest.mark.parametrize("error", [NodeNotReadyError(), ConnectionResetError(), TimeoutError()])
async def test_a_broker_that_does_not_answer_is_asked_again_and_the_reading_goes_on(
    asked: Asked, error: Exception
) -> None:
    reader = Quiet()
    asked.answer = asked.fail(error)
    async with following(reader) as one:
        await asked.looked(3)
        await one.fetched(3)
        assert (one.starts, reader.lost_at) == (1, [])


async def test_another_log_is_read_from_its_start(asked: Asked) -> None:
    reader = Quiet()
    async with following(reader) as one:
        await asked.looked()
        asked.at_begin, asked.answer = "c/two", asked.say("c/two")
        await until(lambda: one.starts >= 2)
        assert reader.lost_at == [0]
        await asked.looked()
        assert one.starts == 2


async def test_a_broker_that_does_not_say_is_none_of_another_log(asked: Asked) -> None:
    reader = Quiet()
    async with following(reader) as one:
        asked.answer = asked.say("")
        await asked.looked(3)
        asked.answer = asked.say("c/one")
        await asked.looked(3)
        assert (one.starts, reader.lost_at) == (1, [])


async def test_what_one_broker_does_not_say_at_the_begin_another_says_later(asked: Asked) -> None:
    reader = Quiet()
    asked.at_begin = ""
    async with following(reader) as one:
        await asked.looked(3)
        assert one.starts == 1
        asked.answer = asked.say("c/two")
        await until(lambda: one.starts >= 2)


async def test_its_requests_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answering(brokers: str) -> str:
        return brokers

    async def hang(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(follower, "answering_first", answering)
    monkeypatch.setattr(follower, "bound_requests", partial(bound_requests, within_s=0.01))
    monkeypatch.setattr(AIOKafkaClient, "send", hang)
    made = await Follower("h:1", "journal", Quiet(), shards=1, fetching=FETCHING)._consumer()
    with pytest.raises(RequestTimedOutError):
        async with asyncio.timeout(2):
            await made._client.send(0, object())
    await made.stop()
