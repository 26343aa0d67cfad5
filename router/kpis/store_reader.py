"""The reader that keeps the read store up with the journal; its position is in the store."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Final

from hotlead.router.errors import ReadStoreLost
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kpis.store import ReadStore
from hotlead.router.shard.follower import Fetching, Reader, Record
from hotlead.router.shard.valid import log_id, log_id_of

# Nobody waits for the KPIs: the brokers may hold an answer back for so long.
FETCHING: Final = Fetching("hotlead-read-store", wait_ms=200, batch_records=250)


class StoreReader(Reader):
    """Writes the journals of all shards into a store, in batches, in a thread.

    With `idle` 1 it rests after each batch as long as that took, so that a long history read at the
    start does not take a processor for itself; 0 for a command.
    """

    away = (sqlite3.Error,)

    def __init__(self, store: ReadStore, *, idle: float = 1.0) -> None:
        self._store, self._idle = store, idle
        #: By shard, its journal's identity ('' while it is empty) and the offset that is read next.
        self._logs: dict[int, str] = {}
        self._next: dict[int, int] = {}

    async def begin(self, journal: LogReader, shards: Sequence[int]) -> Mapping[int, int]:
        """Where the store stands in each shard; it is made anew when it holds another log's."""
        for shard in shards:
            # Asked before the end: another process at this file may write on meanwhile.
            known = await asyncio.to_thread(self._store.position, shard)
            end = await journal.end(shard)
            self._logs[shard] = await log_id(journal, shard) if end else ""
            if known is not None and (known.log != self._logs[shard] or known.next > end):
                why = f"the journal of shard {shard} is another one"
                await asyncio.to_thread(self._store.begin_anew, why)
                return await self.begin(journal, shards)
            self._next[shard] = known.next if known is not None else 0
        return self._next

    async def take(self, shard: int, records: Sequence[Record], following: int) -> int:
        """Writes a batch. Raises ReadStoreBroken, ReadStoreLost, ReadStoreUnfit."""
        if not records:
            return following
        began_s = monotonic()
        # One that was empty has its identity with its first record.
        self._logs[shard] = self._logs[shard] or log_id_of(records[0].value)
        raws = [(record.offset, record.value or b"") for record in records]
        self._next[shard] = await asyncio.to_thread(
            self._store.take, shard, self._logs[shard], self._next[shard], raws, following
        )
        if self._idle:
            await asyncio.sleep(self._idle * (monotonic() - began_s))
        return self._next[shard]

    async def whole(self) -> bool:
        """Whether the file is still the one that was opened, and undamaged."""
        try:
            await asyncio.to_thread(self._store.look)
        except ReadStoreLost:
            return False
        return True

    async def mend(self) -> None:
        """Has the file opened anew, without what was wrong with it. Raises ReadStoreUnfit."""
        await asyncio.to_thread(self._store.mend)
