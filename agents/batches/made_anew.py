"""Topics that were deleted and made anew under a running worker: their new log is read whole.

Group and consumer know a topic by its name, so to them an offset of the old log is one of the new.
While the new log is shorter Kafka says so, and it is read from its start; once it is longer, what
lies before the old offset would be skipped without a word. So each topic's id is looked at.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiokafka.errors import KafkaError

from hotlead.agents.batches.where import where
from hotlead.router.kafka.topic_ids import is_another

log = logging.getLogger(__name__)

LOOK_S: Final = 2.0


class LogsKnown:
    """Which log each topic was at the last look that a broker said it.

    `ask` tells which they are now. `made_anew` hears of each that is another one, at each look until
    it says that the topic is read from its start.
    """

    def __init__(
        self,
        ask: Callable[[], Awaitable[Mapping[str, str]]],
        made_anew: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._ask, self._made_anew = ask, made_anew
        self._known: dict[str, str] = {}
        # Not yet read from their start.
        self._others: set[str] = set()

    async def look(self) -> None:
        """Looks once; a broker that does not answer is asked again at the next look."""
        try:
            self._note(await self._ask())
        except (KafkaError, OSError, TimeoutError) as error:
            log.debug("no topic's id can be asked for: %s", type(error).__name__)
        for topic in sorted(self._others):
            if await self._made_anew(topic):
                self._others.discard(topic)

    def _note(self, found: Mapping[str, str]) -> None:
        for topic, now in found.items():
            before = self._known.get(topic, "")
            self._known[topic] = now or before
            if is_another(before, now):
                log.error("%s was made anew: it is read from its start", topic)
                self._others.add(topic)

    async def watch(self) -> None:
        """Looks every LOOK_S, for ever; a look that fails is said, and is not the last."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  # a worker goes on without
                log.error("topics' ids: a look failed: %s", where(error))  # noqa: TRY400  (no payload)
