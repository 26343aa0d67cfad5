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

log = logging.getLogger(__name__)

LOOK_S: Final = 2.0


class LogsKnown:
    """Which log each topic was at the last look.

    `ask` tells which they are now; `made_anew` hears of each that is another one.
    """

    def __init__(
        self,
        ask: Callable[[], Awaitable[Mapping[str, str]]],
        made_anew: Callable[[str], Awaitable[None]],
    ) -> None:
        self._ask, self._made_anew = ask, made_anew
        self._known: dict[str, str] = {}

    async def look(self) -> None:
        """Looks once; a broker that does not answer is asked again at the next look."""
        try:
            found = await self._ask()
        except (KafkaError, OSError, TimeoutError) as error:
            log.debug("no topic's id can be asked for: %s", type(error).__name__)
            return
        for topic, now in found.items():
            before, self._known[topic] = self._known.get(topic, now), now
            if before != now:
                log.error("%s was made anew: it is read from its start", topic)
                await self._made_anew(topic)

    async def watch(self) -> None:
        """Looks every LOOK_S, for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            await self.look()
