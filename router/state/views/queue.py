"""What waits, in the order in which it will be dispatched.

The order is the scripts' own (router/leads/lua/parts/50_dispatch.lua): the hot first, by score;
then by value, waiting points included, with a share of the turns for who waits beyond the pool's
longest wait, the oldest first; on a tie the one waiting longest. It is the order for a rep who
may serve all: requirements are not looked at.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from hotlead.router.rules.pool_clock import PoolClock
from hotlead.router.rules.queue_order import DEFAULT_SHARE, Owed, Waits, in_order
from hotlead.router.rules.queues import Member, QueueClass
from hotlead.router.state.views.leads import attributes_of, line_of, parts_at
from hotlead.router.state.views.models import QueueRow
from hotlead.router.state.views.place import Fields, Place, number, text

LIMIT: Final = 100
LINE_MAX: Final = 1000
DUE_MAX: Final = 1000
PIECE_LEADS: Final = 500
CLOCK: Final = ("clock_ms", "clock_at", "spans")


class Now(NamedTuple):
    """An instant, and what a pool's clock shows then."""

    at_ms: int
    clock: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A waiting lead and its place in line, 1 for the next to go."""

    place: int
    waiting: Waits


async def queue(
    place: Place, *, pool: str | None = None, limit: int = LIMIT, offset: int = 0
) -> list[QueueRow]:
    """`limit` waiting leads of a pool, or of all pools, behind the first `offset`, in order."""
    now_ms = (await place.moment()).now_ms
    ordered = await _ordered(place, pool, now_ms, offset + limit)
    rows: list[QueueRow] = []
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


async def place_in_line(place: Place, pool: str, lead: str) -> int | None:
    """Where in the line of its pool a lead stands, 1 for the next to go; None far behind."""
    ordered = await _ordered(place, pool, (await place.moment()).now_ms, LINE_MAX)
    return next((at for at, one in enumerate(ordered, 1) if one.lead == lead), None)


async def standing_of(place: Place, channel: str, *, pool: str | None = None) -> Sequence[Standing]:
    """The waiting leads of one channel in order, each with its place among those of all channels.

    It looks at every lead that waits, in pieces: no queue knows channels.
    """
    ordered = await _ordered(place, pool, (await place.moment()).now_ms, None)
    found: list[Standing] = []
    ahead = 0
    for start in range(0, len(ordered), PIECE_LEADS):
        some = ordered[start : start + PIECE_LEADS]
        pipe = place.redis.pipeline(transaction=False)
        for one in some:
            pipe.hmget(place.keys.key("lead", one.lead), "state", "channel")
        for one, (state, came_by) in zip(some, await pipe.execute(), strict=True):
            if state is None or text(state) != "waiting":
                continue
            ahead += 1
            if text(came_by or "") == channel:
                found.append(Standing(ahead, one))
        await asyncio.sleep(0)
    return found


async def standing_rows(place: Place, standing: Sequence[Standing]) -> list[QueueRow]:
    """These as rows, those left out that wait no more."""
    now_ms = (await place.moment()).now_ms
    hashes = await place.hashes("lead", [one.waiting.lead for one in standing])
    return [
        _row(one.place, one.waiting, row, now_ms)
        for one in standing
        if (row := hashes.get(one.waiting.lead)) is not None and row["state"] == "waiting"
    ]


async def _ordered(place: Place, pool: str | None, now_ms: int, limit: int | None) -> list[Waits]:
    """What waits in a pool, or in all, in order; of each queue at least the first `limit`."""
    pools = [pool] if pool is not None else await place.members("pools")
    found, owed = dict[str, Waits](), dict[str, Owed]()
    for name in pools:
        fields = place.keys.key("pool", name)
        names = ["longest_wait", "overdue_share", *CLOCK]
        longest, share, *clock = await place.redis.hmget(fields, names)
        shows = PoolClock.of(dict(zip(CLOCK, (one and text(one) for one in clock), strict=True)))
        credit = await place.redis.hget(place.keys.key("credits"), place.pool(name))
        owed[name] = Owed(int(credit or 0), DEFAULT_SHARE if share is None else int(share))
        longest_ms = math.inf if longest is None else float(longest)
        now = Now(now_ms, shows.at(now_ms))
        for class_ in await place.members("classes", place.pool(name)):
            some = await _class(place, name, class_, now=now, longest_ms=longest_ms, limit=limit)
            found |= {one.lead: one for one in some}
    await asyncio.sleep(0)
    # More than are wanted, for some may be taken meanwhile.
    return in_order(found.values(), owed, None if limit is None else 2 * limit)


async def _class(
    place: Place, pool: str, class_: str, *, now: Now, longest_ms: float, limit: int | None
) -> list[Waits]:
    pipe = place.redis.pipeline(transaction=True)
    # Twice the limit, for the first ones by value may be the first ones by wait as well.
    last = -1 if limit is None else 2 * limit - 1
    for what in ("waiting", "decaying", "still"):
        pipe.zrange(place.keys.key("queue", what, class_), 0, last, withscores=True)
    due_key = place.keys.key("queue", "freezing", class_)
    pipe.zrangebyscore(due_key, "-inf", now.at_ms, start=0, num=DUE_MAX)
    waiting, decaying, still, due = await pipe.execute()
    # Of ten thousand this is much at once; others have their turn between the steps.
    await asyncio.sleep(0)
    asked = QueueClass.of(class_)
    law = asked.law
    # Who is among the oldest alone is not among the best.
    values = {} if asked.hot else {_member(one): -math.inf for one, _ in waiting}
    for some, falls in ((decaying, True), (still, False)):
        values |= {_member(one): law.value_of(key, *now, falls=falls) for one, key in some}
    # Due to freeze and not moved yet: they stand still all the same.
    frozen = [_member(one) for one in due]
    rows = await place.hashes("lead", [member.lead for member in frozen])
    for member in frozen:
        row = rows.get(member.lead)
        if row is not None:
            since = number(row, "since_clock") or member.since_ms
            key = law.key(line_of(row), since, falls=False)
            values[member] = law.value_of(key, *now, falls=False)
    await asyncio.sleep(0)
    # By the pool's clock; of whoever is not among the oldest it is asked for.
    began = {_member(one): shown for one, shown in waiting}
    rest = [member for member in values if member not in began]
    if rest:
        line = place.keys.key("queue", "waiting", class_)
        shown_then = await place.redis.zmscore(line, [one.text for one in rest])
        began |= zip(rest, shown_then, strict=True)
    return [
        Waits(
            member.lead,
            pool,
            member.since_ms,
            value,
            hot=asked.hot,
            late=now.clock - began[member] > longest_ms,
        )
        for member, value in values.items()
        if began[member] is not None
    ]


def _member(found: bytes | str) -> Member:
    return Member.of(text(found))


def asked_of(row: Fields) -> QueueClass | None:
    """The class in which a lead waits; None when it waits no more."""
    return QueueClass.of(row["class"]) if "class" in row else None


def _row(place: int, one: Waits, row: Fields, now_ms: int) -> QueueRow:
    asked = asked_of(row)
    return QueueRow(
        place=place,
        lead=one.lead,
        pool=one.pool,
        channel=row["channel"],
        masked=row["masked"],
        attributes=attributes_of(row),
        score=parts_at(row, now_ms).score,
        waited_s=max(0, now_ms - one.since) / 1000,
        age_s=max(0, now_ms - (number(row, "captured_at") or now_ms)) / 1000,
        overdue=one.late,
        hot_at_ms=number(row, "hot_at"),
        rung=number(row, "rung") or 0,
        asks=list(asked.needs) if asked else [],
        refused_by=list(asked.refused) if asked else [],
    )
