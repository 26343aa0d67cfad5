"""What falls due for reps: their shifts, paced starts and wrap-up, their silence and return."""

from collections.abc import Sequence
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.rules.hours import shift_at
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Look, Timer, as_due, id_of, plain
from hotlead.topics.hours import WorkingHours

#: So many of those who are found are acted on at once.
_EACH: Final = 100


async def _shifts(look: Look[Policy], members: Sequence[str]) -> list[Call]:
    """A shift begins or ends, or the rep's day turns; who has no hours is always on."""
    pipe = look.redis.pipeline(transaction=False)
    for member in members:
        pipe.hget(look.keys.key("rep", id_of(member)), "hours")
    calls = []
    for member, text in zip(members, await pipe.execute(), strict=True):
        hours = WorkingHours() if text is None else WorkingHours.model_validate_json(text)
        shift = shift_at(hours, look.now_ms)
        told = {"on": int(shift.on), "day": shift.day, "next": shift.changes_at_ms}
        calls.append(as_due(look, member, **told))
    return calls


def silent_before(look: Look[Policy]) -> int:
    """Reps last seen before this, in Redis's milliseconds, are offline.

    Each is granted a full period after an outage; 0 while the grant lasts.
    """
    before = look.seen_ms - round(look.policy.reachability.offline_after_s * 1000)
    return before if before >= look.since_ms else 0


async def _silent(look: Look[Policy], reps: Sequence[str]) -> list[Call]:
    before = silent_before(look)
    return [Call("offline", {"rep": rep, "silent_before": before}) for rep in reps]


async def _back(_: Look[Policy], reps: Sequence[str]) -> list[Call]:
    return [Call("online", {"rep": rep}) for rep in reps]


async def _bounds(look: Look[Policy], reps: Sequence[str]) -> list[Call]:
    most = look.policy.open_leads_max
    told = {} if most is None else {"most": most}
    return [Call("bounds", {"rep": rep, **told}) for rep in reps]


TIMERS: Final[tuple[Timer[Policy], ...]] = (
    Timer("shift", _shifts),
    Timer("pace", plain),
    Timer("wrap", plain),
    Timer("silent", _silent, given=silent_before, limit=_EACH),
    Timer("bounds", _bounds, given=lambda _: 0, limit=_EACH),
    Timer("back", _back, given=lambda _: 0, limit=_EACH),
)
