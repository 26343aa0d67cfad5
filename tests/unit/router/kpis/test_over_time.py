"""The leads that went over time: those that the figure counts, each with what happened last."""

from typing import Any

import pytest

from hotlead.router.kpis.measures import kpis
from hotlead.router.kpis.over_time import over_time
from tests.unit.router.kpis import recount, story
from tests.unit.router.kpis.journals import Journal, filled, simulated, with_branches

DAY = 24 * 3_600_000
MINUTE = story.MINUTE


@pytest.mark.parametrize("seed", [1, 3])
@pytest.mark.parametrize("days", [(0, 30), (1, 6)])
def test_as_a_slow_recount_says(seed: int, days: tuple[int, int]) -> None:
    records = tuple(with_branches(simulated(seed, 6)))
    every = recount.cases(records)
    first = min(case.began for case in every)
    from_ms, to_ms = (first + day * DAY for day in days)
    wanted = {}
    for case in every:
        late = [
            told
            for told in case.all("withdrawn", "left")
            if told.change["reason"] in recount.OVER_TIME
        ]
        if late and not case.test and from_ms <= case.began < to_ms:
            last, touch = late[-1], case.first_touch()
            wanted[case.lead, case.began] = (
                case.channel,
                case.pool,
                last.change["rep"],
                last.change["reason"],
                last.at,
                len(late),
                touch[1] if touch else None,
            )
    assert len(wanted) > 2
    store = filled(records)
    found = over_time(store, "main", from_ms, to_ms).leads
    assert {
        (one.lead, one.captured_at_ms): (
            one.channel,
            one.pool,
            one.rep,
            one.happened,
            one.at_ms,
            one.times,
            one.first_touch_at_ms,
        )
        for one in found
    } == wanted
    assert [one.captured_at_ms for one in found] == sorted(one.captured_at_ms for one in found)
    total = kpis(store, "main", from_ms, to_ms).total
    assert total.over_time == pytest.approx(len(found) / total.leads)


def test_the_last_of_several_is_told_and_all_are_counted() -> None:
    told = Journal()
    told.entry(
        story.T0, {"kind": "policy_activated", "version": "p", "pools": {"main": story.POOL}}
    )
    told.entry(story.T0, story.rep("wang", 1), story.rep("li", 3))
    for lead, test in (("a", False), ("t", True)):
        more: dict[str, Any] = {"test": True} if test else {}
        told.entry(
            story.T0,
            story.captured(lead, story.T0, 70, **more),
            story.assigned(lead, "wang", f"{lead}-1"),
        )
        told.entry(
            story.T0 + 5 * MINUTE,
            story.withdrawn(lead, "wang", f"{lead}-1", "expired"),
            story.assigned(lead, "li", f"{lead}-2"),
        )
        told.entry(story.T0 + 6 * MINUTE, story.acknowledged(lead, "li", f"{lead}-2"))
        told.entry(
            story.T0 + 40 * MINUTE,
            story.left(lead, "li", f"{lead}-2", "no_contact"),
            story.change("reopened", lead, reason="no_contact", episode=2),
            story.assigned(lead, "wang", f"{lead}-3"),
        )
        # A refusal is no lateness.
        told.entry(story.T0 + 41 * MINUTE, story.withdrawn(lead, "wang", f"{lead}-3", "declined"))
    store = filled(told.records)
    for test, lead in ((False, "a"), (True, "t")):
        (one,) = over_time(store, "main", story.T0, story.T0 + 1, test=test).leads
        assert (one.lead, one.rep, one.happened) == (lead, "li", "no_contact")
        assert (one.at_ms, one.times) == (story.T0 + 40 * MINUTE, 2)
        assert one.first_touch_at_ms is None
    assert over_time(store, "main", story.T0 + 1, story.T0 + DAY).leads == []
    assert over_time(store, "other", story.T0, story.T0 + DAY).leads == []
