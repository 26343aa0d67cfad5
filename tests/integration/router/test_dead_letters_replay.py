"""Dead letters sent back, on a real broker: each at most once, whatever becomes of the run."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import orjson
import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord

from hotlead.router.clock import real_ms
from hotlead.router.dead_letters import Filter, list_letters
from hotlead.router.dead_letters.order import Order
from hotlead.router.dead_letters.replay import replay
from hotlead.router.dead_letters.sent import HEADER, header_of
from hotlead.router.embedded.running import Running
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.provision.apply import apply_topics
from hotlead.router.settings import Settings
from hotlead.topics.dead_letters import (
    DeadLetter,
    Reason,
    Taken,
    dead_letter,
    encode_dead_letter,
    encode_mark,
)
from hotlead.topics.streams import DEAD_LETTERS, SIGNALS
from tests.integration.processes import Process, Processes

# An hour ago: Kafka deletes what is older than the topic keeps, and be it sent just now.
AT_MS = real_ms() - 3_600_000
PARTITIONS = 2


class Desk:
    """Topics of one test's own, and what is put on them."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer) -> None:
        self.settings, self._producer = settings, producer
        self.topic = settings.topic(DEAD_LETTERS)

    def letter(
        self, n: int, *, topic: str = SIGNALS, reason: Reason = "bad_field", at_ms: int = AT_MS
    ) -> DeadLetter:
        return dead_letter(
            b"signal %d" % n,
            reason=reason,
            detail=f"number {n}",
            topic=self.settings.topic(topic),
            partition=0,
            offset=n,
            at_ms=at_ms,
            key=b"k%d" % n,
        )

    async def put(self, *letters: DeadLetter) -> None:
        for letter in letters:
            key, value = encode_dead_letter(letter)
            await self._producer.send(self.topic, value, key=key)
        await self._producer.flush()

    async def mark_taken(self, offset: int, run: str) -> None:
        mark = Taken(letter=offset, run=run, at_ms=real_ms())
        await self._producer.send_and_wait(self.topic, encode_mark(mark))

    async def send_back(self, letter: DeadLetter) -> None:
        headers = [(HEADER, header_of(letter))]
        await self._producer.send_and_wait(letter.topic, letter.raw, headers=headers)

    async def records(self, topic: str = SIGNALS) -> list[ConsumerRecord[bytes, bytes]]:
        found = []
        async with LogReader(self.settings.kafka, self.settings.topic(topic)) as reader:
            for partition in range(PARTITIONS):
                async for records in reader.read_all(partition):
                    found += records
        return found

    async def values(self) -> Counter[bytes]:
        return Counter(record.value or b"" for record in await self.records())

    async def states(self) -> list[str]:
        found = await list_letters(self.settings.kafka, self.topic)
        return [one.fate.state for one in found.letters]


@pytest.fixture
async def desk(kafka: Running, topic_prefix: str) -> AsyncIterator[Desk]:
    settings = Settings(
        kafka=kafka.address, topic_prefix=topic_prefix, shards=1, partitions=PARTITIONS
    )
    await apply_topics(settings)
    async with AIOKafkaProducer(bootstrap_servers=kafka.address, acks="all") as producer:
        yield Desk(settings, producer)


async def command(desk: Desk, processes: Processes, *arguments: str) -> Process:
    settings = desk.settings
    return await processes.start(
        "-c",
        "from hotlead.router.cli import main; main()",
        "dead-letters",
        *arguments,
        env={
            "HOTLEAD_KAFKA": settings.kafka,
            "HOTLEAD_TOPIC_PREFIX": settings.topic_prefix,
            "HOTLEAD_SHARDS": "1",
            "HOTLEAD_PARTITIONS": str(PARTITIONS),
        },
    )


async def test_it_goes_back_as_it_was_and_once(desk: Desk) -> None:
    letter = desk.letter(1)
    await desk.put(letter, letter)  # a batch that was worked again wrote it twice
    tally = await replay(desk.settings, Order())
    assert (dict(tally.sent), tally.left) == ({desk.settings.topic(SIGNALS): 1}, 0)
    again = await replay(desk.settings, Order())
    assert (again.chosen, again.done) == (0, 0)
    [record] = await desk.records()
    assert (record.value, record.key, record.timestamp) == (b"signal 1", b"k1", AT_MS)
    [found] = (await list_letters(desk.settings.kafka, desk.topic)).letters
    assert found.fate.replayed is not None
    place = (found.fate.replayed.partition, found.fate.replayed.offset)
    assert place == (record.partition, record.offset)


async def test_two_side_by_side_send_each_once(desk: Desk) -> None:
    await desk.put(*(desk.letter(n) for n in range(300)))
    order = Order(per_s=10_000)
    tallies = await asyncio.gather(*(replay(desk.settings, order) for _ in range(2)))
    assert await desk.values() == {b"signal %d" % n: 1 for n in range(300)}
    assert sum(tally.sent.total() for tally in tallies) == 300
    assert sum(tally.elsewhere for tally in tallies) > 0
    assert set(await desk.states()) == {"replayed"}


async def test_killed_on_the_way_it_sends_none_twice(desk: Desk, processes: Processes) -> None:
    await desk.put(*(desk.letter(n) for n in range(400)))
    first = await command(desk, processes, "replay", "--rate", "100")
    await first.await_line(r"^\d+ of 400")
    first.kill()
    rest = await replay(desk.settings, Order(per_s=10_000))
    assert 0 < rest.sent.total() < 400
    once = await desk.values()
    assert set(once.values()) == {1}
    # What the first had in hand is in doubt, and no more.
    assert len(once) + rest.taken >= 400
    assert rest.taken <= 50
    await replay(desk.settings, Order(cut_off=True, cut_off_s=0))
    assert await desk.values() == {b"signal %d" % n: 1 for n in range(400)}
    assert set(await desk.states()) == {"replayed"}


async def test_of_those_cut_off_only_what_was_not_sent_is_sent(desk: Desk) -> None:
    letters = [desk.letter(n) for n in range(3)]
    await desk.put(*letters)
    for offset in (0, 1):
        await desk.mark_taken(offset, "gone")
    await desk.send_back(letters[0])
    young = await replay(desk.settings, Order(cut_off=True))
    assert (young.chosen, young.taken) == (0, 2)
    tally = await replay(desk.settings, Order(cut_off=True, cut_off_s=0))
    assert (tally.found, tally.sent.total()) == (1, 1)
    assert await desk.values() == {b"signal 0": 1, b"signal 1": 1}
    assert await desk.states() == ["replayed", "replayed", "waiting"]


async def test_filters_limit_and_what_stays(desk: Desk) -> None:
    await desk.put(
        desk.letter(0),
        desk.letter(1, reason="bad_json"),
        desk.letter(2, topic="capture.web-form"),
        desk.letter(3, at_ms=AT_MS + 5000),
        desk.letter(4, topic="inbox"),
        desk.letter(5, topic="journal"),
    )
    name = desk.settings.topic

    async def fits(wanted: Filter) -> int:
        return (await replay(desk.settings, Order(wanted=wanted, dry_run=True))).chosen

    assert await fits(Filter()) == 6
    assert await fits(Filter(reason="bad_json")) == 1
    assert await fits(Filter(topic=name("capture.web-form"))) == 1
    assert await fits(Filter(since_ms=AT_MS + 1)) == 1
    assert await fits(Filter(until_ms=AT_MS + 1)) == 5
    assert await fits(Filter(offsets=frozenset([1, 3, 99]))) == 2
    dry = await replay(desk.settings, Order(dry_run=True))
    assert dict(dry.sent) == {name(SIGNALS): 3, name("capture.web-form"): 1}
    assert set(await desk.states()) == {"waiting"}
    assert await desk.records() == []
    first = await replay(desk.settings, Order(limit=1))
    assert (first.sent.total(), first.left) == (1, 5)
    rest = await replay(desk.settings, Order())
    assert (rest.sent.total(), rest.stay.total()) == (3, 2)
    assert await desk.states() == [*["replayed"] * 4, "waiting", "waiting"]


async def test_it_keeps_its_rate_and_stops_when_told(desk: Desk) -> None:
    await desk.put(*(desk.letter(n) for n in range(10)))
    stop, dones = asyncio.Event(), list[int]()

    def tell(done: int) -> None:
        dones.append(done)
        if done == 4:
            stop.set()

    began = asyncio.get_running_loop().time()
    order = Order(per_s=2)
    tally = await replay(desk.settings, order, stop=stop, tell=lambda t: tell(t.done))
    assert dones == [2, 4]
    assert asyncio.get_running_loop().time() - began >= 1
    assert (tally.sent.total(), tally.left) == (4, 6)
    assert (await desk.states()).count("waiting") == 6


async def test_the_commands(desk: Desk, processes: Processes) -> None:
    await desk.put(desk.letter(0), desk.letter(1, topic="journal"))
    shown = await command(desk, processes, "show", "0")
    assert await shown.wait() == 0
    assert "number 0" in shown.output
    assert "signal 0" not in shown.output
    raw = await command(desk, processes, "show", "0", "--raw")
    assert await raw.wait() == 0
    assert "may hold personal data" in raw.output
    assert raw.output.endswith("signal 0")
    none = await command(desk, processes, "show", "7")
    assert await none.wait() == 1
    assert "there is no dead letter at offset 7" in none.output
    sent = await command(desk, processes, "replay", "--json")
    assert await sent.wait() == 0
    told = orjson.loads(sent.output)
    assert told["sent"] == {desk.settings.topic(SIGNALS): 1}
    assert told["stay"] == {"what is not valid in the journal never happened": 1}
    listed = await command(desk, processes, "list", "--state", "replayed", "--json")
    assert await listed.wait() == 0
    [letter] = orjson.loads(listed.output)["letters"]
    assert (letter["offset"], letter["state"]) == (0, "replayed")
    late = await command(desk, processes, "list", "--since", "yesterday")
    assert await late.wait() == 2
    assert "write it like 2026-01-05" in late.output
