"""Which sessions are void: those from before their owner was signed out everywhere.

A rep's field `signed_out` says it of reps. The record of somebody at the board says it too, and
also that they are not active any more, or have another role. The journal holds both. What was read
from the state is trusted for TRUST_S; what the journal tells meanwhile holds at once.
"""

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic
from typing import Final

from redis.asyncio import Redis

from hotlead.router.errors import BadCode
from hotlead.router.gateway.sessions import Role
from hotlead.router.journal.tail import Followed
from hotlead.router.settings import Settings
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.staff import staff_member
from hotlead.router.state.views.team import signed_out_before

TRUST_S: Final = 30.0
OWNERS_MAX: Final = 20_000
NONE: Final = "none"

Owner = tuple[bool, str, str]
"""Whether it is a rep, the tenant, the id."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Until when what was made is void (real ms), and the role they may have: any when empty."""

    before_ms: int
    role: str
    trusted_until: float


class Revocations:
    """Asked at every call. Subscribe `hear` to the journal's tail."""

    def __init__(self, redis: "Redis", settings: Settings) -> None:
        self._redis, self._settings = redis, settings
        self._known: OrderedDict[Owner, _Standing] = OrderedDict()

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal: it may be ahead of a state that is being made anew."""
        for change in followed.entry.changes:
            if change["kind"] == "signed_out":
                self._keep((True, change["tenant"], change["rep"]), change["before"], "")
            elif change["kind"] == "staff_registered":
                role = change["role"] if change["active"] else NONE
                self._keep((False, change["tenant"], change["staff"]), 0, role)
            elif change["kind"] == "staff_signed_out":
                owner = False, change["tenant"], change["staff"]
                known = self._known.get(owner)
                if known is not None:
                    self._keep(owner, change["before"], known.role)

    async def check(self, role: Role, tenant: str, id_: str, made_ms: int) -> None:
        """Raises BadCode when a session or code made then, for that role, is void."""
        standing = await self._standing((role == "rep", tenant, id_))
        if made_ms <= standing.before_ms:
            raise BadCode("it has expired: they were signed out everywhere since; log in again")
        if standing.role and standing.role != role:
            raise BadCode("it has expired: the role was taken away since; ask a supervisor")

    async def _standing(self, owner: Owner) -> _Standing:
        known = self._known.get(owner)
        if known is not None and monotonic() < known.trusted_until:
            return known
        is_rep, tenant, id_ = owner
        place = Place.of(self._redis, self._settings.redis_prefix, self._settings.shards, tenant)
        if is_rep:
            return self._keep(owner, await signed_out_before(place, id_), "")
        member, before_ms = await staff_member(place, id_)
        role = "" if member is None else member.role if member.active else NONE
        return self._keep(owner, before_ms, role)

    def _keep(self, owner: Owner, before_ms: int, role: str) -> _Standing:
        known = self._known.get(owner)
        newest = max(before_ms, known.before_ms if known else 0)
        standing = self._known[owner] = _Standing(newest, role, monotonic() + TRUST_S)
        self._known.move_to_end(owner)
        if len(self._known) > OWNERS_MAX:
            self._known.popitem(last=False)
        return standing
