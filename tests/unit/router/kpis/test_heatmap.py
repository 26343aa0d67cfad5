"""Response times by hour and weekday, in the zone that is asked for."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from hotlead.router.kpis.heatmap import heatmap
from tests.unit.router.kpis import recount, story
from tests.unit.router.kpis.journals import filled, simulated

EVER = 1 << 60


def test_a_day_made_by_hand() -> None:
    store = filled(story.day().records)
    told = [tuple(cell.model_dump().values()) for cell in heatmap(store, "main", 0, EVER).cells]
    # Monday 16 h in Shanghai; a comes back on Tuesday at 19 h.
    assert told == [(0, 16, 2, 2, 600.0, 600.0, True), (1, 19, 1, 0, None, None, True)]
    found = heatmap(store, "main", 0, EVER, "America/New_York")
    assert [(cell.weekday, cell.hour) for cell in found.cells] == [(0, 3), (1, 6)]
    assert heatmap(store, "main", 0, EVER, test=True).cells[0].leads == 1


def test_as_a_slow_recount_says() -> None:
    records = tuple(simulated(1, 6))
    cells, hours = defaultdict(list), recount.openings(records)
    for case in recount.cases(records):
        at = datetime.fromtimestamp(case.began / 1000, UTC) + timedelta(hours=8)
        cells[at.weekday(), at.hour].append(case)
    wanted = {}
    for when, found in cells.items():
        touches = [(touch, case) for case in found if (touch := case.first_touch()) is not None]
        p50 = recount.rank([touch[1] - case.began for touch, case in touches], 50)
        spans = [
            recount.open_between(hours[case.pool], case.began, touch[1]) for touch, case in touches
        ]
        in_hours = recount.rank(spans, 50)
        seconds = (None if ms is None else ms / 1000 for ms in (p50, in_hours))
        wanted[when] = (len(found), len(touches), *seconds)
    got = heatmap(filled(records), "main", 0, EVER).cells
    assert {(c.weekday, c.hour): (c.leads, c.touched, c.p50_s, c.open_p50_s) for c in got} == wanted
    assert len(wanted) > 5


@pytest.mark.parametrize("zone", ["Moon/Base", "../etc/passwd", ""])
def test_a_zone_that_is_none_is_an_error(zone: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        heatmap(filled(story.day().records), "main", 0, EVER, zone)
