"""KPIs: of simulated days, exact against a slow recount; of a day made by hand, to the digit."""

from typing import Any

import pytest

from hotlead.router.kpis.measures import kpis
from hotlead.router.kpis.models import By
from tests.unit.router.kpis import recount, story
from tests.unit.router.kpis.journals import filled, simulated, with_branches

DAY = 24 * 3_600_000
COSTS = {"web-form": 60.0, "short-video": 25.5}
SEEDS = (1, 3)


def expected(
    found: list[recount.Case],
    deviations: dict[Any, float],
    hours: dict[str, list[tuple[int, bool]]],
    rep: str | None = None,
) -> dict[str, Any]:
    largest = max(map(abs, deviations.values()), default=None)
    return {**recount.kpis(found, COSTS, rep, hours), "unfairness": largest}


def close(got: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Every figure, floats to the last digits that sums may differ in."""
    assert got.keys() == wanted.keys() | {"bases"}
    told = {name for name, value in wanted.items() if value is not None}
    of_touches = {f"first_touch_{of}p{rank}" for of in ("", "open_") for rank in (50, 90)}
    assert got["bases"].keys() <= told | of_touches
    for name, value in wanted.items():
        assert got[name] == (pytest.approx(value) if isinstance(value, float) else value), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("days", [(0, 30), (1, 3), (2, 5), (40, 50)])
def test_as_a_slow_recount_says(seed: int, days: tuple[int, int]) -> None:
    records = tuple(with_branches(simulated(seed, 6)))
    every = recount.cases(records)
    first = min(case.began for case in every)
    from_ms, to_ms = (first + day * DAY for day in days)
    found = [case for case in every if not case.test and from_ms <= case.began < to_ms]
    assert bool(found) == (days[0] < 6)
    store, hours = filled(records), recount.openings(records)

    total = kpis(store, "main", from_ms, to_ms, costs=COSTS)
    fair = recount.unfairness(records, "main", from_ms, to_ms)
    close(total.total.model_dump(), expected(found, fair, hours))

    def sliced(by: By) -> dict[str, dict[str, Any]]:
        told = kpis(store, "main", from_ms, to_ms, by, costs=COSTS)
        assert told.total == total.total
        return {one.name: one.measures.model_dump() for one in told.slices}

    by_channel = sliced("channel")
    assert by_channel.keys() >= {case.channel for case in found}
    for name, got in by_channel.items():
        of_channel = recount.unfairness(records, "main", from_ms, to_ms, name)
        had = [case for case in found if case.channel == name]
        close(got, expected(had, of_channel, hours))
    for name, got in sliced("pool").items():
        own = {key: value for key, value in fair.items() if key[0] == name}
        close(got, expected([case for case in found if case.pool == name], own, hours))
    by_rep = sliced("rep")
    assert len(by_rep) > 1 or not found
    for name, got in by_rep.items():
        own = {key: value for key, value in fair.items() if key[1] == name}
        close(got, expected(found, own, hours, rep=name))


def test_another_tenant_has_none_of_it() -> None:
    store = filled(simulated(1, 3))
    found = kpis(store, "other", 0, 1 << 60, "rep", costs=COSTS)
    assert (found.total.leads, found.total.unfairness, found.slices) == (0, None, [])


def test_without_costs_there_are_none() -> None:
    found = kpis(filled(simulated(1, 3)), "main", 0, 1 << 60).total
    assert (found.cost, found.cost_lead, found.cost_won) == (None, None, None)


def test_a_day_made_by_hand_to_the_digit() -> None:
    store = filled(story.day().records)
    costs = {"web-form": 60.0, "short-video": 25.5, "call-center": 90.0}
    found = kpis(store, "main", story.T0, story.T0 + 2 * DAY, "rep", costs=costs)
    assert found.as_of_ms == story.T0 + 27 * story.HOUR
    assert found.total.model_dump(exclude={"bases"}) == {
        # a, b, and a again
        "leads": 3,
        "captures": 3,
        "first_touch": {
            "touched": 2,
            "p50_s": 600.0,
            "p90_s": 91_800.0,
            "open_p50_s": 600.0,
            "open_p90_s": 91_800.0,
        },
        "followed_up_24h": 1 / 3,
        "followed_up_24h_open": 1 / 3,
        "over_time": 2 / 3,
        "over_time_open": 2 / 3,
        # a's was acknowledged before its clock began; b's 16 minutes after, though once before.
        "hot": 2,
        "hot_acknowledged_15min": 1 / 2,
        "conversion": {"leads": 3, "won": 1, "rate": 1 / 3},
        # Both rounds of a; b never came above 80.
        "high_intent": {"leads": 2, "won": 1, "rate": 1 / 2},
        # One of a's; one of b's first episode, none of its second.
        "repeated_dispatches": 2 / 3,
        "cost": 175.5,
        "cost_lead": 58.5,
        "cost_won": 175.5,
        # li had 3 of 5 with 3/4 of the weight; the test lead is left out.
        "unfairness": pytest.approx(15.0),
    }
    assert {name: one.n for name, one in found.total.bases.items()} == {
        "first_touch_p50": 2,
        "first_touch_p90": 2,
        "first_touch_open_p50": 2,
        "first_touch_open_p90": 2,
        "followed_up_24h": 3,
        "followed_up_24h_open": 3,
        "over_time": 3,
        "over_time_open": 3,
        "hot_acknowledged_15min": 2,
        "conversion": 3,
        "high_intent": 2,
        "repeated_dispatches": 3,
        "cost_lead": 3,
        "cost_won": 1,
        "unfairness": 5,
    }
    assert all(one.few for one in found.total.bases.values())
    assert [one.name for one in found.slices] == ["li", "wang"]
    li, wang = (one.measures for one in found.slices)
    assert (wang.leads, wang.over_time, wang.first_touch.touched, wang.hot) == (2, 1.0, 0, 2)
    assert (li.leads, li.over_time, li.first_touch.touched, li.hot) == (2, 0.0, 2, 2)
    assert (wang.hot_acknowledged_15min, li.hot_acknowledged_15min) == (0.0, 0.5)
    assert (wang.conversion.won, li.conversion.won) == (0, 1)


def test_test_leads_are_counted_by_themselves() -> None:
    store = filled(story.day().records)
    found = kpis(store, "main", story.T0, story.T0 + 2 * DAY, "channel", test=True)
    assert (found.total.leads, found.total.captures) == (1, 1)
    assert [(one.name, one.measures.leads) for one in found.slices] == [("web-form", 1)]
    # wang had the only assignment, with a quarter of the weight.
    assert found.total.unfairness == pytest.approx(75.0)


def test_the_range_is_of_the_first_capture_and_half_open() -> None:
    store = filled(story.day().records)
    assert kpis(store, "main", story.T0, story.T0 + 1).total.leads == 1
    assert kpis(store, "main", story.T0 + 1, story.T0 + 30 * story.MINUTE).total.leads == 0
    by = kpis(store, "main", story.T0 + 30 * story.MINUTE, story.T0 + DAY, "channel")
    assert [(one.name, one.measures.leads) for one in by.slices] == [
        ("short-video", 1),
    ]
