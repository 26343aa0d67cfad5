"""A reader of one's own, run by the loop that runs the product's: on a real broker."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from hotlead.router.embedded.running import Running
from hotlead.router.errors import NewerRecord
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.shard.chain import Chain
from hotlead.router.shard.follower import Fetching, Follower, Reader, Record
from hotlead.router.shard.valid import valid
from hotlead.topics.journal import VERSION
from tests.integration.journal_log import JournalLog, make_topic_anew, make_topics, soon

SHARDS = 2


class StoreAway(Exception):
    """What the store of the reader below raises when the test says so."""


@dataclass
class Kept:
    """A store: how often each kind came, and how far each shard was read."""

    kinds: Counter[str] = field(default_factory=Counter)
    places: dict[int, tuple[int, str, int]] = field(default_factory=dict)


class Kinds(Reader):
    """Counts the kinds of changes into a store of its own."""

    away = (StoreAway,)

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.handed: list[tuple[int, int]] = []
        self.lost_at: list[int] = []
        self.fails, self.is_whole = 0, True
        self.moved, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.may_go_on.set()

    async def begin(self, journal: LogReader, shards: Sequence[int]) -> Mapping[int, int]:
        return {shard: self.kept.places.get(shard, (0, "", 0))[0] for shard in shards}

    async def take(self, shard: int, records: Sequence[Record], following: int) -> int:
        if self.fails:
            self.fails -= 1
            raise StoreAway
        place, stamp, seq = self.kept.places.get(shard, (0, "", 0))
        if records and records[0].offset > place:
            return place
        self.handed += [(shard, record.offset) for record in records]
        chain = Chain(stamp=stamp, seq=seq)
        for one in valid(chain, [(record.offset, record.value or b"") for record in records]):
            self.kept.kinds.update(change["kind"] for change in one.entry.raw)
        self.kept.places[shard] = (following, chain.stamp, chain.seq)
        self.moved.set()
        return following

    def lost(self, shard: int) -> None:
        self.lost_at.append(shard)
        self.kept.places.pop(shard, None)

    async def whole(self) -> bool:
        await self.may_go_on.wait()
        return self.is_whole

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is fetched meanwhile."""
        self.may_go_on.clear()
        yield
        self.may_go_on.set()

    async def mend(self) -> None:
        self.kept.kinds.clear()
        self.kept.places.clear()
        self.is_whole = True

    async def counted(self, **kinds: int) -> None:
        async with asyncio.timeout(30):
            while self.kept.kinds != kinds:
                self.moved.clear()
                await self.moved.wait()


@pytest.fixture
async def log(kafka: Running, topic_prefix: str) -> AsyncIterator[JournalLog]:
    topic = f"{topic_prefix}journal"
    await make_topics(kafka.address, **{topic: SHARDS})
    async with AIOKafkaProducer(bootstrap_servers=kafka.address) as producer:
        yield JournalLog(producer, topic)


def follower(kafka: Running, log: JournalLog, reader: Reader) -> Follower:
    fetching = Fetching("test-reader", wait_ms=10, batch_records=2)
    return Follower(kafka.address, log.topic, reader, shards=SHARDS, fetching=fetching)


@asynccontextmanager
async def following(kafka: Running, log: JournalLog, reader: Reader) -> AsyncIterator[Follower]:
    one = follower(kafka, log, reader)
    await one.start()
    try:
        yield one
        assert not one.ended
    finally:
        await one.stop()


async def test_who_is_added_reads_for_itself_and_the_others_go_on_where_they_stood(
    kafka: Running, log: JournalLog
) -> None:
    for _ in range(3):
        await log.append(0, {"kind": "captured"})
    await log.append(1, {"kind": "hot"})
    old = Kept()
    async with following(kafka, log, Kinds(old)) as one:
        await soon(one.ready)
    assert old.kinds == {"captured": 3, "hot": 1}

    resumed, added = Kinds(old), Kinds(Kept())
    async with following(kafka, log, resumed), following(kafka, log, added) as two:
        await soon(two.ready)
        await log.append(0, {"kind": "queued"})
        await log.append(1, {"kind": "queued"})
        for reader in (resumed, added):
            await reader.counted(captured=3, hot=1, queued=2)
    assert sorted(resumed.handed) == [(0, 3), (1, 1)]
    assert sorted(added.handed) == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1)]


async def test_a_store_that_stands_elsewhere_is_read_from_there(
    kafka: Running, log: JournalLog
) -> None:
    await log.append(0, {"kind": "captured"})
    reader = Kinds(Kept())
    async with following(kafka, log, reader) as one:
        await soon(one.ready)
        # As another process that makes it anew.
        reader.kept.kinds.clear()
        reader.kept.places.clear()
        await log.append(0, {"kind": "queued"})
        await reader.counted(captured=1, queued=1)


async def test_a_store_that_is_away_is_waited_for(kafka: Running, log: JournalLog) -> None:
    await log.append(0, {"kind": "captured"})
    reader = Kinds(Kept())
    reader.fails = 2
    async with following(kafka, log, reader) as one:
        await soon(one.ready)
        assert (reader.fails, reader.kept.kinds) == (0, {"captured": 1})


async def test_a_store_that_is_lost_is_mended_and_not_ready_meanwhile(
    kafka: Running, log: JournalLog
) -> None:
    await log.append(0, {"kind": "captured"})
    reader, seen = Kinds(Kept()), list[bool]()
    async with following(kafka, log, reader) as one:
        await soon(one.ready)
        with ready_when_mended(reader, one, seen):
            reader.is_whole = False
            await reader.counted()
        await reader.counted(captured=1)
        await soon(one.ready)
    assert seen == [False]


@contextmanager
def ready_when_mended(reader: Kinds, one: Follower, seen: list[bool]) -> Iterator[None]:
    """Notes whether the follower is ready when it has the store mended."""
    mend = reader.mend

    async def watched() -> None:
        seen.append(one.ready.is_set())
        await mend()
        reader.moved.set()

    reader.mend = watched  # type: ignore[method-assign]
    yield


async def test_a_place_that_the_log_does_not_hold_is_lost(kafka: Running, log: JournalLog) -> None:
    await log.append(0, {"kind": "captured"})
    reader = Kinds(Kept(places={0: (99, "of another log", 99)}))
    async with following(kafka, log, reader):
        await reader.counted(captured=1)
    assert reader.lost_at == [0]


async def test_who_catches_up_ends_at_the_end_that_there_was(
    kafka: Running, log: JournalLog
) -> None:
    for _ in range(5):
        await log.append(0, {"kind": "captured"})
    reader = Kinds(Kept())
    await follower(kafka, log, reader).catch_up()
    assert reader.kept.kinds == {"captured": 5}
    newer = orjson.loads(log.entry(1, [{"kind": "promised"}]))
    await log.raw(1, orjson.dumps(newer | {"version": VERSION + 1}))
    with pytest.raises(NewerRecord, match="journal entry 1 is of version"):
        await follower(kafka, log, reader).catch_up()


async def test_a_topic_made_anew_is_another_log_however_long_it_is(
    kafka: Running, log: JournalLog
) -> None:
    await log.append(0, {"kind": "captured"})
    reader = Kinds(Kept())
    async with following(kafka, log, reader):
        await reader.counted(captured=1)
        with reader.held():  # it goes on only once the other log is the longer one
            await make_topic_anew(kafka.address, log.topic, SHARDS)
            log.stamps.clear()
            log.seqs.clear()
            for _ in range(3):
                await log.append(0, {"kind": "promised"})
        await reader.counted(captured=1, promised=3)
    assert set(reader.lost_at) == {0, 1}, "of 1 nothing was read, so no offset tells"
