"""A lead's score over time: the straight pieces between the events that moved it."""

from typing import Any, Final

import orjson

from hotlead.router.errors import UnknownLead
from hotlead.router.kpis.models import Curve, CurvePoint
from hotlead.router.kpis.score_line import ScoreLine
from hotlead.router.kpis.store import ReadStore
from hotlead.router.rules.scoring import MICRO

_POINTS: Final = (
    "SELECT at_ms, kind, event, base, start, slope, fresh_at, freezes_at, hot, high_intent"
    " FROM score_points WHERE tenant = ? AND lead = ? ORDER BY seq, place"
)


def curve(store: ReadStore, tenant: str, lead: str, now_ms: int) -> Curve:
    """The curve from the first capture to `now_ms` (UTC ms), or to the last event when that is
    later. Raises UnknownLead.
    """
    with store.reading() as db:
        rows = db.execute(_POINTS, (tenant, lead)).fetchall()
    if not rows:
        raise UnknownLead(f"tenant {tenant} has no lead {lead}")
    points: list[CurvePoint] = []
    for index, (at, kind, event, *numbers) in enumerate(rows):
        line, freezes_at = ScoreLine(*numbers[:4]), numbers[4]
        points.append(_point(at, line, kind, orjson.loads(event)))
        last = index == len(rows) - 1
        end = max(now_ms, at) if last else rows[index + 1][0]
        if line.slope and at < freezes_at < end:
            points.append(_point(freezes_at, line, "froze"))
        if end > at:
            points.append(_point(end, line, "now" if last else "before"))
    *_, freezes_at, hot, high_intent = rows[-1]
    return Curve(
        lead=lead,
        points=points,
        hot=hot / MICRO,
        high_intent=high_intent / MICRO,
        freezes_at_ms=freezes_at,
        frozen=freezes_at <= now_ms,
    )


def _point(at: int, line: ScoreLine, kind: str, event: Any = None) -> CurvePoint:
    return CurvePoint(
        at_ms=at,
        score=line.at(at) / MICRO,
        kind=kind,
        channel=event["channel"] if isinstance(event, dict) else None,
        signals=event if isinstance(event, list) else [],
    )
