"""What is sent from the outbox, and when the publisher knows that Redis fell back."""

import asyncio
from collections.abc import Awaitable
from typing import Any, cast

import orjson
import pytest
from prometheus_client import CollectorRegistry

from hotlead.agents.inbox.publisher import Publisher
from hotlead.router.errors import StoreBehind
from hotlead.router.metrics import Metrics


def entry(seq: int) -> bytes:
    return orjson.dumps({"seq": seq})


class Kafka:
    """Takes all at once."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send(self, _: str, value: bytes, partition: int) -> Awaitable[None]:
        self.sent.append(value)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


class Outbox:
    """The entries that Redis holds."""

    def __init__(self, *seqs: int) -> None:
        self.seqs = seqs

    async def outbox(self, after_seq: int) -> list[tuple[int, bytes]]:
        return [(seq, entry(seq)) for seq in self.seqs if seq > after_seq]


def publisher(kafka: Kafka, outbox: Outbox) -> Publisher:
    return Publisher(
        cast("Any", kafka),
        cast("Any", outbox),
        topic="journal",
        shard=0,
        sent_seq=5,
        read_back_seq=5,
        metrics=Metrics(CollectorRegistry()),
    )


async def test_what_lies_between_is_taken_from_the_outbox() -> None:
    kafka = Kafka()
    await publisher(kafka, Outbox(6, 7, 8)).publish([entry(8)])
    assert kafka.sent == [entry(6), entry(7), entry(8)]


async def test_a_sequence_that_comes_again_is_never_taken_for_sent() -> None:
    kafka = Kafka()
    with pytest.raises(StoreBehind):
        await publisher(kafka, Outbox(4)).publish([entry(4)])
    assert kafka.sent == []


async def test_what_is_missing_in_the_middle_is_taken_from_the_outbox() -> None:
    kafka = Kafka()
    await publisher(kafka, Outbox(6, 7, 8)).publish([entry(6), entry(8)])
    assert kafka.sent == [entry(6), entry(7), entry(8)]


async def test_entries_behind_one_another_are_sent_without_asking_the_outbox() -> None:
    kafka = Kafka()
    sender = publisher(kafka, Outbox())
    await sender.publish([entry(6), entry(7), entry(8)])
    assert (kafka.sent, sender.sent_seq) == ([entry(6), entry(7), entry(8)], 8)


async def test_the_age_is_that_of_the_oldest_entry_that_was_not_read_back() -> None:
    sender = publisher(Kafka(), Outbox())
    await sender.publish([entry(6), entry(7)])
    sender.read_back(6, "stamp", 0)
    assert sender.oldest_age_s > 0
    sender.read_back(7, "stamp", 1)
    assert sender.oldest_age_s == 0
