"""The end of a run: clients rest, all is read to its end, and its topics go."""

import asyncio
import time
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from hotlead.router.shard.chain import Verdict
from hotlead.topics.streams import INBOX, JOURNAL
from tests.chaos.site import ChaosSite

CLIENTS_S: Final = 60.0
QUIET_S: Final = 90.0
LOOK_S: Final = 0.5
STILL_S: Final = 1.5
REQUEST_MS: Final = 10_000


async def drain(site: ChaosSite) -> bool:
    """Whether all came to rest in time: sent, read, and every ladder run out."""
    try:
        async with asyncio.timeout(CLIENTS_S):
            await asyncio.gather(*(phone.rest() for phone in site.phones))
            await site.sources.rest()
    except TimeoutError:
        return False
    deadline = time.monotonic() + QUIET_S
    heard, since = -1, time.monotonic()
    async with _Lag(site) as lag:
        while time.monotonic() < deadline:
            if len(site.inner.journal.heard) != heard:
                heard, since = len(site.inner.journal.heard), time.monotonic()
            still = time.monotonic() - since > STILL_S
            if still and not site.climbing.unsettled and await lag.read_to_the_end():
                return True
            await asyncio.sleep(LOOK_S)
    return False


class _Lag:
    """Compares what the workers have committed with where their topics end."""

    def __init__(self, site: ChaosSite) -> None:
        settings = site.inner.settings
        topics = [*site.input_topics(), settings.topic(INBOX)]
        self._group = settings.group
        self._journal, self._journal_topic = site.inner.journal, settings.topic(JOURNAL)
        self._places = [
            TopicPartition(topic, number)
            for topic in topics
            for number in range(settings.partitions)
        ]
        self._admin = AIOKafkaAdminClient(
            bootstrap_servers=settings.kafka, request_timeout_ms=REQUEST_MS
        )
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.kafka, request_timeout_ms=REQUEST_MS
        )

    async def __aenter__(self) -> "_Lag":
        await self._admin.start()
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def read_to_the_end(self) -> bool:
        try:
            committed = await self._admin.list_consumer_group_offsets(self._group)
            ends = await self._consumer.end_offsets(self._places)
        except KafkaError:
            return False
        ends |= self._valid_ends()
        return all(
            end == 0 or (place in committed and committed[place].offset >= end)
            for place, end in ends.items()
        )

    def _valid_ends(self) -> dict[TopicPartition, int]:
        """Of the journal right behind the last valid entry, for followers commit nowhere else."""
        ends: dict[TopicPartition, int] = {}
        for one in self._journal.heard:
            if one.verdict is Verdict.VALID:
                ends[TopicPartition(self._journal_topic, one.shard)] = one.offset + 1
        return ends


async def delete_topics(site: ChaosSite) -> None:
    """Makes room for the next run."""
    settings = site.inner.settings
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        names = await admin.list_topics()
        await admin.delete_topics([n for n in names if n.startswith(settings.topic_prefix)])
    finally:
        await admin.close()
