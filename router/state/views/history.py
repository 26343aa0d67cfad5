"""What happened with a lead, from its state alone: so it is the same in every gateway, for ever."""

from typing import Any

import orjson

from hotlead.router.state.views.models import HistoryEntry, LeadHistory
from hotlead.router.state.views.place import Fields, Place, number


async def history(place: Place, lead: str) -> LeadHistory | None:
    """What happened with a lead, oldest first; None when the tenant has none of this id.

    The capture that made it, its newest 100 signals, and the newest 50 of all else.
    """
    row = (await place.hashes("lead", [lead])).get(lead)
    if row is None:
        return None
    pipe = place.redis.pipeline(transaction=False)
    for kind in ("signals", "story"):
        pipe.lrange(place.keys.key(kind, lead), 0, -1)
    signals, story = ([orjson.loads(one) for one in found] for found in await pipe.execute())
    reps = await place.hashes("rep", sorted({one["rep"] for one in story if "rep" in one}))
    entries = [
        HistoryEntry(at_ms=number(row, "created_at") or 0, kind="captured", channel=row["channel"]),
        *(
            HistoryEntry(
                at_ms=int(one["at"]), kind="signal", signal=one["signal"], value=one["value"]
            )
            for one in signals
        ),
        *(_told(one, reps) for one in story),
    ]
    return LeadHistory(lead=lead, entries=sorted(entries, key=lambda entry: entry.at_ms))


def _told(one: dict[str, Any], reps: dict[str, Fields]) -> HistoryEntry:
    rep, next_at = one.get("rep"), one.get("next_at")
    return HistoryEntry(
        at_ms=int(one["at"]),
        kind=one["kind"],
        rep=rep,
        rep_name=reps[rep].get("name") if rep in reps else None,
        channel=one.get("channel"),
        note=one.get("note"),
        outcome=one.get("outcome"),
        reason=one.get("reason"),
        next_at_ms=int(next_at) if next_at is not None else None,
        by=one.get("by"),
    )
