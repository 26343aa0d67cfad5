"""A driven shard's snapshots: written, spoilt, and what a recovery makes of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from secrets import token_hex
from typing import Any

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.audit.state import Dump, dump
from hotlead.router.state.snapshot_log import Found
from hotlead.router.state.snapshot_reading import Begun, begin
from hotlead.router.state.snapshot_writing import SnapshotWriter
from hotlead.topics.inbox import Acknowledge, PresenceSet, RepRegistered
from hotlead.topics.snapshots import Manifest, encode_manifest, manifest_key
from hotlead.topics.streams import SNAPSHOTS
from tests.integration.worker.claimant import Claimant, captured, claimant
from tests.integration.worker.site import TENANTS, Site

MAIN = TENANTS[0]


class Keeper:
    """Make it with `keeper`: an owner of shard 0 with some leads, told step by step what to do."""

    def __init__(self, owner: Claimant) -> None:
        self.owner, self.site = owner, owner.site
        self._leads = 0

    async def rep(self, rep: str, capacity: int = 3) -> None:
        """A rep with room, idle."""
        fields: dict[str, Any] = {"tenant": MAIN, "rep": rep}
        registered = {"by": "sup", "pools": ("main",), "capacity": capacity}
        await self.owner.act(
            RepRegistered(action_id=token_hex(4), **fields, **registered),
            PresenceSet(action_id=token_hex(4), presence="idle", **fields),
        )

    async def more(self, count: int) -> None:
        """More captures; those that are assigned at once are acknowledged, every second."""
        for _ in range(count):
            self._leads += 1
            made = await self.owner.act(captured(f"s{self._leads}", grade=40 + self._leads % 60))
            for change in made:
                if change["kind"] == "assigned" and self._leads % 2:
                    taken = {name: change[name] for name in ("tenant", "lead", "rep", "epoch")}
                    await self.owner.act(Acknowledge(action_id=token_hex(4), **taken))

    @property
    def writer(self) -> SnapshotWriter:
        """A writer of this shard's snapshots."""
        readers = self.owner.readers
        assert readers.snapshots is not None
        return SnapshotWriter(
            self.owner.store,
            self.owner.producer,
            topic=self.site.settings.topic(SNAPSHOTS),
            shard=self.owner.shard,
            journal=readers.journal,
            snapshots=readers.snapshots,
        )

    async def begin(self, snapshot_id: str) -> Begun:
        """Begins one; all that was taken is in Kafka."""
        return await begin(self.owner.store, snapshot_id)

    async def write(self) -> Found:
        """Writes a snapshot of the shard as it is."""
        return await self.writer.write(self.begin)

    async def forge(self, found: Found, **changes: Any) -> Found:
        """Writes a manifest that differs from another as told, as the newest."""
        given: dict[str, Any] = {"previous": found.offset} | changes
        manifest: Manifest = replace(found.manifest, **given)
        sent = await self.owner.producer.send_and_wait(
            self.site.settings.topic(SNAPSHOTS),
            encode_manifest(manifest),
            key=manifest_key(manifest.id),
            partition=self.owner.shard,
        )
        return Found(manifest, sent.offset)

    async def state(self) -> Dump:
        """All that is in Redis, but the volatile."""
        return await dump(self.owner.store.redis, self.owner.store.keys, AGGREGATES)

    async def recovered(self) -> Dump:
        """The state after Redis was emptied and the shard opened; see `owner.owned`."""
        await self.site.redis.flushall()
        await self.owner.open()
        assert self.owner.owned.rebuilt
        return await self.state()


@asynccontextmanager
async def keeper(site: Site) -> AsyncIterator[Keeper]:
    """Shard 0 with reps and some leads."""
    async with claimant(site) as owner:
        made = Keeper(owner)
        for rep in ("r1", "r2"):
            await made.rep(rep)
        await made.more(12)
        yield made
