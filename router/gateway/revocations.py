"""Which sessions of a rep are void: those from before the rep was signed out everywhere.

The journal holds it and the state shows it (the rep's field `signed_out`). What was read is trusted
for TRUST_S, and what the journal tells meanwhile takes effect at once.
"""

from collections import OrderedDict
from time import monotonic
from typing import Final

from redis.asyncio import Redis

from hotlead.router.errors import BadCode
from hotlead.router.journal.tail import Followed
from hotlead.router.settings import Settings
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import signed_out_before

TRUST_S: Final = 30.0
REPS_MAX: Final = 20_000


class Revocations:
    """Asked at every call of a rep. Subscribe `hear` to the journal's tail."""

    def __init__(self, redis: "Redis", settings: Settings) -> None:
        self._redis, self._settings = redis, settings
        # By tenant and rep: real milliseconds, and until when that is trusted.
        self._known: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        for change in followed.entry.changes:
            if change["kind"] == "signed_out":
                self._keep(change["tenant"], change["rep"], change["before"])

    async def check(self, tenant: str, rep: str, made_ms: int) -> None:
        """Raises BadCode when a session or code made then is void."""
        if made_ms <= await self._before(tenant, rep):
            raise BadCode("it has expired: the rep was signed out everywhere; log in again")

    async def _before(self, tenant: str, rep: str) -> int:
        before, until = self._known.get((tenant, rep), (0, 0.0))
        if monotonic() < until:
            return before
        place = Place.of(self._redis, self._settings.redis_prefix, self._settings.shards, tenant)
        return self._keep(tenant, rep, await signed_out_before(place, rep))

    def _keep(self, tenant: str, rep: str, before_ms: int) -> int:
        """The newest instant that is known; a state that is being made anew may not show it yet."""
        key = tenant, rep
        newest = max(before_ms, self._known.get(key, (0, 0.0))[0])
        self._known[key] = newest, monotonic() + TRUST_S
        self._known.move_to_end(key)
        if len(self._known) > REPS_MAX:
            self._known.popitem(last=False)
        return newest
