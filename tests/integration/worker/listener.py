"""The journal as anybody outside may read it: every record with its verdict, and what is valid."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from hotlead.router.shard.chain import Chain, Verdict
from hotlead.topics.journal import Entry, Opened, RawChange, decode_journal

TIMEOUT_S = 45.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One record of a shard's journal; `record` is None for one that is none of ours."""

    shard: int
    offset: int
    verdict: Verdict | None
    record: Opened | Entry | None


class Listener:
    """Follows all shards from the log's start; `heard` grows as it goes."""

    def __init__(self, brokers: str, topic: str, shards: int) -> None:
        self.heard: list[Heard] = []
        self.taken: Counter[str] = Counter()
        self.subscribers: list[Callable[[RawChange], None]] = []
        self._brokers, self._topic = brokers, topic
        self._chains = {shard: Chain() for shard in range(shards)}
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to follow."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Ends it. Raises what the following raised."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            if not self._task.cancelled():
                self._task.result()

    async def _follow(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._brokers, fetch_max_wait_ms=50, metadata_max_age_ms=2000
        )
        await consumer.start()
        try:
            places = [TopicPartition(self._topic, shard) for shard in self._chains]
            consumer.assign(places)
            await consumer.seek_to_beginning(*places)
            while True:
                for place, records in (await consumer.getmany(timeout_ms=500)).items():
                    for record in records:
                        self._take(place.partition, record.offset, record.value or b"")
                self._moved.set()
        finally:
            await consumer.stop()

    def _take(self, shard: int, offset: int, raw: bytes) -> None:
        try:
            record = decode_journal(raw)
        except ValueError:
            self.heard.append(Heard(shard, offset, None, None))
            return
        verdict = self._chains[shard].read(record, offset)
        self.heard.append(Heard(shard, offset, verdict, record))
        if verdict is Verdict.VALID and isinstance(record, Entry):
            for change in record.raw:
                if change["kind"] in ("captured", "merged"):
                    self.taken[change["capture"]] += 1
                for tell in self.subscribers:
                    tell(change)

    # What is valid

    def entries(self, shard: int | None = None) -> list[Entry]:
        """Valid entries in the order of each shard's chain."""
        return [
            one.record
            for one in self.heard
            if one.verdict is Verdict.VALID
            and isinstance(one.record, Entry)
            and shard in (None, one.shard)
        ]

    def changes(self, *kinds: str) -> list[RawChange]:
        """Valid changes of these kinds."""
        found = (change for entry in self.entries() for change in entry.raw)
        return [change for change in found if change["kind"] in kinds]

    def opened(self, shard: int | None = None) -> list[Heard]:
        """Where workers took shards over."""
        return [
            one
            for one in self.heard
            if isinstance(one.record, Opened) and shard in (None, one.shard)
        ]

    def count(self, verdict: Verdict) -> int:
        """How many records have this verdict."""
        return sum(one.verdict is verdict for one in self.heard)

    async def until(
        self, holds: Callable[[], object], what: str, timeout_s: float = TIMEOUT_S
    ) -> None:
        """Awaits that something holds of what was heard."""
        try:
            async with asyncio.timeout(timeout_s):
                while not holds():
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}: {self}") from None

    def __str__(self) -> str:
        verdicts = Counter(str(one.verdict) for one in self.heard)
        kinds = Counter(c["kind"] for entry in self.entries() for c in entry.raw)
        return f"{dict(verdicts)}, {dict(kinds)}"
