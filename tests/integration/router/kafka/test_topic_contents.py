"""Whole topics counted: also those that are not there, and readers that are closed at once."""

from hotlead.router.embedded.running import Running
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kafka.topic_contents import records_in
from tests.integration.router.topic_making import make_topic


async def test_a_topic_that_is_not_there_holds_nothing(kafka: Running, topic_prefix: str) -> None:
    assert await records_in(kafka.address, f"{topic_prefix}nowhere") == 0


async def test_an_empty_topic_holds_nothing(kafka: Running, topic_prefix: str) -> None:
    await make_topic(kafka.address, f"{topic_prefix}empty", partitions=2)
    assert await records_in(kafka.address, f"{topic_prefix}empty") == 0


async def test_a_reader_may_be_closed_at_once(kafka: Running, topic_prefix: str) -> None:
    await make_topic(kafka.address, f"{topic_prefix}unread")
    async with LogReader(kafka.address, f"{topic_prefix}unread"):
        pass
