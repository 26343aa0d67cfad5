"""Which sessions are void: those from before their owner was signed out everywhere.

A rep's field `signed_out` says it of reps. The record of somebody at the board says it too, and
also that they are not active any more, or have another role; who has none has no session. The
journal holds both. What was read from the state is trusted for TRUST_S; what the journal tells
meanwhile holds at once.
"""

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic
from typing import Final

from redis.asyncio import Redis

from hotlead.router.errors import BadCode
from hotlead.router.gateway.refusals import unavailable
from hotlead.router.gateway.sessions import Role
from hotlead.router.settings import Settings
from hotlead.router.shard.sharding import shard_of
from hotlead.router.shard.tail import Followed, JournalTail
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.staff import staff_member
from hotlead.router.state.views.team import signed_out_before
from hotlead.topics.inbox.staff import COMMAND_LINE
from hotlead.topics.journal.reps import SignedOut
from hotlead.topics.journal.staff import StaffRegistered, StaffSignedOut

TRUST_S: Final = 30.0
OWNERS_MAX: Final = 20_000
NONE: Final = "none"

Owner = tuple[bool, str, str]
"""Whether it is a rep, the tenant, the id."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Until when what was made is void (real ms), and the role they may have: any when empty.

    Of what is not `read` the journal told a part, and the role is None when it did not tell that.
    """

    before_ms: int
    role: str | None
    read: bool
    trusted_until: float


class Revocations:
    """Asked at every call. Subscribe `hear` to the journal's tail."""

    def __init__(self, redis: "Redis", settings: Settings, tail: JournalTail) -> None:
        self._redis, self._settings, self._tail = redis, settings, tail
        self._known: OrderedDict[Owner, _Standing] = OrderedDict()

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal: it may be ahead of a state that is being made anew."""
        for change in followed.entry.changes:
            match change:
                case SignedOut():
                    self._keep((True, change.tenant, change.rep), change.before, "", read=True)
                case StaffRegistered():
                    # It does not say until when they are signed out: that must have been read.
                    owner = (False, change.tenant, change.staff)
                    role = change.role if change.active else NONE
                    self._keep(owner, 0, role, read=self._was_read(owner))
                case StaffSignedOut():
                    owner = (False, change.tenant, change.staff)
                    known = self._known.get(owner)
                    known_role = known.role if known is not None else None
                    self._keep(owner, change.before, known_role, read=self._was_read(owner))

    async def check(self, role: Role, tenant: str, id_: str, made_ms: int) -> None:
        """Raises BadCode when a session or code made then, for that role, is void.

        Raises RequestRefused (503) while the state cannot say so.
        """
        standing = await self._standing((role == "rep", tenant, id_))
        if made_ms <= standing.before_ms:
            raise BadCode("it has expired: they were signed out everywhere since; log in again")
        if standing.role is None and id_ != COMMAND_LINE:
            await self._is_whole(tenant)
            raise BadCode(
                "nobody at the board is registered by this id: a supervisor adds them (Team), and"
                " `hotlead login-code NAME --supervisor` the first one"
            )
        if standing.role and standing.role != role:
            raise BadCode("it has expired: the role was taken away since; ask a supervisor")

    async def _standing(self, owner: Owner) -> _Standing:
        known = self._known.get(owner)
        trusted = known is not None and monotonic() < known.trusted_until
        if known is not None and trusted and known.read:
            return known
        is_rep, tenant, id_ = owner
        place = self._place(tenant)
        if is_rep:
            return self._keep(owner, await signed_out_before(place, id_), "", read=True)
        member, before_ms = await staff_member(place, id_)
        role: str | None = None
        if member is not None:
            role = member.role if member.active else NONE
        if known is not None and trusted and known.role is not None:
            role = known.role
        if role is None:
            # Not kept: who is registered next may come at once.
            return _Standing(before_ms, None, read=True, trusted_until=0.0)
        return self._keep(owner, before_ms, role, read=True)

    def _place(self, tenant: str) -> Place:
        return Place.of(self._redis, self._settings.redis_prefix, self._settings.shards, tenant)

    async def _is_whole(self, tenant: str) -> None:
        """Whether the state holds all that the journal told. Raises RequestRefused (503)."""
        moment = await self._place(tenant).moment()
        shard = shard_of(tenant, self._settings.shards)
        if not moment.whole or moment.seq < self._tail.seq(shard):
            raise unavailable("the state is being made anew; try again", 1)

    def _was_read(self, owner: Owner) -> bool:
        known = self._known.get(owner)
        return known is not None and known.read and monotonic() < known.trusted_until

    def _keep(self, owner: Owner, before_ms: int, role: str | None, *, read: bool) -> _Standing:
        known = self._known.get(owner)
        newest = max(before_ms, known.before_ms if known else 0)
        standing = self._known[owner] = _Standing(newest, role, read, monotonic() + TRUST_S)
        self._known.move_to_end(owner)
        if len(self._known) > OWNERS_MAX:
            self._known.popitem(last=False)
        return standing
