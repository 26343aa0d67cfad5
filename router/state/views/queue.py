"""What waits, in the order in which it will be dispatched.

The order is the scripts' own (router/state/lua/parts/20_queues.lua): those waiting longer than the
pool's longest wait first, oldest first; then by value, waiting points included; on a tie the one
waiting longest. It is the order for a rep who may serve all: requirements are not looked at.
"""

import math
from dataclasses import dataclass
from typing import Final

from hotlead.router.rules.scoring import HOUR_MS
from hotlead.router.state.views.leads import parts_at
from hotlead.router.state.views.models import QueueRow
from hotlead.router.state.views.place import Fields, Place, names, number, text

EPOCH0_MS: Final = 1_577_836_800_000
MINUTE_MS: Final = 60_000
LIMIT: Final = 100
DUE_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A lead in line; `value` in micropoints, 0 when overdue."""

    lead: str
    pool: str
    since: int
    value: float
    overdue: bool

    @property
    def order(self) -> tuple[bool, float, int, str]:
        return (not self.overdue, -self.value, self.since, self.lead)


async def queue(
    place: Place, *, pool: str | None = None, limit: int = LIMIT, offset: int = 0
) -> list[QueueRow]:
    """`limit` waiting leads of a pool, or of all pools, behind the first `offset`, in order."""
    now_ms = (await place.moment()).now_ms
    pools = [pool] if pool is not None else await place.members("pools")
    found: dict[str, _Waiting] = {}
    for name in pools:
        for one in await _pool(place, name, now_ms, offset + limit):
            found[one.lead] = one
    rows: list[QueueRow] = []
    ordered = sorted(found.values(), key=lambda one: one.order)
    for start in range(offset, len(ordered), limit):
        some = ordered[start : start + limit]
        hashes = await place.hashes("lead", [one.lead for one in some])
        for one in some:
            row = hashes.get(one.lead)
            if row is not None and row["state"] == "waiting" and len(rows) < limit:
                rows.append(_row(offset + len(rows) + 1, one, row, now_ms))
        if len(rows) == limit:
            break
    return rows


async def _pool(place: Place, pool: str, now_ms: int, limit: int) -> list[_Waiting]:
    longest = float(
        await place.redis.hget(place.keys.key("pool", pool), "longest_wait") or math.inf
    )
    found: list[_Waiting] = []
    for class_ in await place.members("classes", place.pool(pool)):
        found += await _class(place, pool, class_, now_ms=now_ms, longest_ms=longest, limit=limit)
    return found


async def _class(
    place: Place, pool: str, class_: str, *, now_ms: int, longest_ms: float, limit: int
) -> list[_Waiting]:
    pipe = place.redis.pipeline(transaction=True)
    for what in ("waiting", "decaying", "still"):
        # Twice the limit, for the first ones by value may be the first ones by wait as well.
        pipe.zrange(place.keys.key("queue", what, class_), 0, 2 * limit - 1, withscores=True)
    due_key = place.keys.key("queue", "freezing", class_)
    pipe.zrangebyscore(due_key, "-inf", now_ms, start=0, num=DUE_MAX)
    waiting, decaying, still, due = await pipe.execute()
    slope, wait = (float(part) for part in class_.split("|")[1].split(":"))
    drift = slope * (now_ms - EPOCH0_MS) / HOUR_MS
    earned = wait * (now_ms - EPOCH0_MS) / MINUTE_MS
    values = {text(member): -score + earned - drift for member, score in decaying}
    values |= {text(member): -score + earned for member, score in still}
    # Due to freeze and not moved yet: they stand still all the same.
    frozen = [text(member) for member in due]
    rows = await place.hashes("lead", [member[15:] for member in frozen])
    for member in frozen:
        row = rows.get(member[15:])
        if row is not None:
            earlier = wait * (int(member[:14]) - EPOCH0_MS) / MINUTE_MS
            values[member] = math.floor(float(row["base"]) - earlier + 0.5) + earned
    overdue = {text(member) for member, since in waiting if now_ms - since > longest_ms}
    return [
        _Waiting(member[15:], pool, int(member[:14]), 0.0, overdue=True) for member in overdue
    ] + [
        _Waiting(member[15:], pool, int(member[:14]), value, overdue=False)
        for member, value in values.items()
        if now_ms - int(member[:14]) <= longest_ms
    ]


def _row(place: int, one: _Waiting, row: Fields, now_ms: int) -> QueueRow:
    needs, refused = row.get("class", "|||").split("|")[2:4]
    return QueueRow(
        place=place,
        lead=one.lead,
        pool=one.pool,
        channel=row["channel"],
        masked=row["masked"],
        score=parts_at(row, now_ms).score,
        waited_s=max(0, now_ms - one.since) / 1000,
        age_s=max(0, now_ms - (number(row, "captured_at") or now_ms)) / 1000,
        overdue=one.overdue,
        hot_at_ms=number(row, "hot_at"),
        rung=number(row, "rung") or 0,
        asks=[part for part in needs.split(",") if part],
        refused_by=names({"refused": refused}, "refused"),
    )
