"""Sends dead letters back to where they came from: each at most once.

The life of a replayed letter: the run marks it `taken` on the dead-letter topic, reads the topic on
past its mark, and has the letter if its mark is the first valid one there; so of two runs side by
side one has it. It sends the record, waits for Kafka, and marks it `replayed`. A run that is cut
off between the two leaves the letter `taken`: no other run sends it, until somebody asks for those
that were cut off. Then the source topic is searched first, for each record that was sent bears the
letter's identity in a header.
"""

import asyncio
import contextlib
import math
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from aiokafka import AIOKafkaProducer

from hotlead.router.clock import real_ms
from hotlead.router.dead_letters.letters import Fate, Letters
from hotlead.router.dead_letters.listing import fold, read_letters
from hotlead.router.dead_letters.order import CUT_OFF_S, Order, Tally
from hotlead.router.dead_letters.sent import HEADER, Place, header_of, sent_before
from hotlead.router.dead_letters.way_back import Stays, WayBack, way_back
from hotlead.router.errors import ReplayStopped
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kafka.producer import start_producer
from hotlead.router.settings import Settings
from hotlead.topics.dead_letters import DeadLetter, Replayed, Taken, encode_mark
from hotlead.topics.streams import DEAD_LETTERS

#: Letters, and their bytes, that are taken at a time: the most that one cut leaves in doubt.
TURN_LETTERS: Final = 50
TURN_BYTES: Final = 8 * 1024 * 1024
#: A run sends what it took within this, or not at all.
SEND_WITHIN_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A letter on its way; `after` is the run that had it when it was chosen."""

    offset: int
    letter: DeadLetter
    way: WayBack
    after: str


async def replay(
    settings: Settings,
    order: Order,
    *,
    stop: asyncio.Event | None = None,
    tell: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Runs until all are sent, or `stop` is set; what is under way then is finished.

    `tell` is called after each turn. Raises KafkaUnreachable, LogError, TopicMissing, and
    ReplayStopped when a send fails.
    """
    topic, stop = settings.topic(DEAD_LETTERS), stop or asyncio.Event()
    letters, fitting = await fold(settings.kafka, topic, order.wanted)
    fates = _chosen(letters, fitting, order)
    # As they stand now: what another run takes from here on is left to it.
    chosen = {fate.offset: fate.run for fate in fates[: order.limit]}
    tally = Tally(chosen=len(chosen))
    tally.taken = sum(
        fate.state == "taken" for offset in fitting if (fate := letters.of(offset)) is not None
    )
    turns = _turns(settings, chosen, order, tally)
    if order.dry_run or not chosen:
        async for turn in turns:
            tally.sent.update(one.way.topic for one in turn)
    else:
        async with LogReader(settings.kafka, topic) as reader, _producer(settings) as producer:
            run = _Run(
                settings=settings,
                order=order,
                letters=letters,
                producer=producer,
                reader=reader,
                tally=tally,
            )
            began, gone = monotonic(), 0
            async with contextlib.aclosing(turns):
                async for turn in turns:
                    await run.send_back(turn)
                    gone += len(turn)
                    tell(tally)
                    if await _stopped(stop, began + gone / order.per_s - monotonic()):
                        break
    tally.left = len(fates) - tally.done
    return tally


@contextlib.asynccontextmanager
async def _producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    producer = await start_producer(settings.kafka, "hotlead-dead-letters")
    try:
        yield producer
    finally:
        await producer.stop()


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run, under an id of its own."""

    settings: Settings
    order: Order
    letters: Letters
    producer: AIOKafkaProducer
    reader: LogReader
    tally: Tally
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def _topic(self) -> str:
        return self.settings.topic(DEAD_LETTERS)

    async def send_back(self, turn: Sequence[_Leaving]) -> None:
        """Takes the letters, and sends those that it got. Raises ReplayStopped."""
        mine = await self._take(turn)
        taken_at = monotonic()
        self.tally.elsewhere += len(turn) - len(mine)
        if self.order.cut_off:
            there = await sent_before(self.settings.kafka, [(one.letter, one.way) for one in mine])
            places = [(one, there[one.letter.identity]) for one in mine]
            await self._mark([(one, place) for one, place in places if place is not None])
            self.tally.found += sum(place is not None for _, place in places)
            mine = [one for one, place in places if place is None]
        if monotonic() - taken_at > SEND_WITHIN_S:
            raise self._stopped("it was held up for too long", len(mine))
        results = await asyncio.gather(*map(self._send, mine), return_exceptions=True)
        sent = [
            (one, result)
            for one, result in zip(mine, results, strict=True)
            if isinstance(result, Place)
        ]
        await self._mark(sent)
        self.tally.sent.update(one.way.topic for one, _ in sent)
        failed = [result for result in results if isinstance(result, BaseException)]
        if failed:
            raise self._stopped(type(failed[0]).__name__, len(failed)) from failed[0]

    async def _take(self, turn: Sequence[_Leaving]) -> list[_Leaving]:
        """Those of the turn that this run has now."""
        marks = [
            Taken(letter=one.offset, run=self.id, at_ms=real_ms(), after=one.after) for one in turn
        ]
        await self._append(list(zip(turn, marks, strict=True)))
        position, end = self.letters.position, await self.reader.end(0)
        async for records in self.reader.read(0, position, end):
            for record in records:
                self.letters.take(record.offset, record.value)
        return [
            one
            for one in turn
            if (fate := self.letters.of(one.offset)) is not None and fate.run == self.id
        ]

    async def _send(self, one: _Leaving) -> Place:
        """Sends one as it was. Its time is the letter's, so that it is not fresher than it is."""
        letter, way = one.letter, one.way
        sent = await self.producer.send_and_wait(
            way.topic,
            letter.raw,
            key=letter.raw_key,
            partition=way.partition,
            timestamp_ms=letter.at_ms,
            headers=[(HEADER, header_of(letter))],
        )
        return Place(sent.topic, sent.partition, sent.offset)

    async def _mark(self, sent: Sequence[tuple[_Leaving, Place]]) -> None:
        """Says that these were sent."""
        await self._append(
            [
                (
                    one,
                    Replayed(
                        letter=one.offset,
                        run=self.id,
                        at_ms=real_ms(),
                        topic=place.topic,
                        partition=place.partition,
                        offset=place.offset,
                    ),
                )
                for one, place in sent
            ]
        )

    async def _append(self, marks: Sequence[tuple[_Leaving, Taken | Replayed]]) -> None:
        """Returns when Kafka has the marks. Raises ReplayStopped."""
        results = await asyncio.gather(
            *(
                self.producer.send_and_wait(
                    self._topic, encode_mark(mark), key=one.letter.id.encode(), partition=0
                )
                for one, mark in marks
            ),
            return_exceptions=True,
        )
        failed = [result for result in results if isinstance(result, BaseException)]
        if failed:
            raise self._stopped(type(failed[0]).__name__, len(marks)) from failed[0]

    def _stopped(self, why: str, count: int) -> ReplayStopped:
        return ReplayStopped(
            f"stopped ({why}): {self.tally.sent.total()} letters were sent back, and of {count}"
            " more it is not known; `hotlead dead-letters replay --cut-off` looks for them"
            f" {CUT_OFF_S / 60:.0f} minutes from now"
        )


def _chosen(letters: Letters, fitting: Sequence[int], order: Order) -> list[Fate]:
    """The letters in the state that is asked for, oldest first."""
    fates = [fate for offset in fitting if (fate := letters.of(offset)) is not None]
    if not order.cut_off:
        return [fate for fate in fates if fate.state == "waiting"]
    before_ms = real_ms() - order.cut_off_s * 1000
    return [fate for fate in fates if fate.state == "taken" and fate.taken_ms <= before_ms]


async def _turns(
    settings: Settings, chosen: Mapping[int, str], order: Order, tally: Tally
) -> AsyncGenerator[list[_Leaving], None]:
    """The letters that can go, so many at a time; the others are counted."""
    most = min(TURN_LETTERS, math.ceil(order.per_s))
    turn, size_bytes = list[_Leaving](), 0
    async for offset, letter in read_letters(
        settings.kafka, settings.topic(DEAD_LETTERS), list(chosen)
    ):
        way = way_back(letter, settings)
        if isinstance(way, Stays):
            tally.stay[way.why] += 1
            continue
        turn.append(_Leaving(offset, letter, way, chosen[offset]))
        size_bytes += len(letter.value)
        if len(turn) >= most or size_bytes >= TURN_BYTES:
            yield turn
            turn, size_bytes = [], 0
    if turn:
        yield turn


async def _stopped(stop: asyncio.Event, pause_s: float) -> bool:
    """Whether it is to stop, after a pause that a stop cuts short."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), max(pause_s, 0))
    return stop.is_set()
