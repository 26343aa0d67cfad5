"""Whether this worker stands still by its own fault, and its end when it does.

A worker is stuck when something has stood still for SUSPECT_AFTER_S (agents/batches/progress.py)
and goes on standing still for ANSWERING_S in which Kafka answers in full. So a broker that is away
never makes a worker fail its probe, nor does one that has just come back: all would start anew at
once. Redis away is no suspicion in the first place. Once stuck the probe fails, and END_AFTER_S
later the process ends itself, unless it moves again.

A shard that fails by a defect is no reason to end: it would fail in the next process too, and take
the healthy shards there with it. It makes the worker not ready.
"""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic

from hotlead.agents.batches import BatchApp
from hotlead.router.kafka.answers import kafka_answers
from hotlead.router.settings import Settings
from hotlead.router.watchdog import end_stuck

log = logging.getLogger(__name__)

SUSPECT_AFTER_S = 30.0
ANSWERING_S = 60.0
END_AFTER_S = 10.0
LOOK_S = 5.0
ASK_S = 10.0


class Liveness:
    """Looks every LOOK_S while `run` runs.

    `suspects` tells what else stands still for so long, `standing` what does by a defect.
    """

    def __init__(
        self,
        app: BatchApp,
        settings: Settings,
        suspects: Callable[[float], list[str]],
        standing: Callable[[float], list[str]],
    ) -> None:
        self._app, self._settings = app, settings
        self._suspects, self._standing = suspects, standing
        self._answering_at: float | None = None
        #: What has stood still for SUSPECT_AFTER_S at the last look, while Kafka answered.
        self.still: list[str] = []
        #: Why the worker is stuck; empty when all is well.
        self.stuck: list[str] = []

    async def run(self) -> None:
        """Looks for ever; ends the process when it is stuck."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self._look()
            except Exception:  # a look that fails is no reason to look no more
                log.exception("whether this worker stands still could not be seen")

    async def _look(self) -> None:
        suspects = self._app.suspects(SUSPECT_AFTER_S) + self._suspects(SUSPECT_AFTER_S)
        standing = self._standing(SUSPECT_AFTER_S)
        answers = bool(suspects or standing) and await self._kafka_answers()
        self.still = suspects + standing if answers else []
        if not suspects or not answers:
            self._answering_at, self.stuck = None, []
            return
        now = monotonic()
        if self._answering_at is None:
            self._answering_at = now
        for_s = now - self._answering_at
        if for_s < ANSWERING_S:
            return
        if not self.stuck:
            log.critical("stuck while Kafka answers: %s", "; ".join(suspects))
        self.stuck = suspects
        if for_s >= ANSWERING_S + END_AFTER_S:
            end_stuck("; ".join(suspects))

    async def _kafka_answers(self) -> bool:
        return await kafka_answers(self._settings.kafka, self._app.loops, ASK_S)
