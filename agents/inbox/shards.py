"""The shards of this worker: opened when assigned, anew when lost, let go when revoked."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from time import monotonic
from typing import Any, Final

from aiokafka.errors import KafkaError
from redis.exceptions import RedisError

from hotlead.agents.batches import TP, Batch, BatchApp, Record, batch_agent
from hotlead.agents.batches.where import where
from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.owner import TICK_S, Owner
from hotlead.agents.inbox.snapshots import Snapshots
from hotlead.agents.tools import Tools
from hotlead.router.cancelling import cancel
from hotlead.router.errors import (
    ChainBroken,
    LogDeleted,
    LogError,
    LogTruncated,
    OtherLog,
    ScriptFailed,
    ShardLost,
    StoreBehind,
    StoreRestarted,
)
from hotlead.router.state.connection import StoreIdentity, connect
from hotlead.router.state.keys import ShardKeys
from hotlead.router.state.recovery import Readers, open_shard
from hotlead.router.state.store import ShardStore
from hotlead.topics.streams import INBOX

log = logging.getLogger(__name__)

REDIS_FAILURES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (ScriptFailed, "failed"),
    (ShardLost, "stale"),
    (StoreBehind, "gap"),
    (StoreRestarted, "restarted"),
    (RedisError, "unreachable"),
)
RETRY_FIRST_S = 0.2
RETRY_LONGEST_S = 5.0


class _Shard:
    """One assigned shard: its owner while open, and the task that keeps it open."""

    def __init__(self, shard: int) -> None:
        self.shard = shard
        self.owner: Owner | None = None
        self.lost = asyncio.Event()
        self.rebuild = False
        self.taken_over = False
        self.failures = Failures()
        self.task: asyncio.Task[None] | None = None
        self.looked_at = monotonic()


class Shards:
    """Registers the inbox agent on the app and keeps its shards open.

    `fatal` is called with an error that no retry can mend; the process should end with it.
    """

    def __init__(
        self,
        app: BatchApp,
        tools: Tools,
        readers: Readers,
        worker: str,
        fatal: Callable[[BaseException], None],
    ) -> None:
        self._app, self._tools, self._readers, self._worker = app, tools, readers, worker
        self._fatal = fatal
        self._topic = tools.settings.topic(INBOX)
        self._held: dict[int, _Shard] = {}
        self._snapshots = Snapshots(tools, readers)
        batch_agent(
            app,
            self._topic,
            self._handle,
            name="inbox",
            on_assigned=self._assigned,
            on_revoked=self._revoked,
        )

    def open_shards(self) -> frozenset[int]:
        """Shards that are served now."""
        return frozenset(n for n, held in self._held.items() if held.owner is not None)

    def opening(self) -> bool:
        """Whether any assigned shard is not served yet."""
        return any(held.owner is None for held in self._held.values())

    def suspects(self, after_s: float) -> list[str]:
        """Open shards whose timers nobody has looked at for so long; a look has deadlines."""
        now = monotonic()
        return [
            f"shard {n}: no look at its timers for {now - held.looked_at:.0f} s"
            for n, held in self._held.items()
            if held.owner is not None and now - held.looked_at > after_s
        ]

    # What the follower of the journal tells

    def read_back(self, shard: int, seq: int, stamp: str, offset: int) -> None:
        """A valid entry was read."""
        held = self._held.get(shard)
        if held is not None and held.owner is not None:
            held.owner.publisher.read_back(seq, stamp, offset)

    def void(self, shard: int, generation: int) -> None:
        """An entry lost to another branch; if it was ours the shard must be opened anew."""
        held = self._held.get(shard)
        if held and held.owner and held.owner.ownership.generation == generation:
            self._lose(held, "an entry of ours is void")

    def opened(self, shard: int, offset: int, opened_id: str) -> None:
        """Somebody opened the shard."""
        held = self._held.get(shard)
        if held is None or held.owner is None or opened_id == held.owner.ownership.opened_id:
            return
        if offset > held.owner.ownership.generation:
            held.taken_over = True
            self._lose(held, "another worker opened it")

    # The life of a shard

    async def _assigned(self, partitions: frozenset[TP]) -> None:
        self._app.hold(partitions)
        for tp in partitions:
            held = self._held[tp.partition] = _Shard(tp.partition)
            held.task = asyncio.create_task(self._keep(held), name=f"shard-{tp.partition}")

    async def _revoked(self, partitions: frozenset[TP]) -> None:
        gone = [self._held.pop(tp.partition) for tp in partitions if tp.partition in self._held]
        await cancel(held.task for held in gone if held.task is not None)
        for held in gone:
            self._tools.metrics.redis_epoch[str(held.shard)].set(0)

    async def _keep(self, held: _Shard) -> None:
        """Opens the shard, serves it until it is lost, and so on until it is revoked."""
        attempt = 0
        while True:
            identity = StoreIdentity()
            redis = connect(
                self._tools.settings.redis, identity, self._tools.settings.redis_timeout_s
            )
            try:
                held.lost.clear()
                if held.taken_over:
                    # Whoever opened it may be the one that the group chose; hear from Kafka first.
                    held.taken_over = False
                    await asyncio.sleep(self._app.settings.heartbeat_s + 1)
                keys = ShardKeys(held.shard, self._tools.settings.redis_prefix)
                store = ShardStore(redis, keys)
                await self._open(held, store, identity)
                attempt = 0
                await self._serve(held, store)
            except (OtherLog, LogTruncated, LogDeleted, ChainBroken) as error:
                self._fatal(error)
                return
            except LogError as error:
                log.warning("shard %d: not open: %s", held.shard, error)
            except ScriptFailed as error:
                self._count(error)
                held.rebuild = True
                log.error("shard %d: %s; it is rebuilt", held.shard, error)  # noqa: TRY400
            except (RedisError, KafkaError, ShardLost, StoreBehind, StoreRestarted) as error:
                self._count(error)
                log.warning("shard %d: not open: %s", held.shard, type(error).__name__)
            except Exception as error:  # noqa: BLE001  (no shard stays closed for good)
                log.error("shard %d: not open: %s", held.shard, where(error))  # noqa: TRY400
            finally:
                held.owner = None
                with contextlib.suppress(RedisError, OSError):
                    await redis.aclose()
            attempt += 1
            await asyncio.sleep(min(RETRY_FIRST_S * 2 ** (attempt - 1), RETRY_LONGEST_S))

    async def _open(self, held: _Shard, store: ShardStore, identity: StoreIdentity) -> None:
        began, tp = monotonic(), TP(self._topic, held.shard)
        self._app.hold([tp])
        await self._tools.policies.load()
        owned = await open_shard(
            store,
            self._readers,
            self._tools.producer,
            shard=held.shard,
            settings=self._tools.settings,
            clock=self._tools.settings.clock,
            worker=self._worker,
            identity=identity,
            force_rebuild=held.rebuild,
        )
        held.rebuild = False
        owner = Owner(self._tools, store, owned, held.shard, held.failures)
        await owner.bootstrap()
        held.owner, held.looked_at = owner, monotonic()
        self._tools.metrics.redis_epoch[str(held.shard)].set(owned.generation)
        how = "from_snapshot" if owned.begun_with else "from_start" if owned.rebuilt else "kept"
        self._tools.metrics.shard_open_duration[how].observe(monotonic() - began)
        self._app.seek(tp, owned.position)
        self._app.release([tp])
        log.info(
            "shard %d open: generation %d, position %d, entry %d, %.2f s%s%s",
            *(held.shard, owned.generation, owned.position, owned.seq, monotonic() - began),
            f", snapshot at {owned.begun_with}" if owned.begun_with else "",
            ", rebuilt" if owned.rebuilt else "",
        )

    async def _serve(self, held: _Shard, store: ShardStore) -> None:
        """Ticks until the shard is lost. An outage of Redis or Kafka is waited out."""
        owner = held.owner
        if owner is None:
            return
        async with self._snapshots.kept(owner, store):
            while not held.lost.is_set():
                held.looked_at = monotonic()
                try:
                    await owner.tick()
                except (ScriptFailed, ShardLost, StoreBehind, StoreRestarted):
                    raise
                except (RedisError, KafkaError) as error:
                    self._count(error)
                    log.warning("shard %d: waiting for %s", held.shard, type(error).__name__)
                    await asyncio.sleep(RETRY_FIRST_S)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(held.lost.wait(), TICK_S)

    def _count(self, error: Exception) -> None:
        kind = next((name for made, name in REDIS_FAILURES if isinstance(error, made)), None)
        if kind is not None:
            self._tools.metrics.redis_script_errors[kind].inc()

    def _lose(self, held: _Shard, why: str) -> None:
        if not held.lost.is_set():
            log.warning("shard %d: %s; it is opened anew", held.shard, why)
            held.lost.set()

    # The agent

    async def _handle(self, batches: list[Batch]) -> dict[TP, int]:
        """Each shard's records go to its owner, all shards side by side.

        Of a shard that was lost on the way nothing is committed; it is read again once open.
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
        try:
            await held.owner.work(records)
        except ScriptFailed as error:
            self._count(error)
            held.rebuild = True
            log.error("shard %d: %s; it is rebuilt", shard, error)  # noqa: TRY400
        except ShardLost as error:
            self._count(error)
            held.taken_over = True
        except (StoreBehind, StoreRestarted) as error:
            self._count(error)
            log.warning("shard %d: %s", shard, error)
        else:
            return True
        self._lose(held, "it was lost in work")
        return False
