"""Apache Kafka as a child: versions, data kept over a crash, what happens without java."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError

from hotlead.router.embedded import apache
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.running import Running
from hotlead.router.errors import BinaryMissing
from tests.integration.servers import in_ci

needs_apache = pytest.mark.skipif(
    apache.missing() is not None and not in_ci(), reason="no java or no jars"
)


@asynccontextmanager
async def admin(broker: Running) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=broker.address)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def produce(broker: Running, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=broker.address) as producer:
        await producer.send_and_wait(topic, value)


async def first_value(broker: Running, topic: str) -> bytes | None:
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=broker.address, auto_offset_reset="earliest"
    )
    async with consumer:
        record = await asyncio.wait_for(consumer.getone(), 20.0)
        value: bytes | None = record.value
        return value


async def test_shared_broker_takes_a_topic_and_a_record(kafka: Running, topic_prefix: str) -> None:
    topic = f"{topic_prefix}echo"
    async with admin(kafka) as client:
        await client.create_topics([NewTopic(topic, 1, 1)])
    await produce(kafka, topic, b"lead")
    assert await first_value(kafka, topic) == b"lead"


@needs_apache
async def test_makes_no_topic_by_itself(kafka: Running, topic_prefix: str) -> None:
    async with admin(kafka) as client:
        (topic,) = await client.describe_topics([f"{topic_prefix}misspelt"])
    assert topic["error_code"] == UnknownTopicOrPartitionError.errno


@needs_apache
def test_reports_its_version(kafka: Running) -> None:
    assert kafka.product == "Apache Kafka"
    assert kafka.version.startswith("4.")
    assert f"Kafka version: {kafka.version}" in kafka.log.read_text()


@needs_apache
async def test_keeps_its_data_over_a_crash(tmp_path: Path) -> None:
    with run_apache(tmp_path) as broker:
        async with admin(broker) as client:
            await client.create_topics([NewTopic("kept", 1, 1)])
        await produce(broker, "kept", b"lead")
        broker.kill()
    with run_apache(tmp_path, broker.port) as again:
        assert again.port == broker.port
        assert await first_value(again, "kept") == b"lead"


def test_says_what_to_do_without_jars(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/java")
    monkeypatch.setenv(apache.JARS_VARIABLE, str(tmp_path))
    with pytest.raises(BinaryMissing, match=r"kafka\.sh fetch"), run_apache():
        pass


def test_takes_tansu_without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(BinaryMissing, match="no java"), run_apache():
        pass
    with run_kafka() as broker:
        assert broker.product == "Tansu"
