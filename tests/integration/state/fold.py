"""The journal folded gives the state (invariant 7): the same entries, applied elsewhere."""

from typing import Any

from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.store import ShardStore
from tests.integration.state.snapshot import SCRATCH, Snapshot, take


class Fold:
    """A second state below the scratch root, made from journal entries alone."""

    def __init__(self, redis: Redis) -> None:
        self._keys = ShardKeys(0, scratch=SCRATCH)
        self._store = ShardStore(redis, self._keys, AGGREGATES, generation=1)
        self._folded = 0

    async def follow(self, entries: list[bytes]) -> None:
        """Applies the entries that it has not seen."""
        if self._folded == 0:
            await self._store.claim(Clock(0, 0, 1.0), "run", "log")
        await self._store.fold(entries[self._folded :])
        self._folded = len(entries)

    async def differences(self, live: Snapshot) -> list[str]:
        """Where it is not what the live state is; contacts come from their own topic."""
        folded = (await take(self._store.redis, self._keys)).lasting()
        wanted = live.lasting()
        folded["contacts"] = wanted.get("contacts")
        if folded["contacts"] is None:
            del folded["contacts"]
        return _different("", wanted, folded)


def _different(where: str, live: Any, folded: Any) -> list[str]:
    if isinstance(live, dict) and isinstance(folded, dict):
        found = []
        for name in sorted(live.keys() | folded.keys()):
            if name not in live or name not in folded:
                side = "journal" if name not in live else "Redis"
                found.append(
                    f"{where}/{name} is in the {side} alone: {live.get(name, folded.get(name))}"
                )
            else:
                found += _different(f"{where}/{name}", live[name], folded[name])
        return found
    return [] if live == folded else [f"{where}: Redis has {live!r}, the journal gives {folded!r}"]
