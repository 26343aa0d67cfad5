"""Reps, and the counts of a tenant, as people are shown them."""

import asyncio
from typing import Final

from hotlead.router.metrics.labels import PRESENCES
from hotlead.router.rules.queues import Member
from hotlead.router.state.views.hand_over import TeamRep, ringing_at, ways_to
from hotlead.router.state.views.models import RepView, Stats
from hotlead.router.state.views.place import Fields, Place, fields, names, number, text
from hotlead.topics.hours import WorkingHours

OVERDUE_MAX: Final = 1000
PIECE_REPS: Final = 50
_STATES: Final = ("waiting", "assigned", "acknowledged", "closed")
_PRESENCE: Final = ["tenant", "presence", "reachable", "listed", "wrap_until"]


def _picture(rep: str, row: Fields, pushes: int) -> RepView:
    live, uncontacted = number(row, "live") or 0, number(row, "uncontacted") or 0
    capacity, presence = number(row, "capacity") or 0, row["presence"]
    return RepView(
        rep=rep,
        name=row.get("name", ""),
        pools=names(row, "pools"),
        skills=names(row, "skills"),
        regions=names(row, "regions"),
        tier=number(row, "tier") or 0,
        weight=float(row["weight"]),
        capacity=capacity,
        presence=presence if row.get("reachable") == "1" else "offline",
        presence_set=presence,
        presence_why=row.get("presence_why", "set"),
        on_shift=row.get("on_shift") == "1",
        free="listed" in row,
        room=max(0, capacity - live - uncontacted),
        live=live,
        uncontacted=uncontacted,
        open_leads=live + (number(row, "taken") or 0),
        open_leads_max=number(row, "open_most"),
        today=number(row, "today") or 0,
        missed_in_a_row=number(row, "missed") or 0,
        offline_at_ms=number(row, "offline_at"),
        online_at_ms=number(row, "online_at"),
        wrap_until_ms=number(row, "wrap_until"),
        assigned_at_ms=number(row, "assigned_at"),
        pushes=pushes,
        daily_cap=number(row, "daily_cap"),
        hours=WorkingHours.model_validate_json(row.get("hours") or "{}"),
    )


async def _pictures(place: Place, reps: list[str]) -> list[RepView]:
    rows = await place.hashes("rep", reps)
    pipe = place.redis.pipeline(transaction=False)
    for rep in rows:
        pipe.hlen(place.keys.key("push", rep))
    pushes = await pipe.execute() if rows else []
    return [_picture(*one, taking) for one, taking in zip(rows.items(), pushes, strict=True)]


async def rep_view(place: Place, rep: str) -> RepView | None:
    """One rep, or None when the tenant has none of this id."""
    found = await _pictures(place, [rep])
    return found[0] if found else None


async def rep_views(place: Place) -> list[RepView]:
    """All reps of the tenant, by id."""
    return await _pictures(place, await place.members("reps"))


async def team(place: Place) -> list[TeamRep]:
    """The same for the board, with what rings at them."""
    reps = await rep_views(place)
    ringing = await ringing_at(place, [rep.rep for rep in reps if rep.live])
    return [
        TeamRep(
            **dict(rep),
            ringing=ringing.get(rep.rep, []),
            hand_over=ways_to(rep),
        )
        for rep in reps
    ]


async def signed_out_before(place: Place, rep: str) -> int:
    """Sessions and login codes of the rep that were made at or before it are void.

    A real instant in UTC milliseconds, 0 when the rep was never signed out.
    """
    tenant, before = await place.redis.hmget(place.keys.key("rep", rep), ("tenant", "signed_out"))
    if tenant is None or before is None or text(tenant) != place.tenant:
        return 0
    return int(float(before))


async def stats(place: Place) -> Stats:
    """The tenant's ledger, its reps, and what is late."""
    moment = await place.moment()
    ledger = fields(await place.redis.hgetall(place.keys.key("ledger")))

    def count(name: str) -> int:
        return int(ledger.get(f"{place.tenant}|{name}", 0))

    captured, merged = count("captured"), count("merged")
    by_state = {state: count(state) for state in _STATES}
    due: list[bytes] = await place.redis.zrangebyscore(  # type: ignore[assignment]
        place.keys.key("deadlines"), "-inf", moment.now_ms, start=0, num=OVERDUE_MAX
    )
    by_presence, free = await _presences(place)
    oldest = await _waiting_since(place)
    return Stats(
        captured=captured,
        merged=merged,
        **by_state,
        imbalance=captured - merged - sum(by_state.values()),
        oldest_wait_s=max(0, moment.now_ms - oldest) / 1000 if oldest is not None else 0.0,
        oldest_since_ms=oldest,
        rungs_overdue=sum(text(one).startswith("rung|") for one in due),
        reps=by_presence,
        reps_free=free,
        policy=moment.policy,
        at_ms=moment.now_ms,
    )


async def _presences(place: Place) -> tuple[dict[str, int], int]:
    """How many reps there are by presence, those in wrap-up apart from the idle; and how many are
    free.

    Read often, also by a gateway that holds thousands of live streams: so no more than is needed,
    and in pieces between which others run.
    """
    found, free = dict.fromkeys(PRESENCES, 0), 0
    reps = await place.members("reps")
    for start in range(0, len(reps), PIECE_REPS):
        pipe = place.redis.pipeline(transaction=False)
        for rep in reps[start : start + PIECE_REPS]:
            pipe.hmget(place.keys.key("rep", rep), _PRESENCE)
        for tenant, presence, reachable, listed, wraps in await pipe.execute():
            if tenant is not None and text(tenant) == place.tenant:
                found[_stands(text(presence), reachable, wraps)] += 1
                free += listed is not None
        await asyncio.sleep(0)
    return found, free


def _stands(presence: str, reachable: bytes | None, wraps: bytes | None) -> str:
    """One of PRESENCES."""
    if reachable is None or text(reachable) != "1":
        return "offline"
    return "wrap_up" if presence == "idle" and wraps is not None else presence


async def _waiting_since(place: Place) -> int | None:
    """Since when the lead waits that has waited longest; None when nothing waits."""
    pipe = place.redis.pipeline(transaction=False)
    for pool in await place.members("pools"):
        for class_ in await place.members("classes", place.pool(pool)):
            pipe.zrange(place.keys.key("queue", "waiting", class_), 0, 0)
    return min(
        (Member.of(text(head[0])).since_ms for head in await pipe.execute() if head), default=None
    )
