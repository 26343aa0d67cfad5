"""A lead's score as the read store has it: piece after piece, for its curve and its headline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from hotlead.router.kpis.store import ReadStore
from hotlead.router.rules.decay import ScoreLine
from hotlead.router.rules.scoring import heat_with
from hotlead.router.telling.score_change import Piece

_POINTS: Final = (
    "SELECT at_ms, kind, event, profile, heat, base, start, slope, fresh_at, freezes_at, policy,"
    " hot, high_intent, weight_profile, weight_heat, counted"
    " FROM score_points WHERE tenant = ? AND lead = ? ORDER BY seq, place"
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece, the instant from which it stands still, and the pool's thresholds of then."""

    piece: Piece
    freezes_at: int
    hot: int
    high_intent: int


def scored(store: ReadStore, tenant: str, lead: str) -> list[Scored]:
    """All pieces of a lead, oldest first; none of one that is unknown. Blocks."""
    with store.reading() as db:
        found = db.execute(_POINTS, (tenant, lead))
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found]
    counted = _Counted()
    return [_scored(row, counted) for row in rows]


def pieces_of(store: ReadStore, tenant: str, lead: str) -> list[Piece]:
    """The same without what only the curve shows. Blocks."""
    return [one.piece for one in scored(store, tenant, lead)]


class _Counted:
    """What has been counted so far, as the scripts keep it with the lead."""

    def __init__(self) -> None:
        self.points: dict[str, int] = {}
        self.heats: dict[str, int] = {}

    def take(self, kind: str, counted: Mapping[str, Any]) -> None:
        """What one event counted; a new policy counts everything anew."""
        if kind == "rescored":
            self.points, self.heats = {}, dict(counted.get("heats") or {})
        self.points |= counted.get("points") or {}
        for signal, points, cap in counted.get("signals") or ():
            self.heats[signal] = heat_with(self.heats.get(signal, 0), points, cap)


def _scored(row: Mapping[str, Any], counted: _Counted) -> Scored:
    counted.take(row["kind"], orjson.loads(row["counted"]))
    names = ("at_ms", "kind", "profile", "heat", "weight_profile", "weight_heat", "policy")
    piece = Piece(
        **{name: row[name] for name in names},
        line=ScoreLine(row["base"], row["start"], row["slope"], row["fresh_at"]),
        event=orjson.loads(row["event"]),
        points=dict(counted.points),
        heats=dict(counted.heats),
    )
    return Scored(piece, row["freezes_at"], row["hot"], row["high_intent"])
