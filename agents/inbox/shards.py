"""The shards of this worker: opened when assigned, anew when lost, let go when revoked."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from time import monotonic
from typing import Any

from hotlead.agents.batches import TP, Batch, BatchApp, Record, batch_agent
from hotlead.agents.inbox.held import Held
from hotlead.agents.inbox.keeper import Keeper
from hotlead.agents.tools import Tools
from hotlead.router.cancelling import cancel
from hotlead.router.errors import (
    LogError,
    NewerRecord,
    ScriptFailed,
    ShardLost,
    StoreBehind,
    StoreRestarted,
)
from hotlead.router.state.recovery import Readers
from hotlead.topics.streams import INBOX

log = logging.getLogger(__name__)


class Shards:
    """Registers the inbox agent on the app and keeps its shards open.

    `fatal` is called with an error that somebody must mend, once no shard is left to keep open.
    """

    def __init__(
        self,
        app: BatchApp,
        tools: Tools,
        readers: Readers,
        worker: str,
        fatal: Callable[[BaseException], None],
    ) -> None:
        self._app, self._tools = app, tools
        self._topic = tools.settings.topic(INBOX)
        self._held: dict[int, Held] = {}
        self._fatal = fatal
        self._keeper = Keeper(app, tools, readers, worker, self._stays_closed)
        batch_agent(
            app,
            self._topic,
            self._handle,
            name="inbox",
            on_assigned=self._assigned,
            on_revoked=self._revoked,
            on_made_anew=self._made_anew,
        )

    def open_shards(self) -> frozenset[int]:
        """Shards that are served now."""
        return frozenset(n for n, held in self._held.items() if held.owner is not None)

    def opening(self) -> bool:
        """Whether any assigned shard is not served yet."""
        return any(held.owner is None for held in self._held.values())

    def failing(self) -> list[int]:
        """Open shards that wait, after a failure, to read their inbox again."""
        return sorted(n for n, held in self._held.items() if held.again_at is not None)

    def closed(self) -> list[str]:
        """Shards that stay closed until somebody does something, and what."""
        return [
            f"shard {n}: {held.why_closed}" for n, held in self._held.items() if held.why_closed
        ]

    def suspects(self, after_s: float) -> list[str]:
        """Open shards whose timers nobody has looked at for so long; a look has deadlines."""
        now = monotonic()
        return [
            f"shard {n}: no look at its timers for {now - held.looked_at:.0f} s"
            for n, held in self._held.items()
            if held.owner is not None and now - held.looked_at > after_s
        ]

    def standing(self, after_s: float) -> list[str]:
        """Shards that have stood still for so long by a fault of their own, open or not."""
        return [
            f"shard {n}: still for {held.stands_s():.0f} s: {held.why_closed or 'see the log'}"
            for n, held in self._held.items()
            if held.stands_s() > after_s
        ]

    # What the follower of the journal tells

    def read_back(self, shard: int, seq: int, stamp: str, offset: int) -> None:
        """A valid entry was read."""
        held = self._held.get(shard)
        if held is not None and held.owner is not None:
            held.owner.publisher.read_back(seq, stamp, offset)

    def newer(self, shard: int, error: NewerRecord) -> None:
        """The journal goes on with what only a newer hotlead reads."""
        held = self._held.get(shard)
        if held is not None:
            self._keeper.give_back(held, error)

    def void(self, shard: int, generation: int) -> None:
        """An entry lost to another branch; if it was ours the shard must be opened anew."""
        held = self._held.get(shard)
        if held and held.owner and held.owner.ownership.generation == generation:
            held.lose("an entry of ours is void")

    def opened(self, shard: int, offset: int, opened_id: str) -> None:
        """Somebody opened the shard."""
        held = self._held.get(shard)
        if held is None or held.owner is None or opened_id == held.owner.ownership.opened_id:
            return
        if offset > held.owner.ownership.generation:
            held.taken_over = True
            held.lose("another worker opened it")

    # The life of a shard

    async def _assigned(self, partitions: frozenset[TP]) -> None:
        self._app.hold(partitions)
        for tp in partitions:
            held = self._held[tp.partition] = Held(tp.partition)
            held.task = asyncio.create_task(self._keeper.keep(held), name=f"shard-{tp.partition}")

    async def _revoked(self, partitions: frozenset[TP]) -> None:
        gone = [self._held.pop(tp.partition) for tp in partitions if tp.partition in self._held]
        await cancel(held.task for held in gone if held.task is not None)
        for held in gone:
            self._tools.metrics.redis_epoch[str(held.shard)].set(0)

    async def _made_anew(self, partitions: frozenset[TP]) -> None:
        for tp in partitions:
            if (held := self._held.get(tp.partition)) is not None:
                held.lose("its inbox is another log")

    def _stays_closed(self, error: LogError) -> None:
        if all(held.why_closed and not held.newer for held in self._held.values()):
            self._fatal(error)

    # The agent

    async def _handle(self, batches: list[Batch]) -> dict[TP, int]:
        """Each shard's records go to its owner, all shards side by side.

        Of a shard that was lost or failed on the way nothing is committed, and it is read again
        from its position; the others go on.
        """
        by_shard: dict[int, list[Record]] = {}
        for batch in batches:
            by_shard.setdefault(batch.partition, []).extend(batch.records)
        jobs: list[Coroutine[Any, Any, bool]] = [
            self._work(shard, records) for shard, records in by_shard.items()
        ]
        done = await asyncio.gather(*jobs, return_exceptions=True)
        for result in done:
            if isinstance(result, BaseException):
                raise result
        return {
            TP(self._topic, shard): -1
            for shard, worked in zip(by_shard, done, strict=True)
            if not worked
        }

    async def _work(self, shard: int, records: Sequence[Record]) -> bool:
        held = self._held.get(shard)
        if held is None or held.owner is None or held.lost.is_set():
            return False
        owner = held.owner
        try:
            await owner.work(records)
        except NewerRecord as error:
            self._keeper.give_back(held, error)
            return False
        except ScriptFailed as error:
            self._keeper.count(error)
            held.rebuild = True
            log.error("shard %d: %s; it is rebuilt", shard, error)  # noqa: TRY400  (all is in it)
        except ShardLost as error:
            self._keeper.count(error)
            held.taken_over = True
        except (StoreBehind, StoreRestarted) as error:
            self._keeper.count(error)
            log.warning("shard %d: %s", shard, error)
        except Exception as error:  # noqa: BLE001  (one shard's trouble is no other's)
            self._keeper.count(error)
            held.failed(error)
            self._tools.metrics.retries["inbox"].inc()
            tp = TP(self._topic, shard)
            self._app.hold([tp])
            self._app.seek(tp, owner.position)
            return False
        else:
            held.goes("records")
            return True
        held.lose("it was lost in work")
        return False
