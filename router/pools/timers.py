"""What falls due for pools: their hours."""

from collections.abc import Sequence
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.rules.hours import shift_at
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Look, Timer, as_due, id_of


async def _hours(look: Look[Policy], members: Sequence[str]) -> list[Call]:
    """A pool opens or closes; one that is gone is told nothing, and its timer ends."""
    return [as_due(look, member, **_state(look, id_of(member))) for member in members]


def _state(look: Look[Policy], pool: str) -> dict[str, int]:
    if pool not in look.policy.pools:
        return {}
    shift = shift_at(look.policy.pools[pool].hours, look.now_ms)
    opens_at = shift.opens_at_ms or look.now_ms
    return {"is_open": int(shift.on), "opens_at": opens_at, "next": shift.changes_at_ms}


TIMERS: Final[tuple[Timer[Policy], ...]] = (Timer("hours", _hours),)
