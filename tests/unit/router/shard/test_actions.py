"""Actions: one record and one answer for those who ask the same."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError
from prometheus_client import CollectorRegistry

from hotlead.router.errors import NoAnswer
from hotlead.router.metrics import Metrics
from hotlead.router.shard.actions import Actions, Answer
from hotlead.router.shard.asked import asked as word
from hotlead.router.shard.sharding import shard_of
from hotlead.router.shard.tail import Followed, Subscriber
from hotlead.topics.inbox import Acknowledge, PolicyActivated
from hotlead.topics.journal import Entry, RawChange
from tests.whole_changes import whole

SHARDS = 4


class FakeTail:
    """Hands on what a test says."""

    def __init__(self) -> None:
        self.hear: Subscriber = lambda _: None

    def subscribe(self, subscriber: Subscriber) -> None:
        self.hear = subscriber

    def answer(self, shard: int, **change: Any) -> None:
        made: RawChange = {"kind": "answered", "status": 200, **change}
        self.hear(
            Followed(shard, 1, Entry(1, "s", "", 1, 1, 1, "v", (whole({"kind": "hot"}), made)))
        )


class FakeProducer:
    """Takes records, or fails."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, int]] = []
        self.fails = False

    async def send_and_wait(self, topic: str, value: bytes, partition: int, **_: object) -> None:
        if self.fails:
            raise KafkaTimeoutError
        self.sent.append((topic, value, partition))


def made(timeout_s: float = 5.0) -> tuple[Actions, FakeProducer, FakeTail]:
    producer, tail = FakeProducer(), FakeTail()
    metrics = Metrics(CollectorRegistry())
    actions = Actions(
        producer,  # type: ignore[arg-type]
        "inbox",
        key=b"identity key",
        shards=SHARDS,
        tail=tail,  # type: ignore[arg-type]
        metrics=metrics,
        timeout_s=timeout_s,
    )
    return actions, producer, tail


def event(rep: str = "kim", action: str = "a1") -> Acknowledge:
    return Acknowledge(action_id=action, tenant="main", lead="l1", epoch="1-1", rep=rep)


def told(rep: str = "kim") -> RawChange:
    """An answer to it."""
    word_ = word(event(rep))
    return {"action": "a1", "tenant": "main", "rep": rep, "lead": "l1", "asked": word_}


async def test_the_answer_is_the_journals() -> None:
    actions, producer, tail = made()
    shard = shard_of("main", SHARDS)
    asked = asyncio.create_task(actions.ask(event()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ((topic, _, partition),) = producer.sent
    assert (topic, partition) == ("inbox", shard)
    tail.answer(shard, action="a1", tenant="main", rep="lee", lead="l1", asked="other")
    tail.answer((shard + 1) % SHARDS, **told())
    await asyncio.sleep(0)
    assert not asked.done()
    refusal = {"status": 409, "reason": "taken", "holder": "lee", "state": "acknowledged"}
    tail.answer(shard, **told(), **refusal)
    assert await asked == Answer(
        "a1",
        409,
        "taken",
        {"lead": "l1", "rep": "kim", "holder": "lee", "state": "acknowledged"},
    )


async def test_who_ask_the_same_share() -> None:
    actions, producer, tail = made()
    asked = [asyncio.create_task(actions.ask(event())) for _ in range(3)]
    other = asyncio.create_task(actions.ask(event(rep="lee")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(producer.sent) == 2
    asked[0].cancel()
    await asyncio.sleep(0)
    shard = shard_of("main", SHARDS)
    tail.answer(shard, **told())
    assert {(await one).status for one in asked[1:]} == {200}
    assert not other.done()
    tail.answer(shard, **told(rep="lee"), status=409)
    assert (await other).status == 409


async def test_who_asks_something_else_under_the_same_id_has_an_answer_of_their_own() -> None:
    actions, producer, tail = made()
    other = event().model_copy(update={"epoch": "1-2"})
    asked = [asyncio.create_task(actions.ask(one)) for one in (event(), other)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(producer.sent) == 2
    shard = shard_of("main", SHARDS)
    tail.answer(shard, **told() | {"asked": word(other)}, status=422, reason="id_used")
    tail.answer(shard, **told())
    assert [(await one).status for one in asked] == [200, 422]


async def test_no_answer_in_time() -> None:
    actions, producer, _ = made(timeout_s=0.01)
    with pytest.raises(NoAnswer, match="same action_id"):
        await actions.ask(event())
    producer.fails = True
    with pytest.raises(NoAnswer):
        await actions.ask(event())
    assert actions._waiting == {}


async def test_a_policy_is_told_to_one_shard() -> None:
    actions, producer, tail = made()
    event_ = PolicyActivated(action_id="p", version="v")
    asked = asyncio.create_task(actions.ask_shard(event_, 3))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert producer.sent[0][2] == 3
    tail.answer(3, action="p", asked=word(event_))
    assert (await asked).status == 200
