"""Keeping one shard open: claimed, served until it is lost, and opened anew."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from time import monotonic
from typing import Final

from aiokafka.errors import KafkaError
from redis.exceptions import RedisError

from hotlead.agents.batches import TP, BatchApp
from hotlead.agents.batches.where import where
from hotlead.agents.inbox.failures import kind_of
from hotlead.agents.inbox.held import RETRY_FIRST_S, Held, retry_pause_s
from hotlead.agents.inbox.owner import TICK_S, Owner
from hotlead.agents.inbox.snapshots import Snapshots
from hotlead.agents.tools import Tools
from hotlead.router.errors import (
    ChainBroken,
    LogDeleted,
    LogError,
    LogTruncated,
    NewerRecord,
    OtherLog,
    ScriptFailed,
    ShardLost,
    StoreBehind,
    StoreRestarted,
)
from hotlead.router.shard.connection import StoreIdentity, connect
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.recovery import Readers, open_shard
from hotlead.router.state.store import ShardStore
from hotlead.topics.streams import INBOX

log = logging.getLogger(__name__)

#: How often a shard is tried again that somebody has to mend: each try is an `opened`.
MENDED_LOOK_S: Final = 30.0


class Keeper:
    """Keeps shards open, each in a task of its own; see Shards.

    `closed` hears of each that stays closed until somebody mends it.
    """

    def __init__(
        self,
        app: BatchApp,
        tools: Tools,
        readers: Readers,
        worker: str,
        closed: Callable[[LogError], None],
    ) -> None:
        self._app, self._tools, self._readers, self._worker = app, tools, readers, worker
        self._closed = closed
        self._topic = tools.settings.topic(INBOX)
        self._snapshots = Snapshots(tools, readers)

    async def keep(self, held: Held) -> None:
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
                store = ShardStore(redis, keys, self._tools.aggregates)
                await self._open(held, store, identity)
                attempt = 0
                await self._serve(held, store)
            except NewerRecord as error:
                self.give_back(held, error)
            except (OtherLog, LogTruncated, LogDeleted, ChainBroken) as error:
                # Somebody has to mend it; meanwhile the other shards go on.
                held.stays_closed(error)
                self._closed(error)
                await asyncio.sleep(MENDED_LOOK_S)
            except LogError as error:
                held.stands("timers", error)
                log.warning("shard %d: not open: %s", held.shard, error)
            except ScriptFailed as error:
                self.count(error)
                held.stands("timers", error)
                held.rebuild = True
                log.error("shard %d: %s; it is rebuilt", held.shard, error)  # noqa: TRY400  (all is in it)
            except (RedisError, KafkaError, ShardLost, StoreBehind, StoreRestarted) as error:
                self.count(error)
                log.warning("shard %d: not open: %s", held.shard, type(error).__name__)
            except Exception as error:  # noqa: BLE001  (no shard stays closed for good)
                held.stands("timers", error)
                log.error("shard %d: not open: %s", held.shard, where(error))  # noqa: TRY400  (no payload)
            finally:
                held.owner = None
                with contextlib.suppress(RedisError, OSError):
                    await redis.aclose()
            if held.newer:
                return
            attempt += 1
            await asyncio.sleep(retry_pause_s(attempt))

    async def _open(self, held: Held, store: ShardStore, identity: StoreIdentity) -> None:
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
        held.opened(owner)
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

    async def _serve(self, held: Held, store: ShardStore) -> None:
        """Ticks until the shard is lost. An outage of Redis or Kafka is waited out."""
        owner = held.owner
        if owner is None:
            return
        async with self._snapshots.kept(owner, store):
            while not held.lost.is_set():
                held.looked_at = monotonic()
                try:
                    await owner.tick()
                    held.goes("timers")
                except (ScriptFailed, ShardLost, StoreBehind, StoreRestarted):
                    raise
                except (RedisError, KafkaError) as error:
                    self.count(error)
                    log.warning("shard %d: waiting for %s", held.shard, type(error).__name__)
                    await asyncio.sleep(RETRY_FIRST_S)
                if held.may_go_on():
                    self._app.release([TP(self._topic, held.shard)])
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(held.lost.wait(), TICK_S)

    def count(self, error: Exception) -> None:
        """Counts an error of Redis or of its scripts, and no other."""
        kind = kind_of(error)
        if kind is not None:
            self._tools.metrics.redis_script_errors[kind].inc()

    def give_back(self, held: Held, error: NewerRecord) -> None:
        """To be served by a worker that knows what was written; where there is none it waits."""
        if not held.newer:
            log.error("shard %d is given back", held.shard)
            held.newer = True
            held.stays_closed(error)
            held.lost.set()
            self._app.refuse(TP(self._topic, held.shard))
