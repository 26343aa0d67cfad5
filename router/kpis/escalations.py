"""The rungs that fired in a range, and when each lead was acknowledged after that."""

from typing import Any, Final

from hotlead.router.kpis.models import PastEscalation, PastEscalations
from hotlead.router.kpis.store import ReadStore

_FIRED: Final = (
    "SELECT rung.at_ms, rung.lead, of.pool, rung.name, rung.n, rung.at_ms - rung.due_at, rung.rep,"
    " rung.moved, (SELECT max(rung.at_ms, min(taken.at_ms)) FROM acknowledgements AS taken"
    " WHERE taken.tenant = rung.tenant AND taken.lead = rung.lead"
    " AND taken.episode = rung.episode AND taken.seq > rung.seq)"
    " FROM rungs AS rung JOIN episodes AS of"
    " ON of.tenant = rung.tenant AND of.lead = rung.lead AND of.episode = rung.episode"
    " WHERE rung.tenant = ? AND rung.at_ms >= ? AND rung.at_ms < ? AND of.test = ?"
    " ORDER BY rung.at_ms, rung.seq, rung.place"
)


_NEWEST: Final = (
    "SELECT at_ms, lead, episode, n, name, does, score, rep, moved_to, met, behind"
    " FROM rungs WHERE tenant = ?"
    " ORDER BY at_ms DESC, seq DESC, place DESC LIMIT ?"
)
_TOLD: Final = (
    *("at_ms", "lead", "episode", "n", "name", "does", "score", "rep"),
    *("to", "met", "behind"),
)


def newest_rungs(store: ReadStore, tenant: str, most: int) -> list[dict[str, Any]]:
    """The rungs that fired last, of test leads too, oldest first, as the journal tells them."""
    with store.reading() as db:
        rows = db.execute(_NEWEST, (tenant, most)).fetchall()
    return [dict(zip(_TOLD, row, strict=True)) for row in reversed(rows)]


def escalations(
    store: ReadStore, tenant: str, from_ms: int, to_ms: int, *, test: bool = False
) -> PastEscalations:
    """Those that fired in [from_ms, to_ms), UTC ms. With `test` of test leads alone."""
    with store.reading() as db:
        rows = db.execute(_FIRED, (tenant, from_ms, to_ms, int(test))).fetchall()
    fired = [
        PastEscalation(
            at_ms=at_ms,
            lead=lead,
            pool=pool,
            name=name,
            n=n,
            late_s=late_ms / 1000,
            rep=rep,
            moved=bool(moved),
            acknowledged_at_ms=taken,
        )
        for at_ms, lead, pool, name, n, late_ms, rep, moved, taken in rows
    ]
    return PastEscalations(from_ms=from_ms, to_ms=to_ms, escalations=fired)
