"""Response times by hour and weekday of a lead's first capture."""

from collections import defaultdict
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from hotlead.router.kpis.bases import of_count
from hotlead.router.kpis.models import Heatmap, HeatmapCell
from hotlead.router.kpis.openings import Openings
from hotlead.router.kpis.responses import responses
from hotlead.router.kpis.rounds import Round, rounds
from hotlead.router.kpis.store import ReadStore

ZONE: Final = "Asia/Shanghai"


def heatmap(
    store: ReadStore,
    tenant: str,
    from_ms: int,
    to_ms: int,
    zone: str = ZONE,
    *,
    test: bool = False,
) -> Heatmap:
    """Of the leads first captured in [from_ms, to_ms), UTC ms; hours and weekdays of `zone`.
    With `test` of test leads alone.

    Raises ZoneInfoNotFoundError or ValueError for a zone that is none.
    """
    local = ZoneInfo(zone)
    with store.reading() as db:
        found = rounds(db, tenant, from_ms, to_ms, test=test)
        openings = Openings(db)
    cells: dict[tuple[int, int], list[Round]] = defaultdict(list)
    for one in found:
        at = datetime.fromtimestamp(one.captured_at / 1000, local)
        cells[at.weekday(), at.hour].append(one)
    return Heatmap(
        from_ms=from_ms,
        to_ms=to_ms,
        zone=zone,
        cells=[_cell(*when, cells[when], openings) for when in sorted(cells)],
    )


def _cell(weekday: int, hour: int, found: list[Round], openings: Openings) -> HeatmapCell:
    touches = responses(found, openings)
    return HeatmapCell(
        weekday=weekday,
        hour=hour,
        leads=len(found),
        touched=len(touches.found),
        p50_s=touches.p_s(50),
        open_p50_s=touches.p_s(50, in_hours=True),
        few=of_count(len(touches.found)).few,
    )
