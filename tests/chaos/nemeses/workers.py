"""Workers that are killed, stopped in order, started again, joined by a third, or put to sleep."""

import asyncio
from typing import Any

from tests.chaos.nemeses.nemesis import Nemesis
from tests.chaos.workers import SLOTS

WORKER = frozenset({"worker"})
THIRD = 2


class KillWorker(Nemesis):
    """kill -9 in the midst of a batch; another is started a moment later."""

    name = "kill-worker"
    touches = WORKER
    lasts_s = (0.5, 6.0)

    async def begin(self) -> dict[str, Any]:
        self._slot = self.site.workers.any(self.dice)
        await self.site.amid_burst()
        self.site.workers.kill(self._slot)
        return {"slot": self._slot}

    async def heal(self) -> None:
        await self.site.workers.start(self._slot)


class RollingRestart(Nemesis):
    """SIGTERM to one after the other, each started again before the next."""

    name = "rolling-restart"
    touches = WORKER

    async def begin(self) -> dict[str, Any]:
        await self.site.amid_burst()
        for slot in SLOTS:
            await self.site.workers.stop(slot)
            await self.site.workers.start(slot)
        return {}


class JoinLeave(Nemesis):
    """A third worker joins under load, and leaves."""

    name = "join-leave"
    touches = WORKER
    lasts_s = (8.0, 14.0)

    async def begin(self) -> dict[str, Any]:
        await self.site.amid_burst()
        # Of three members one gets no shard, and which one is the group's to say.
        await self.site.workers.start(THIRD, ready=False)
        return {}

    async def heal(self) -> None:
        await self.site.amid_burst()
        await self.site.workers.stop(THIRD)


class PauseWorker(Nemesis):
    """SIGSTOP past the session, then SIGCONT: it wakes when another has its shards."""

    name = "pause-worker"
    touches = WORKER
    lasts_s = (9.0, 13.0)
    shows = ("openings",)

    async def begin(self) -> dict[str, Any]:
        self._slot = self.site.workers.any(self.dice)
        await self.site.amid_burst()
        self._process = self.site.workers.process(self._slot)
        self._process.pause()
        return {"slot": self._slot}

    async def heal(self) -> None:
        self._process.resume()


class _MidRecovery(Nemesis):
    """Both are killed and Redis is emptied; then the first worker begins to fold the journal."""

    touches = frozenset({"worker", "redis"})
    LOOK_S = 60.0

    async def fold_half_way(self) -> tuple[dict[str, Any], set[int]]:
        """Returns when the worker has folded some of it: how much, and of which shards."""
        workers, site = self.site.workers, self.site.inner
        for slot in SLOTS:
            workers.kill(slot)
        keys = {shard: site.keys(shard).key("shard") for shard in range(site.settings.shards)}
        before = [int(await site.redis.hget(key, "seq") or 0) for key in keys.values()]
        await site.redis.flushall()
        await workers.start(SLOTS[0], ready=False)
        async with asyncio.timeout(self.LOOK_S):
            while True:
                folded = {
                    shard: int(await site.redis.hget(key, "seq") or 0)
                    for shard, key in keys.items()
                }
                if any(folded.values()):
                    break
        begun = {shard for shard, seq in folded.items() if seq}
        return {"before": sum(before), "folded": sum(folded.values())}, begun

    async def heal(self) -> None:
        for slot in SLOTS:
            await self.site.workers.ready(slot)


class KillRecovery(_MidRecovery):
    """Redis is emptied; the first to fold the journal is killed half-way."""

    name = "kill-recovery"
    lasts_s = (0.0, 1.0)

    async def begin(self) -> dict[str, Any]:
        found, _ = await self.fold_half_way()
        self.site.workers.kill(SLOTS[0])
        return found

    async def heal(self) -> None:
        for slot in SLOTS:
            await self.site.workers.start(slot, ready=False)
        await super().heal()


class TwoRecoveries(_MidRecovery):
    """The first to fold the journal stands still half-way, and wakes when another folds it too."""

    name = "two-recoveries"
    shows = ("openings",)

    async def begin(self) -> dict[str, Any]:
        journal = self.site.inner.journal
        found, begun = await self.fold_half_way()
        first = self.site.workers.process(SLOTS[0])
        first.pause()
        try:
            opened = {shard: len(journal.opened(shard)) for shard in begun}
            await self.site.workers.start(SLOTS[1], ready=False)
            await journal.until(
                lambda: any(len(journal.opened(shard)) > opened[shard] for shard in begun),
                "a second opening of a shard in mid-recovery",
                self.LOOK_S,
            )
        finally:
            first.resume()
        return found | {"shards": sorted(begun)}
