"""Whether this gateway stands still by its own fault, and its end when it does.

It is stuck when the following of the journal has ended, or when a shard's journal goes on while
nothing of it was read for BEHIND_S. The second is asked of Kafka itself: a broker that is away, or
a Redis that is, never counts.
"""

import asyncio
import logging
from time import monotonic
from typing import Final

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from hotlead.router.errors import KafkaUnreachable
from hotlead.router.kafka.topic_contents import consumer
from hotlead.router.settings import Settings
from hotlead.router.shard.tail import JournalTail
from hotlead.router.watchdog import end_stuck
from hotlead.topics.streams import JOURNAL

log = logging.getLogger(__name__)

LOOK_S: Final = 15.0
BEHIND_S: Final = 60.0
END_AFTER_S: Final = 15.0
ASK_S: Final = 10.0


class Liveness:
    """Looks every `look_s` while `run` runs; the process ends `end_after_s` after it is stuck."""

    def __init__(
        self,
        tail: JournalTail,
        settings: Settings,
        *,
        look_s: float = LOOK_S,
        behind_s: float = BEHIND_S,
        end_after_s: float = END_AFTER_S,
    ) -> None:
        self._tail, self._settings = tail, settings
        self._look_s, self._behind_s, self._end_after_s = look_s, behind_s, end_after_s
        self._seen: dict[int, int] = {}
        # By shard, since when its journal is known to go on while nothing of it is read.
        self._behind_at: dict[int, float] = {}
        self._stuck_at = 0.0
        #: Why the gateway is stuck; empty when all is well.
        self.stuck: list[str] = []

    async def run(self) -> None:
        """Looks for ever; ends the process when it is stuck."""
        while True:
            await asyncio.sleep(self._look_s)
            await self._look()

    async def _look(self) -> None:
        reasons = ["the journal is not followed any more"] if self._tail.ended else []
        reasons += await self._behind()
        if reasons and not self.stuck:
            self._stuck_at = monotonic()
            log.critical("stuck: %s", "; ".join(reasons))
        self.stuck = reasons
        if reasons and monotonic() - self._stuck_at >= self._end_after_s:
            end_stuck("; ".join(reasons))

    async def _behind(self) -> list[str]:
        still = {
            shard: position
            for shard in range(self._settings.shards)
            if shard not in self._tail.newer  # read no further for a reason that is told
            and (position := self._tail.position(shard)) == self._seen.get(shard)
            and position >= 0
        }
        self._seen = {shard: self._tail.position(shard) for shard in range(self._settings.shards)}
        ends = await self._ends(list(still)) if still else {}
        now, before = monotonic(), self._behind_at
        self._behind_at = {
            shard: before.get(shard, now)
            for shard, end in ends.items()
            if end > self._tail.position(shard) == still[shard]
        }
        return [
            f"the journal of shard {shard} goes on, and nothing of it was read for {now - at:.0f} s"
            for shard, at in self._behind_at.items()
            if now - at > self._behind_s
        ]

    async def _ends(self, shards: list[int]) -> dict[int, int]:
        """Where the journals end; nothing when Kafka does not answer."""
        topic = self._settings.topic(JOURNAL)
        wanted = [TopicPartition(topic, shard) for shard in shards]
        try:
            async with asyncio.timeout(ASK_S), consumer(self._settings.kafka) as asking:
                ends = await asking.end_offsets(wanted)
        except (KafkaError, KafkaUnreachable, TimeoutError, OSError):
            return {}
        return {at.partition: end for at, end in ends.items()}
