"""A lead's score over time, point by point."""

import pytest

from hotlead.router.errors import UnknownLead
from hotlead.router.kpis.curve import curve
from hotlead.router.kpis.models import CurveSignal
from hotlead.router.kpis.store import ReadStore
from tests.unit.router.kpis import story
from tests.unit.router.kpis.journals import Journal, filled

HOUR, T0 = story.HOUR, story.T0


@pytest.fixture
def store() -> ReadStore:
    told = Journal()
    told.entry(T0, {"kind": "policy_activated", "version": "p", "pools": {"main": story.POOL}})
    told.entry(T0, story.captured("a", T0, 40))
    signal = {"signal": "page_dwell", "value": 130, "at": T0 + 9 * HOUR, "points": 1, "cap": 1}
    joined = story.change("joined", "a", signals=[signal], held="v-1", **story.scored(60, T0))
    told.entry(T0 + 10 * HOUR, joined)
    told.entry(T0 + 60 * HOUR, story.captured("a", T0 + 60 * HOUR, 60, kind="merged"))
    return filled(told.records)


def test_each_piece_begins_with_what_moved_it_and_ends_where_the_next_begins(
    store: ReadStore,
) -> None:
    found = curve(store, "main", "a", T0 + 70 * HOUR)
    told = [((point.at_ms - T0) // HOUR, point.kind, point.score) for point in found.points]
    assert told == [
        (0, "captured", 60),
        (10, "before", 56),
        (10, "joined", 76),
        (50, "froze", 60),
        (60, "before", 60),
        (60, "merged", 80),
        (70, "now", 76),
    ]
    assert [point.channel for point in found.points if point.channel] == ["web-form", "web-form"]
    assert found.points[2].signals == [
        CurveSignal(signal="page_dwell", value=130, at=T0 + 9 * HOUR)
    ]
    assert (found.hot, found.high_intent) == (72, 85)
    assert (found.freezes_at_ms, found.frozen) == (T0 + 110 * HOUR, False)


def test_a_frozen_score_stands_still(store: ReadStore) -> None:
    found = curve(store, "main", "a", T0 + 200 * HOUR)
    assert [(point.kind, point.score) for point in found.points[-3:]] == [
        ("merged", 80),
        ("froze", 60),
        ("now", 60),
    ]
    assert found.frozen


def test_an_instant_before_the_last_event_ends_the_curve_there(store: ReadStore) -> None:
    found = curve(store, "main", "a", T0)
    assert [point.kind for point in found.points][-1] == "merged"


def test_a_score_that_never_decays_never_freezes() -> None:
    told = Journal()
    flat = story.captured("a", T0, 40, slope=0, start=0, freezes_at=T0)
    told.entry(T0, flat)
    found = curve(filled(told.records), "main", "a", T0 + HOUR)
    assert [(point.kind, point.score) for point in found.points] == [("captured", 40), ("now", 40)]


def test_an_unknown_lead_is_told(store: ReadStore) -> None:
    for tenant, lead in (("main", "b"), ("other", "a")):
        with pytest.raises(UnknownLead, match=lead):
            curve(store, tenant, lead, T0)


def test_a_new_policy_is_a_step_that_the_headline_tells() -> None:
    told = Journal()
    weights = {"weight_profile": 1.0, "weight_heat": 0.0}
    told.entry(
        T0, {"kind": "policy_activated", "version": "p", "pools": {"main": story.POOL | weights}}
    )
    told.entry(T0, story.captured("a", T0, 80, points={"region": 80 * story.M}))
    scored = story.scored(12, T0) | {"points": {"region": 12 * story.M}, "heats": {}}
    told.entry(T0 + 5 * HOUR, story.change("rescored", "a", **scored))
    found = curve(filled(told.records), "main", "a", T0 + 10 * HOUR)
    steps = [(point.kind, point.score, point.policy) for point in found.points]
    assert steps == [
        ("captured", 100, None),
        ("before", 98, None),
        ("rescored", 30, "p1"),
        ("now", 28, None),
    ]
    assert found.en == (
        "The score fell by 72.0 from 100.0 to 28.0 since the last event (contact left, 10.0 h"
        " ago): -4.0 with time, -68.0 by the new policy p1. Profile fell from 80.0 to 12.0, which"
        " counts 100%: -68.0. Freshness fell from 100.0 to 80.0, which counts 20%: -4.0. Heat did"
        " not change. Points now and before: region 12 instead of 80."
    )
