"""What falls due for pools: their hours."""

from collections.abc import Sequence
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.pools.requests import clock_fields
from hotlead.router.rules.hours import shift_at
from hotlead.router.shard.call import Call, Request
from hotlead.router.shard.timers import Look, Timer, as_due, id_of


async def _hours(look: Look[Policy], members: Sequence[str]) -> list[Call]:
    """A pool opens or closes; one that is gone is told nothing, and its timer ends.

    Each opening and each closing is told by itself, with its own instant, however late it comes: so
    the journal has all the time that a pool was open, also of a night without a worker.
    """
    return [
        as_due(
            look, member, **_state(look.policy, id_of(member), look.due_ms.get(member, look.now_ms))
        )
        for member in members
    ]


def _state(policy: Policy, pool: str, at_ms: int) -> Request:
    if pool not in policy.pools:
        return {}
    shift = shift_at(policy.pools[pool].hours, at_ms)
    return {
        "at": at_ms,
        "is_open": int(shift.on),
        "opens_at": shift.opens_at_ms or at_ms,
        "next": shift.changes_at_ms,
        **clock_fields(policy.pools[pool], at_ms),
    }


TIMERS: Final[tuple[Timer[Policy], ...]] = (Timer("hours", _hours),)
