"""When a shard's snapshot is due, and its writing beside the owner's work.

A snapshot is due when there are ENTRIES_MIN entries to fold behind the newest one, and that one is
older than the setting says, or there is none that this version can use. A worker writes one at a
time.
Whatever goes wrong, the shard goes on; after a pause another one is tried.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

from hotlead.agents.batches.where import where
from hotlead.agents.inbox.owner import Owner
from hotlead.agents.tools import Tools
from hotlead.router.cancelling import cancel
from hotlead.router.clock import real_ms
from hotlead.router.errors import SnapshotAbandoned
from hotlead.router.state.recovery import Readers
from hotlead.router.state.snapshot_log import Found
from hotlead.router.state.snapshot_schema import schema
from hotlead.router.state.snapshot_writing import SnapshotWriter
from hotlead.router.state.store import ShardStore
from hotlead.topics.streams import SNAPSHOTS

log = logging.getLogger(__name__)

ENTRIES_MIN: Final = 1000  # folded in a fraction of a second
LOOK_S: Final = 5.0
RETRY_S: Final = 60.0


class Snapshots:
    """The snapshots of a worker's shards."""

    def __init__(self, tools: Tools, readers: Readers) -> None:
        self._tools, self._readers = tools, readers
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def kept(self, owner: Owner, store: ShardStore) -> AsyncIterator[None]:
        """While it lasts, the shard's snapshots are written as they fall due."""
        if not self._tools.settings.snapshot_every_s or self._readers.snapshots is None:
            yield
            return
        writer = SnapshotWriter(
            store,
            self._tools.producer,
            topic=self._tools.settings.topic(SNAPSHOTS),
            shard=owner.shard,
            journal=self._readers.journal,
            snapshots=self._readers.snapshots,
        )
        keeping = asyncio.create_task(_Keeper(self._tools, owner, writer, self._turn).keep())
        try:
            yield
        finally:
            await cancel([keeping])
            metrics = self._tools.metrics
            for gauge in (metrics.snapshot_behind, metrics.snapshot_age, metrics.snapshot_size):
                gauge[str(owner.shard)].set(0)


class _Keeper:
    """One open shard's: the newest snapshot that this version can use, once it has looked."""

    def __init__(
        self, tools: Tools, owner: Owner, writer: SnapshotWriter, turn: asyncio.Lock
    ) -> None:
        self._metrics, self._every_s = tools.metrics, tools.settings.snapshot_every_s
        self._aggregates = tools.aggregates
        self._owner, self._writer, self._turn = owner, writer, turn
        self._shard = owner.shard
        self._looked = False
        self._last: Found | None = None

    async def keep(self) -> None:
        """Looks and writes until it is cancelled."""
        while True:
            pause_s = LOOK_S
            try:
                await self._step()
            except SnapshotAbandoned as error:
                self._metrics.snapshots["abandoned"].inc()
                log.warning("shard %d: no snapshot: %s", self._shard, error)
                pause_s = RETRY_S
            except Exception as error:  # noqa: BLE001  (a shard never suffers for its snapshot)
                self._metrics.snapshots["failed"].inc()
                log.warning("shard %d: no snapshot: %s", self._shard, where(error))
                pause_s = RETRY_S
            self._show()
            await asyncio.sleep(pause_s)

    async def _step(self) -> None:
        if not self._looked:
            found, ours = await self._writer.newest(), schema(self._aggregates)
            self._last = found if found and found.manifest.schema == ours else None
            self._looked = True
        if self._behind < ENTRIES_MIN or (self._last and self._age_s < self._every_s):
            return
        async with self._turn:
            began = monotonic()
            self._last = await self._writer.write(self._owner.begin_snapshot)
        took_s, manifest = monotonic() - began, self._last.manifest
        self._metrics.snapshots["written"].inc()
        self._metrics.snapshot_duration.observe(took_s)
        log.info(
            "shard %d: snapshot at entry %d, %d chunks, %d bytes, %.2f s",
            *(self._shard, manifest.seq, manifest.chunks, manifest.bytes, took_s),
        )

    @property
    def _behind(self) -> int:
        return self._owner.publisher.sent_seq - (self._last.manifest.seq if self._last else 0)

    @property
    def _age_s(self) -> float:
        return (real_ms() - self._last.manifest.at_ms) / 1000 if self._last else 0.0

    def _show(self) -> None:
        shard = str(self._shard)
        self._metrics.snapshot_behind[shard].set(self._behind)
        self._metrics.snapshot_age[shard].set(self._age_s)
        self._metrics.snapshot_size[shard].set(self._last.manifest.bytes if self._last else 0)
