"""Policies on their topic: newest wins, a broken one means strict defaults."""

import pytest
from aiokafka import AIOKafkaProducer

from hotlead.router.embedded.running import Running
from hotlead.router.errors import KafkaUnreachable, PolicyTaken, TopicMissing
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import DEFAULT_POLICY, Policy, Pool
from tests.integration.router.topic_making import make_topic


@pytest.fixture
async def topic(kafka: Running, topic_prefix: str) -> str:
    name = f"{topic_prefix}policies"
    await make_topic(kafka.address, name, cleanup="compact")
    return name


async def test_none_published_means_the_defaults(kafka: Running, topic: str) -> None:
    book = PolicyBook(kafka.address, topic)
    await book.load()
    assert book.empty
    assert book.newest() == book.get("v1") == DEFAULT_POLICY
    assert book.find("v1") is None


async def test_the_one_written_last_is_the_newest(kafka: Running, topic: str) -> None:
    one = Policy(version="v1", pools={"main": Pool(expiry_s=60)})
    two = Policy(version="v2")
    writer = PolicyBook(kafka.address, topic)
    for policy in (one, two):
        await writer.write(policy)
    reader = PolicyBook(kafka.address, topic)
    await reader.load()
    assert (reader.newest(), reader.get("v1"), reader.versions) == (two, one, ("v1", "v2"))
    await writer.write(one)
    await reader.load()
    assert reader.newest() == one


async def test_a_version_never_changes(kafka: Running, topic: str) -> None:
    book = PolicyBook(kafka.address, topic)
    await book.write(Policy(version="v1"))
    with pytest.raises(PolicyTaken, match="v1"):
        await book.write(Policy(version="v1", pools={"other": Pool()}))


@pytest.mark.parametrize("document", [b"{", b'{"version": "v3"}', b'{"pools": {}}'])
async def test_a_broken_newest_means_the_defaults(
    kafka: Running, topic: str, document: bytes
) -> None:
    book = PolicyBook(kafka.address, topic)
    await book.write(Policy(version="v1"))
    async with AIOKafkaProducer(bootstrap_servers=kafka.address) as producer:
        await producer.send_and_wait(topic, key=b"v2", value=document)
    await book.load()
    assert book.newest() == DEFAULT_POLICY
    assert list(book.broken) == ["v2"]
    assert book.versions == ("v1",)


async def test_a_removed_version_is_gone(kafka: Running, topic: str) -> None:
    book = PolicyBook(kafka.address, topic)
    await book.write(Policy(version="v1"))
    async with AIOKafkaProducer(bootstrap_servers=kafka.address) as producer:
        await producer.send_and_wait(topic, key=b"v1", value=None)
    await book.load()
    assert book.empty
    assert book.newest() == DEFAULT_POLICY


async def test_no_topic_and_no_broker_are_told(kafka: Running, topic_prefix: str) -> None:
    with pytest.raises(TopicMissing, match="topics apply"):
        await PolicyBook(kafka.address, f"{topic_prefix}none").load()
    with pytest.raises(KafkaUnreachable, match="HOTLEAD_KAFKA"):
        await PolicyBook("127.0.0.1:1", "policies").load()
