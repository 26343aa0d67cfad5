"""The dead letters as the gateway knows them: why a capture became no lead, and how many wait."""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from hotlead.router.dead_letters import Fate, Letters
from hotlead.router.dead_letters.way_back import CaptureName, capture_of
from hotlead.router.kafka.brokers_answering import answering_first
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings
from hotlead.topics.dead_letters import RECORD_BYTES_MAX, DeadLetter, Reason
from hotlead.topics.streams import DEAD_LETTERS

log = logging.getLogger(__name__)

#: The newest are known, each at a kilobyte or less.
LETTERS_MAX: Final = 50_000
POLL_MS: Final = 1000
#: Letters are up to 4 MiB: so many are held at a time.
POLL_RECORDS_MAX: Final = 50
RETRY_FIRST_S: Final = 0.5
RETRY_LONGEST_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a capture was put aside, and what became of the letter. No bytes of it are kept."""

    reason: Reason
    detail: str
    at_ms: int
    fate: Fate


class DeadLetterIndex:
    """Follows the dead-letter topic from its start. A broker that is away is waited for."""

    def __init__(
        self, settings: Settings, metrics: Metrics, letters_max: int = LETTERS_MAX
    ) -> None:
        self._settings, self._metrics, self._letters_max = settings, metrics, letters_max
        self._letters = Letters(letters_max)
        self._lapses: OrderedDict[CaptureName, Lapse] = OrderedDict()
        #: Whether all letters there were when it began to read are known.
        self.caught_up = False

    def of(self, capture: CaptureName) -> Lapse | None:
        """The newest letter that this capture became, among those that are known."""
        return self._lapses.get(capture)

    async def run(self) -> None:
        """Follows for ever."""
        pause_s = RETRY_FIRST_S
        while True:
            before = self._letters.position
            try:
                await self._follow()
            except OffsetOutOfRangeError:
                log.warning("the dead-letter topic was made anew; it is read from its start")
                self._letters = Letters(self._letters_max)
                self._lapses.clear()
                self.caught_up = False
            except (KafkaError, OSError) as error:
                log.warning("the dead letters cannot be read: %s", type(error).__name__)
            if self._letters.position != before:
                pause_s = RETRY_FIRST_S
            await asyncio.sleep(pause_s)
            pause_s = min(RETRY_LONGEST_S, pause_s * 2)

    def take(self, offset: int, value: bytes | None) -> None:
        """The next record of the topic."""
        letter = self._letters.take(offset, value)
        if letter is not None:
            self._note(offset, letter)

    async def _follow(self) -> None:
        at = TopicPartition(self._settings.topic(DEAD_LETTERS), 0)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=await answering_first(self._settings.kafka),
            client_id="hotlead-dead-letter-index",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=RECORD_BYTES_MAX,
        )
        try:
            await consumer.start()
            consumer.assign([at])
            first = (await consumer.beginning_offsets([at]))[at]
            end = (await consumer.end_offsets([at]))[at]
            start = max(first, self._letters.position)
            consumer.seek(at, start)
            self.caught_up = self.caught_up or start >= end
            while True:
                found = await consumer.getmany(at, timeout_ms=POLL_MS, max_records=POLL_RECORDS_MAX)
                for record in found.get(at, ()):
                    self.take(record.offset, record.value)
                self.caught_up = self.caught_up or await consumer.position(at) >= end
                self._count()
        finally:
            await consumer.stop()

    def _note(self, offset: int, letter: DeadLetter) -> None:
        capture, fate = capture_of(letter, self._settings), self._letters.of(offset)
        if capture is None or fate is None:
            return
        self._lapses[capture] = Lapse(letter.reason, letter.detail, letter.at_ms, fate)
        self._lapses.move_to_end(capture)
        if len(self._lapses) > self._letters_max:
            self._lapses.popitem(last=False)

    def _count(self) -> None:
        for reason, gauge in self._metrics.dead_letter_backlog.items():
            gauge.set(self._letters.waiting.get(reason, 0))  # type: ignore[call-overload]
