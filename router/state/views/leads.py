"""Leads as people are shown them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from hotlead.router.rules.decay import ScoreLine
from hotlead.router.rules.scoring import MICRO
from hotlead.router.state.views.models import (
    Explanation,
    LeadView,
    ScoreParts,
    Sentence,
    SignalView,
)
from hotlead.router.state.views.place import Fields, Place, number, text
from hotlead.router.telling.score_change import Piece, change_of, why_changed
from hotlead.topics.assignments import assignment_id
from hotlead.topics.contacts import capture_key, contact_key

CLAIMABLE_MAX: Final = 50
_TIMERS: Final = ("expire", "rung", "reopen")


def parts_at(lead: Fields, at_ms: int) -> ScoreParts:
    """The score and its parts at an instant, as the scripts compute it, in points."""
    line = line_of(lead)
    return ScoreParts(
        score=round((line.base + line.freshness(at_ms)) / MICRO, 4),
        profile=round(float(lead["profile"]) / MICRO, 4),
        heat=round(float(lead["heat"]) / MICRO, 4),
        freshness=round(line.freshness_points(at_ms), 4),
    )


def line_of(lead: Fields) -> ScoreLine:
    """The line on which its score runs, from its hash."""
    return ScoreLine(
        *(int(float(lead[name])) for name in ("base", "start", "slope", "captured_at"))
    )


def attributes_of(lead: Fields) -> dict[str, str]:
    """What is known of the person's need, numbers masked."""
    return {name[2:]: value for name, value in lead.items() if name.startswith("a.")}


@dataclass(frozen=True, slots=True)
class PoolRules:
    """What a pool's rules say of how its leads are shown; `high_intent` in micropoints."""

    ladder: str = ""
    high_intent: float = math.inf
    undo_ms: int = 0


async def _rules(place: Place, pool: str) -> PoolRules:
    names = ("ladder", "high_intent", "undo")
    ladder, high_intent, undo = await place.redis.hmget(place.keys.key("pool", pool), names)
    return PoolRules(text(ladder or ""), float(high_intent or math.inf), int(undo or 0))


def picture(
    lead: str,
    row: Fields,
    now_ms: int,
    timers: Sequence[int | None],
    rules: PoolRules,
) -> LeadView:
    """One lead from its hash; `timers` are the instants of its expiry, next rung and reopening."""
    closed_at = number(row, "closed_at")
    undo_until = closed_at + rules.undo_ms if closed_at is not None else None
    if undo_until is not None and undo_until < now_ms:
        undo_until = None
    epoch = row.get("epoch") or (row.get("was.epoch") if undo_until is not None else None)
    expires, rung, reopens = timers
    parts = parts_at(row, now_ms)
    fired = rules.ladder.split(",")[: number(row, "rung") or 0]
    return LeadView(
        lead=lead,
        tenant=row["tenant"],
        pool=row["pool"],
        channel=row["channel"],
        state=row["state"],
        masked=row["masked"],
        parts=parts,
        attributes=attributes_of(row),
        episode=number(row, "episode") or 1,
        test=row.get("test") == "1",
        created_at_ms=number(row, "created_at") or 0,
        captured_at_ms=number(row, "captured_at") or 0,
        waiting_since_ms=number(row, "since") or 0,
        hot_at_ms=number(row, "hot_at"),
        high=parts.score * MICRO >= rules.high_intent,
        rung=number(row, "rung") or 0,
        open=row.get("open") == "1",
        reminded=any("remind" in one.rpartition(":")[2].split("+") for one in fired),
        holder=row.get("rep"),
        assignment=assignment_id(lead, epoch) if epoch else None,
        epoch=epoch,
        assigned_at_ms=number(row, "assigned_at"),
        expires_at_ms=expires,
        next_rung_at_ms=rung,
        acknowledged_at_ms=number(row, "acknowledged_at"),
        contacted_at_ms=number(row, "contacted_at"),
        reopens_at_ms=reopens,
        next_at_ms=number(row, "next_at"),
        outcome=row.get("outcome"),
        closed_at_ms=closed_at,
        closed_by=row.get("closed_by"),
        undo_until_ms=undo_until,
    )


async def lead_views(place: Place, ids: list[str], now_ms: int) -> list[LeadView]:
    """The tenant's leads of these ids that there are, in the same order."""
    rows = await place.hashes("lead", ids)
    pipe = place.redis.pipeline(transaction=False)
    for lead in rows:
        pipe.zmscore(place.keys.key("deadlines"), [f"{kind}|{lead}" for kind in _TIMERS])
    timers = await pipe.execute() if rows else []
    pools = {pool: await _rules(place, pool) for pool in {row["pool"] for row in rows.values()}}
    return [
        picture(
            lead,
            row,
            now_ms,
            [int(at) if at is not None else None for at in due],
            pools[row["pool"]],
        )
        for (lead, row), due in zip(rows.items(), timers, strict=True)
    ]


async def lead_view(place: Place, lead: str) -> LeadView | None:
    """One lead, or None when the tenant has none of this id."""
    found = await lead_views(place, [lead], (await place.moment()).now_ms)
    return found[0] if found else None


async def recently_closed(place: Place, rep: str) -> list[LeadView]:
    """What the rep closed and may still take back; the newest first."""
    now_ms = (await place.moment()).now_ms
    found: list[bytes] = await place.redis.zrange(  # type: ignore[assignment]
        place.keys.key("closed", rep), 0, -1
    )
    views = await lead_views(place, [text(lead) for lead in reversed(found)], now_ms)
    return [view for view in views if view.undo_until_ms is not None]


async def claimable(place: Place, pools: list[str]) -> list[LeadView]:
    """The leads of these pools that any idle rep may claim; those hot for longest first."""
    ids = {lead for pool in pools for lead in await place.members("claimable", place.pool(pool))}
    views = await lead_views(place, sorted(ids), (await place.moment()).now_ms)
    open_ = [one for one in views if one.open and one.state in ("waiting", "assigned")]
    return sorted(open_, key=lambda one: (one.hot_at_ms or 0, one.lead))[:CLAIMABLE_MAX]


async def leads_of_event(place: Place, channel: str, event_id: str) -> list[str]:
    """The leads that captures of this event id became, the newest first; none as yet: none."""
    capture = capture_key(place.tenant, channel, event_id)
    ids = await place.redis.hget(place.keys.key("events"), capture)
    if ids is None:
        return []
    keys = [contact_key(capture, one) for one in text(ids).split(",")]
    leads = await place.redis.hmget(place.keys.key("contact_of"), keys)
    return [text(lead) for lead in leads if lead is not None]


async def explanation(place: Place, lead: str, pieces: Sequence[Piece] = ()) -> Explanation | None:
    """Why the lead has its score, or None when the tenant has none of this id.

    `pieces` are those of its curve, where a read store has them; else what the state tells of the
    last event is taken.
    """
    moment = await place.moment()
    row = (await place.hashes("lead", [lead])).get(lead)
    if row is None:
        return None
    view = (await lead_views(place, [lead], moment.now_ms))[0]
    signals = await _signals(place, lead)
    newest = await _newest_piece(place, lead, row, signals, moment.policy)
    # A store that is behind would tell another score than the one beside it.
    if not pieces or pieces[-1].line != newest.line:
        pieces = [newest]
    change = change_of(pieces, moment.now_ms)
    since, reason = change.since, why_changed(change)
    return Explanation(
        lead=view,
        policy=moment.policy,
        weights={name: round(weight, 6) for name, weight in newest.weights.items()},
        points=_prefixed(row, "p."),
        heat=_prefixed(row, "h."),
        signals=signals,
        at_last_event=ScoreParts(score=change.from_ / MICRO, **since.points_at(since.at_ms)),
        last_event="capture" if since.kind in ("captured", "merged") else since.called,
        last_event_at_ms=since.at_ms,
        why=Sentence(en=reason.en, zh=reason.zh),
    )


async def _newest_piece(
    place: Place, lead: str, row: Fields, signals: Sequence[SignalView], policy: str
) -> Piece:
    """The score since the last event that the state knows of, a new policy among them."""
    pool = await place.redis.hmget(
        place.keys.key("pool", row["pool"]), ("weight_profile", "weight_heat")
    )
    captured_at = number(row, "captured_at") or 0
    at_ms, kind, event = max(captured_at, number(row, "created_at") or 0), "captured", None
    if signals and signals[-1].at_ms > at_ms:
        at_ms, kind, event = signals[-1].at_ms, "joined", [{"signal": signals[-1].signal}]
    for stored in await place.redis.lrange(place.keys.key("story", lead), 0, -1):
        one = orjson.loads(stored)
        if one["kind"] == "rescored" and one["at"] >= at_ms:
            at_ms, kind, event = int(one["at"]), "rescored", None
    return Piece(
        at_ms=at_ms,
        kind=kind,
        line=line_of(row),
        profile=int(float(row["profile"])),
        heat=int(float(row["heat"])),
        weight_profile=float(pool[0] or 0),
        weight_heat=float(pool[1] or 0),
        policy=policy,
        event=event,
    )


async def _signals(place: Place, lead: str) -> list[SignalView]:
    found = []
    for stored in await place.redis.lrange(place.keys.key("signals", lead), 0, -1):
        one = orjson.loads(stored)
        points = one.get("points")
        found.append(
            SignalView(
                signal=one["signal"],
                value=one["value"],
                at_ms=int(one["at"]),
                points=points / MICRO if points is not None else None,
            )
        )
    return sorted(found, key=lambda signal: signal.at_ms)


def _prefixed(row: Fields, prefix: str) -> dict[str, float]:
    return {
        name.removeprefix(prefix): float(value) / MICRO
        for name, value in row.items()
        if name.startswith(prefix)
    }
