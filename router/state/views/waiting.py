"""Why nobody has a lead that waits, from the reps and the queue as they stand."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.verdicts import Ask
from hotlead.router.state.views.place import Fields, Place, names, number, text
from hotlead.router.state.views.queue import asked_of, place_in_line
from hotlead.router.telling.waiting import Line, why_it_waits

_RULES: Final = ("high_intent", "top_tier", "is_open", "opens_at")
_TIMERS: Final = ("refusals", "relax", "rung")


class Waiting(BaseModel):
    """Why nobody has a lead that waits: `code` for programs, `hindered` counts reps by what keeps
    each; `{names}` of the sentences that stand in `times` are instants (UTC ms).
    """

    model_config = ConfigDict(frozen=True)

    code: str
    en: str
    zh: str
    times: dict[str, int]
    hindered: dict[str, int]
    place: int | None


async def waiting(place: Place, lead: str) -> Waiting | None:
    """Why the lead waits; None when it does not, or is unknown."""
    moment = await place.moment()
    row = (await place.hashes("lead", [lead])).get(lead)
    if row is None or row["state"] != "waiting":
        return None
    pool = row["pool"]
    rules = [
        text(one) if one is not None else ""
        for one in await place.redis.hmget(place.keys.key("pool", pool), _RULES)
    ]
    due = await place.redis.zmscore(
        place.keys.key("deadlines"), [f"{kind}|{lead}" for kind in _TIMERS]
    )
    clears_at, relax_at, rung_at = (int(at) if at is not None else None for at in due)
    asked = asked_of(row)
    ask = Ask(
        lead=lead,
        tenant=place.tenant,
        pool=pool,
        at_ms=moment.now_ms,
        score=0,
        high_intent=int(float(rules[0] or 0)),
        top_tier=int(float(rules[1] or 0)),
        needs=asked.needs if asked else (),
        refused=dict.fromkeys(asked.refused if asked else (), ""),
    )
    closed = rules[2] == "0"
    line = Line(
        place=await place_in_line(place, pool, lead),
        clears_at=clears_at,
        relax_at=relax_at,
        rung_at=rung_at,
        opens_at=int(float(rules[3])) if closed and rules[3] else None,
    )
    found = why_it_waits(ask, await _reps(place, pool), line)
    return Waiting(
        code=found.code,
        en=found.told.en,
        zh=found.told.zh,
        times=found.told.times,
        hindered=dict(found.hindered),
        place=line.place,
    )


async def _reps(place: Place, pool: str) -> list[Rep]:
    """All who serve the pool, as dispatch sees them."""
    rows = await place.hashes("rep", await place.members("reps"))
    mine = {rep: row for rep, row in rows.items() if pool in names(row, "pools")}
    pipe = place.redis.pipeline(transaction=False)
    for rep in mine:
        pipe.zscore(place.keys.key("deadlines"), f"shift|{rep}")
    shifts = await pipe.execute() if mine else []
    return [_rep(*one, shift) for one, shift in zip(mine.items(), shifts, strict=True)]


def _rep(rep: str, row: Fields, shift_next: Any) -> Rep:
    live, uncontacted = number(row, "live") or 0, number(row, "uncontacted") or 0
    return Rep(
        id=rep,
        tenant=row["tenant"],
        name=row.get("name", ""),
        pools=tuple(names(row, "pools")),
        skills=tuple(names(row, "skills")),
        regions=tuple(names(row, "regions")),
        tier=number(row, "tier") or 0,
        capacity=number(row, "capacity") or 0,
        daily_cap=number(row, "daily_cap"),
        presence=row["presence"],
        presence_why=row.get("presence_why", ""),
        reachable=row.get("reachable") == "1",
        offline_at=number(row, "offline_at") or 0,
        on_shift=row.get("on_shift") == "1",
        shift_next=int(shift_next) if shift_next is not None else None,
        today=number(row, "today") or 0,
        paced=number(row, "paced") or 0,
        paced_until=number(row, "paced_until") or 0,
        wrap_until=number(row, "wrap_until"),
        free="listed" in row,
        # Of these only how many there are counts here.
        open_most=number(row, "open_most"),
        live={str(at): ("", "") for at in range(live)},
        uncontacted=[str(at) for at in range(uncontacted)],
        contacted=[str(at) for at in range((number(row, "taken") or 0) - uncontacted)],
    )
