"""The leads behind the figure `over_time`: which they were, and what became of each."""

from hotlead.router.kpis.measures import OVER_TIME
from hotlead.router.kpis.models import OverTime, OverTimeLead
from hotlead.router.kpis.rounds import Held, Round, rounds
from hotlead.router.kpis.store import ReadStore


def over_time(
    store: ReadStore, tenant: str, from_ms: int, to_ms: int, *, test: bool = False
) -> OverTime:
    """Those first captured in [from_ms, to_ms), UTC ms, in that order. With `test` of test leads
    alone.
    """
    with store.reading() as db:
        found = rounds(db, tenant, from_ms, to_ms, test=test)
    leads = [row for one in found if (row := _row(one)) is not None]
    return OverTime(from_ms=from_ms, to_ms=to_ms, leads=leads)


def _row(one: Round) -> OverTimeLead | None:
    """The lead's row; None when it never went over time."""
    late = [
        (held.ended_at, held)
        for held in (*one.assignments, *one.acknowledgements)
        if held.ended_by in OVER_TIME and held.ended_at is not None
    ]
    if not late:
        return None
    at_ms, last = max(late, key=_when)
    return OverTimeLead(
        lead=one.lead,
        channel=one.channel,
        pool=one.pool,
        captured_at_ms=one.captured_at,
        rep=last.rep,
        happened=last.ended_by or "",
        at_ms=at_ms,
        times=len(late),
        first_touch_at_ms=one.touches[0][1] if one.touches else None,
    )


def _when(late: tuple[int, Held]) -> tuple[int, int]:
    return late[0], late[1].seq
