"""What happened with a lead, from its state alone: so it is the same in every gateway, for ever."""

from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field

from hotlead.router.policy.document import Policy
from hotlead.router.rules.scoring import MICRO
from hotlead.router.state.views.place import Place, number
from hotlead.router.state.views.staff import staff
from hotlead.router.telling.events import told
from hotlead.router.telling.names import Names
from hotlead.topics.inbox import AgainstHandOver

_REPS: Final = ("rep", "to", "former")
_NOTICES: Final = ("notice_sent", "notice_seen")


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class HistoryEntry(_View):
    """One thing that happened with a lead; what does not belong to its kind is null.

    `en` and `zh` tell it; a `{name}` in them that stands in `times` is an instant to be written in
    the reader's zone. `kind` is the journal's, or `signal`. `note` is as journalled, so numbers in
    it are masked; `value` is a signal's, `missed` counts misses in a row, `to` is who had it
    from a rung, or whom a notice was for; `name` and `does` are a rung's. `at_ms` is when it was
    done, `entered_at_ms` when that was told, if more than 10 minutes later; `over` is what a
    supervisor's choice overruled.
    """

    at_ms: int
    entered_at_ms: int | None = None
    kind: str
    en: str
    zh: str
    times: dict[str, int] = {}
    rep: str | None = None
    rep_name: str | None = None
    channel: str | None = None
    signal: str | None = None
    value: float | None = None
    note: str | None = None
    outcome: str | None = None
    reason: str | None = None
    next_at_ms: int | None = None
    by: str | None = None
    why: str | None = None
    missed: int | None = None
    name: str | None = None
    does: str | None = None
    to: str | None = None
    via: str | None = None
    result: str | None = None
    over: list[AgainstHandOver] | None = None
    score: float | None = Field(default=None, description="in points, 0..100")


class LeadHistory(_View):
    """What happened with a lead, oldest first."""

    lead: str
    entries: list[HistoryEntry]


async def history(place: Place, lead: str, policy: Policy) -> LeadHistory | None:
    """What happened with a lead, oldest first; None when the tenant has none of this id.

    The capture that made it, its newest 100 signals, and the newest 100 of all else. `policy` says
    how people and reasons are called.
    """
    row = (await place.hashes("lead", [lead])).get(lead)
    if row is None:
        return None
    pipe = place.redis.pipeline(transaction=False)
    for kind in ("signals", "story"):
        pipe.lrange(place.keys.key(kind, lead), 0, -1)
    signals, story = ([orjson.loads(one) for one in found] for found in await pipe.execute())
    captured = {"kind": "captured", "at": number(row, "created_at") or 0, "channel": row["channel"]}
    lines = [captured, *({**one, "kind": "signal"} for one in signals), *story]
    names = await names_in(place, lines, policy)
    entries = [_entry(line, names) for line in lines]
    return LeadHistory(lead=lead, entries=sorted(entries, key=lambda entry: entry.at_ms))


async def names_in(place: Place, lines: list[dict[str, Any]], policy: Policy) -> Names:
    """How all who are named in these lines are called."""
    reps = sorted({line[name] for line in lines for name in _REPS if line.get(name)})
    rows = await place.hashes("rep", reps)
    board = await staff(place) if any("by" in line for line in lines) else []
    return Names(
        policy,
        {rep: row["name"] for rep, row in rows.items() if row.get("name")},
        {one.id: one.name for one in board},
    )


def _entry(line: dict[str, Any], names: Names) -> HistoryEntry:
    said = told(line, names)
    rep, next_at, score = line.get("rep"), line.get("next_at"), line.get("score")
    same = ("channel", "signal", "value", "note", "outcome", "reason", "by", "why", "missed")
    return HistoryEntry(
        at_ms=int(line.get("done_at", line["at"])),
        entered_at_ms=int(line["at"]) if "entered_after" in line else None,
        kind=line["kind"],
        en=said.en,
        zh=said.zh,
        times=said.times,
        rep=rep,
        rep_name=names.reps.get(rep) if rep else None,
        next_at_ms=int(next_at) if next_at is not None else None,
        score=round(score / MICRO, 4) if score is not None else None,
        over=line["over"].split("+") if "over" in line else None,
        **{name: line.get(name) for name in (*same, "name", "does", "to", "via", "result")},
    )


def for_rep(found: LeadHistory, rep: str) -> LeadHistory:
    """The same without what is between others: how they were told of the lead."""
    mine = [one for one in found.entries if one.kind not in _NOTICES or rep in (one.to, one.rep)]
    return LeadHistory(lead=found.lead, entries=mine)
