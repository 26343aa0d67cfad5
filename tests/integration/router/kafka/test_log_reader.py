"""Bounded reads on a real broker."""

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete

from hotlead.router.embedded.running import Running
from hotlead.router.errors import LogDeleted, LogTruncated, LogUnavailable
from hotlead.router.kafka.log_reader import LogReader
from tests.integration.journal_log import make_topics


async def filled(kafka: Running, topic: str, count: int) -> None:
    await make_topics(kafka.address, **{topic: 2})
    async with AIOKafkaProducer(bootstrap_servers=kafka.address) as producer:
        for number in range(count):
            await producer.send(topic, str(number).encode(), partition=1)
        await producer.flush()


async def values(reader: LogReader, start: int, end: int) -> list[int]:
    return [
        int(record.value or b"") async for batch in reader.read(1, start, end) for record in batch
    ]


async def test_a_piece_is_read_to_the_record(kafka: Running, topic_prefix: str) -> None:
    topic = f"{topic_prefix}log"
    await filled(kafka, topic, 500)
    async with LogReader(kafka.address, topic, batch_records=64) as reader:
        assert (await reader.first(1), await reader.end(1), await reader.end(0)) == (0, 500, 0)
        assert await values(reader, 100, 333) == list(range(100, 333))
        assert await values(reader, 499, 500) == [499]
        assert await values(reader, 7, 7) == []
        batches = [batch async for batch in reader.read_all(1)]
        assert sum(map(len, batches)) == 500
        assert max(map(len, batches)) <= 64


async def test_an_end_that_is_not_there_is_told(kafka: Running, topic_prefix: str) -> None:
    topic = f"{topic_prefix}log"
    await filled(kafka, topic, 3)
    async with LogReader(kafka.address, topic) as reader:
        with pytest.raises(LogTruncated, match="ends at 3, before 4"):
            await values(reader, 0, 4)


async def test_gaps_are_passed(kafka: Running, topic_prefix: str) -> None:
    if kafka.product != "Apache Kafka":
        pytest.skip("only Apache Kafka has transactions")
    topic = f"{topic_prefix}log"
    await make_topics(kafka.address, **{topic: 2})
    async with AIOKafkaProducer(
        bootstrap_servers=kafka.address, transactional_id=topic
    ) as producer:
        for number in range(3):
            async with producer.transaction():
                await producer.send_and_wait(topic, str(number).encode(), partition=1)
    async with LogReader(kafka.address, topic) as reader:
        # Each transaction ends with a marker, which takes an offset and is no record.
        assert await reader.end(1) == 6
        assert await values(reader, 0, 6) == [0, 1, 2]
        assert await values(reader, 1, 4) == [1]
        assert await values(reader, 5, 6) == []


async def test_a_start_that_retention_removed_is_told(kafka: Running, topic_prefix: str) -> None:
    if kafka.product != "Apache Kafka":
        pytest.skip("only Apache Kafka deletes records on demand")
    topic = f"{topic_prefix}log"
    await filled(kafka, topic, 10)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.address)
    await admin.start()
    await admin.delete_records({TopicPartition(topic, 1): RecordsToDelete(before_offset=5)})
    await admin.close()
    async with LogReader(kafka.address, topic) as reader:
        assert await reader.first(1) == 5
        with pytest.raises(LogDeleted, match="no longer holds offset 4"):
            await values(reader, 4, 10)
        assert await values(reader, 5, 10) == list(range(5, 10))


async def test_no_broker_is_told() -> None:
    with pytest.raises(LogUnavailable):
        async with LogReader("127.0.0.1:9", "log", timeout_s=1):
            pass
