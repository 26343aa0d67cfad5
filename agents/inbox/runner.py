"""Running calls: through Redis in order, then to the journal in order.

While Redis works on some calls, what came of those before is on its way to Kafka, and the owner
prepares those behind.
"""

import asyncio
from collections.abc import Sequence
from time import monotonic

from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.publisher import Publisher
from hotlead.router.cancelling import cancel
from hotlead.router.errors import ScriptFailed, Unsendable
from hotlead.router.metrics import Metrics
from hotlead.router.state.store import RUN_BATCH, Outcome, Placed, ShardStore

Done = list[tuple[Placed, Outcome]]


class Runner:
    """One shard's way from calls to entries in Kafka. Whoever uses it has the shard's turn."""

    def __init__(
        self, store: ShardStore, publisher: Publisher, failures: Failures, metrics: Metrics
    ) -> None:
        self._store, self._publisher = store, publisher
        self._failures, self._metrics = failures, metrics
        self._running: asyncio.Task[Done] | None = None
        self._publishing: asyncio.Task[None] | None = None
        self._done: Done = []
        #: Whether a script may have failed half-way; until the next one that went well.
        self.unsure = False

    async def begin(self, placed: Sequence[Placed]) -> None:
        """Has Redis work on these once it is done with those before. Raises what those raise."""
        await self._answered()
        if placed:
            self._running = asyncio.create_task(self._run(placed))
            await asyncio.sleep(0)  # so that they are on their way while the caller goes on

    async def finish(self) -> Done:
        """What came of all that was begun, once its entries are in Kafka.

        Raises what Redis, Kafka or the shard's guards raise; then `abandon` must follow.
        """
        await self._answered()
        await self._published()
        done, self._done = self._done, []
        return done

    async def abandon(self) -> None:
        """After an error: nothing goes on, and what was under way is in doubt."""
        tasks = [task for task in (self._running, self._publishing) if task is not None]
        if tasks:
            self._running = self._publishing = None
            await cancel(tasks)
            self._publisher.doubt = True
        self._done = []

    async def _run(self, placed: Sequence[Placed]) -> Done:
        began, self.unsure = monotonic(), True
        try:
            at_once = self._failures.at_once(len(placed), RUN_BATCH)
            outcomes = await self._store.run(placed, at_once)
        except (ScriptFailed, Unsendable) as error:
            self._failures.add_call(error)
            raise
        self.unsure = False
        self._metrics.redis_script_duration["batch"].observe(monotonic() - began)
        return list(zip(placed, outcomes, strict=True))

    async def _answered(self) -> None:
        """Awaits Redis, and hands the entries on."""
        if self._running is None:
            return
        done = await self._running
        self._running = None
        self._done += done
        self._count(done)
        await self._published()
        entries = [outcome.entry for _, outcome in done if outcome.entry]
        if entries or self._publisher.doubt:
            self._publishing = asyncio.create_task(self._publisher.publish(entries))

    async def _published(self) -> None:
        if self._publishing is not None:
            await self._publishing
            self._publishing = None

    def _count(self, done: Done) -> None:
        counts: dict[str, int] = {}
        for _, outcome in done:
            counts[outcome.code] = counts.get(outcome.code, 0) + 1
        for code, count in counts.items():
            self._metrics.events_processed["inbox", code].inc(count)
