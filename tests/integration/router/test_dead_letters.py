"""Listing dead letters: all, one topic's, one reason's, the newest ones."""

import pytest
from aiokafka import AIOKafkaProducer

from hotlead.router.dead_letters import Filter, list_letters
from hotlead.router.embedded.running import Running
from hotlead.topics.dead_letters import Reason, dead_letter, encode_dead_letter
from tests.integration.router.topic_making import make_topic


@pytest.fixture
async def topic(kafka: Running, topic_prefix: str) -> str:
    name = f"{topic_prefix}dead-letters"
    await make_topic(kafka.address, name)
    reasons: tuple[Reason, ...] = ("bad_json", "bad_phone", "bad_json", "no_contact")
    async with AIOKafkaProducer(bootstrap_servers=kafka.address) as producer:
        for offset, reason in enumerate(reasons):
            letter = dead_letter(
                b"\xff{",
                reason=reason,
                detail=f"number {offset}",
                topic="signals" if reason == "bad_phone" else "captures",
                partition=0,
                offset=offset,
                at_ms=1_767_576_600_000,
            )
            key, value = encode_dead_letter(letter)
            await producer.send_and_wait(name, key=key, value=value)
        await producer.send_and_wait(name, value=b"no letter")
    return name


async def test_all_in_order(kafka: Running, topic: str) -> None:
    found = await list_letters(kafka.address, topic)
    assert [one.letter.offset for one in found.letters] == [0, 1, 2, 3]
    assert [one.offset for one in found.letters] == [0, 1, 2, 3]
    assert (found.total, found.unreadable) == (4, 1)
    assert found.letters[0].letter.raw == b"\xff{"


async def test_by_reason_and_topic(kafka: Running, topic: str) -> None:
    found = await list_letters(kafka.address, topic, wanted=Filter(reason="bad_json"))
    assert [one.letter.offset for one in found.letters] == [0, 2]
    found = await list_letters(kafka.address, topic, wanted=Filter(topic="signals"))
    assert [one.letter.reason for one in found.letters] == ["bad_phone"]


async def test_the_limit_keeps_the_newest_and_says_how_many_there_are(
    kafka: Running, topic: str
) -> None:
    found = await list_letters(kafka.address, topic, limit=1)
    assert [one.letter.offset for one in found.letters] == [3]
    assert found.total == 4
