"""Leads as people are shown them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from hotlead.router.rules.explain import Shares, why_changed
from hotlead.router.rules.scoring import FULL, HOUR_MS, MICRO, Parts
from hotlead.router.state.views.contacts import Asked, contacts_for
from hotlead.router.state.views.models import (
    Explanation,
    FullContact,
    HeldLead,
    LeadView,
    RungView,
    ScoreParts,
    Sentence,
    SignalView,
)
from hotlead.router.state.views.place import Fields, Place, number, text
from hotlead.topics.assignments import assignment_id
from hotlead.topics.contacts import capture_key

CLAIMABLE_MAX: Final = 50
_TIMERS: Final = ("expire", "rung", "reopen")


def parts_at(lead: Fields, at_ms: int) -> ScoreParts:
    """The score and its parts at an instant, as the scripts compute it, in points."""
    start, slope = float(lead["start"]), float(lead["slope"])
    age_ms = max(0, at_ms - int(float(lead["captured_at"])))
    fresh = max(0.0, start - slope * age_ms / HOUR_MS)
    return ScoreParts(
        score=round((float(lead["base"]) + fresh) / MICRO, 4),
        profile=round(float(lead["profile"]) / MICRO, 4),
        heat=round(float(lead["heat"]) / MICRO, 4),
        freshness=round(FULL * fresh / start, 4) if start else 0.0,
    )


def picture(
    lead: str,
    row: Fields,
    now_ms: int,
    timers: Sequence[int | None],
    ladder: str = "",
    *,
    high_intent: float = math.inf,
) -> LeadView:
    """One lead from its hash; `timers` are the instants of its expiry, next rung and reopening.

    `ladder` and `high_intent` (in micropoints) are the pool's, as the scripts read them.
    """
    epoch = row.get("epoch")
    expires, rung, reopens = timers
    parts = parts_at(row, now_ms)
    fired = ladder.split(",")[: number(row, "rung") or 0]
    return LeadView(
        lead=lead,
        tenant=row["tenant"],
        pool=row["pool"],
        channel=row["channel"],
        state=row["state"],
        masked=row["masked"],
        parts=parts,
        attributes={name[2:]: value for name, value in row.items() if name.startswith("a.")},
        episode=number(row, "episode") or 1,
        test=row.get("test") == "1",
        created_at_ms=number(row, "created_at") or 0,
        captured_at_ms=number(row, "captured_at") or 0,
        waiting_since_ms=number(row, "since") or 0,
        hot_at_ms=number(row, "hot_at"),
        high=parts.score * MICRO >= high_intent,
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
    )


async def lead_views(place: Place, ids: list[str], now_ms: int) -> list[LeadView]:
    """The tenant's leads of these ids that there are, in the same order."""
    rows = await place.hashes("lead", ids)
    pipe = place.redis.pipeline(transaction=False)
    for lead in rows:
        pipe.zmscore(place.keys.key("deadlines"), [f"{kind}|{lead}" for kind in _TIMERS])
    timers = await pipe.execute() if rows else []
    pools = {
        pool: await place.redis.hmget(place.keys.key("pool", pool), ("ladder", "high_intent"))
        for pool in {row["pool"] for row in rows.values()}
    }
    return [
        picture(
            lead,
            row,
            now_ms,
            [int(at) if at is not None else None for at in due],
            text(pools[row["pool"]][0] or ""),
            high_intent=float(pools[row["pool"]][1] or math.inf),
        )
        for (lead, row), due in zip(rows.items(), timers, strict=True)
    ]


async def lead_view(place: Place, lead: str) -> LeadView | None:
    """One lead, or None when the tenant has none of this id."""
    found = await lead_views(place, [lead], (await place.moment()).now_ms)
    return found[0] if found else None


async def rung_views(place: Place, fired: Sequence[Mapping[str, Any]]) -> list[RungView]:
    """Rungs as the journal told them, in the same order, with their leads as they stand."""
    now_ms = (await place.moment()).now_ms
    ids = sorted({rung["lead"] for rung in fired})
    leads = {view.lead: view for view in await lead_views(place, ids, now_ms)}
    return [_rung(rung, leads[rung["lead"]]) for rung in fired if rung["lead"] in leads]


def _rung(rung: Mapping[str, Any], lead: LeadView) -> RungView:
    # A later episode began only because this one had ended.
    ended = lead.episode > rung["episode"] or lead.state in ("acknowledged", "closed")
    return RungView(
        at_ms=rung["at_ms"],
        lead=lead.lead,
        pool=lead.pool,
        masked=lead.masked,
        episode=rung["episode"],
        n=rung["n"],
        name=rung["name"],
        does=[part for part in rung["does"].split("+") if part],
        score=rung["score"] / MICRO,
        rep=rung.get("rep"),
        state=lead.state,
        holder=lead.holder,
        epoch=lead.epoch,
        answered=ended,
    )


async def held_by(place: Place, rep: str, *, acknowledged: bool, contacts: bool) -> list[HeldLead]:
    """A rep's live assignments, or the leads that they acknowledged; the oldest first.

    `contacts` adds the contact in full to acknowledged ones: for the rep alone.
    """
    ids = await place.members("open" if acknowledged else "live", rep)
    views = await lead_views(place, ids, (await place.moment()).now_ms)
    views.sort(key=lambda one: (one.assigned_at_ms or 0, one.lead))
    full: list[FullContact | None] = [None] * len(views)
    if acknowledged and contacts:
        full = await contacts_for(place, [Asked(view.lead, rep) for view in views])
    return [
        HeldLead(**view.model_dump(), contact=contact)
        for view, contact in zip(views, full, strict=True)
    ]


async def claimable(place: Place, pools: list[str]) -> list[LeadView]:
    """The leads of these pools that any idle rep may claim; those hot for longest first."""
    ids = {lead for pool in pools for lead in await place.members("claimable", place.pool(pool))}
    views = await lead_views(place, sorted(ids), (await place.moment()).now_ms)
    open_ = [one for one in views if one.open and one.state in ("waiting", "assigned")]
    return sorted(open_, key=lambda one: (one.hot_at_ms or 0, one.lead))[:CLAIMABLE_MAX]


async def lead_of_capture(place: Place, channel: str, event_id: str) -> str | None:
    """The lead that a capture became, or None while there is none."""
    key = capture_key(place.tenant, channel, event_id)
    found = await place.redis.hget(place.keys.key("contact_of"), key)
    return text(found) if found is not None else None


async def explanation(
    place: Place, lead: str, history: list[dict[str, object]]
) -> Explanation | None:
    """Why the lead has its score, or None when the tenant has none of this id."""
    moment = await place.moment()
    row = (await place.hashes("lead", [lead])).get(lead)
    if row is None:
        return None
    view = (await lead_views(place, [lead], moment.now_ms))[0]
    pool = await place.redis.hmget(
        place.keys.key("pool", row["pool"]), ("weight_profile", "weight_heat")
    )
    shares = Shares(
        profile=float(pool[0] or 0),
        heat=float(pool[1] or 0),
        freshness=float(row["start"]) / MICRO / FULL,
    )
    signals = await _signals(place, lead)
    event, at_ms = "capture", view.captured_at_ms
    if signals and signals[-1].at_ms > at_ms:
        event, at_ms = signals[-1].signal, signals[-1].at_ms
    then = parts_at(row, at_ms)
    reason = why_changed(
        then=_points(then),
        now=_points(view.parts),
        shares=shares,
        event=event,
        hours=max(0, moment.now_ms - at_ms) / HOUR_MS,
    )
    return Explanation(
        lead=view,
        policy=moment.policy,
        weights={
            "profile": shares.profile,
            "heat": shares.heat,
            "freshness": round(shares.freshness, 6),
        },
        points=_prefixed(row, "p."),
        heat=_prefixed(row, "h."),
        signals=signals,
        at_last_event=then,
        last_event=event,
        last_event_at_ms=at_ms,
        why=Sentence(en=reason.en, zh=reason.zh),
        history=history,
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


def _points(parts: ScoreParts) -> Parts:
    return Parts(parts.profile, parts.heat, parts.freshness, parts.score)


def _prefixed(row: Fields, prefix: str) -> dict[str, float]:
    return {
        name.removeprefix(prefix): float(value) / MICRO
        for name, value in row.items()
        if name.startswith(prefix)
    }
