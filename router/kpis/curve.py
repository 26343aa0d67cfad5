"""A lead's score over time: the straight pieces between the events that moved it."""

from typing import Any

from hotlead.router.errors import UnknownLead
from hotlead.router.kpis.models import Curve, CurvePoint
from hotlead.router.kpis.score_pieces import scored
from hotlead.router.kpis.store import ReadStore
from hotlead.router.rules.decay import ScoreLine
from hotlead.router.rules.scoring import MICRO
from hotlead.router.telling.score_change import change_of, why_changed


def curve(store: ReadStore, tenant: str, lead: str, now_ms: int) -> Curve:
    """The curve from the first capture to `now_ms` (UTC ms), or to the last event when that is
    later. Raises UnknownLead.
    """
    rows = scored(store, tenant, lead)
    if not rows:
        raise UnknownLead(f"tenant {tenant} has no lead {lead}")
    points: list[CurvePoint] = []
    for index, one in enumerate(rows):
        at, line, freezes_at = one.piece.at_ms, one.piece.line, one.freezes_at
        points.append(_point(at, line, one.piece.kind, one.piece.event, one.piece.policy))
        last = index == len(rows) - 1
        end = max(now_ms, at) if last else rows[index + 1].piece.at_ms
        if line.slope and at < freezes_at < end:
            points.append(_point(freezes_at, line, "froze"))
        if end > at:
            points.append(_point(end, line, "now" if last else "before"))
    newest = rows[-1]
    why = why_changed(change_of([one.piece for one in rows], now_ms))
    return Curve(
        lead=lead,
        points=points,
        hot=newest.hot / MICRO,
        high_intent=newest.high_intent / MICRO,
        freezes_at_ms=newest.freezes_at,
        frozen=newest.freezes_at <= now_ms,
        en=why.en,
        zh=why.zh,
    )


def _point(at: int, line: ScoreLine, kind: str, event: Any = None, policy: str = "") -> CurvePoint:
    return CurvePoint(
        at_ms=at,
        score=line.at(at) / MICRO,
        kind=kind,
        channel=event["channel"] if isinstance(event, dict) else None,
        signals=event if isinstance(event, list) else [],
        policy=policy if kind == "rescored" else None,
    )
