"""Topics that were deleted and made anew under a running worker: their new log is read whole.

Group and consumer know a topic by its name, so to them an offset of the old log is one of the new.
While the new log is shorter Kafka says so, and it is read from its start; once it is longer, what
lies before the old offset would be skipped without a word. So each topic's id is looked at.
"""

import asyncio
import logging
from typing import Final

from aiokafka.errors import KafkaError

from hotlead.agents.batches.app import BatchApp

log = logging.getLogger(__name__)

LOOK_S: Final = 2.0


async def watch(app: BatchApp) -> None:
    """Looks every LOOK_S, for ever, at the ids of all topics that have an agent."""
    known: dict[str, str] = {}
    while True:
        try:
            for topic, now in (await app.topic_ids()).items():
                before = known.get(topic, now)
                if before != now:
                    log.error("%s was made anew: it is read from its start", topic)
                    await app.made_anew(topic)
                known[topic] = now
        except (KafkaError, OSError, TimeoutError) as error:
            log.debug("no topic's id can be asked for: %s", type(error).__name__)
        await asyncio.sleep(LOOK_S)
