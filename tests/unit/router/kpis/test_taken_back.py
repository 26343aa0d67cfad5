"""What an undone outcome, a reopened lead and a late contact count as."""

from typing import Any

import pytest

from hotlead.router.kpis.measures import kpis
from hotlead.router.kpis.models import Measures
from hotlead.router.kpis.store import ReadStore
from tests.unit.router.kpis.journals import LOG, Journal, filled, offsets
from tests.unit.router.kpis.story import (
    HOUR,
    MINUTE,
    POOL,
    T0,
    acknowledged,
    assigned,
    captured,
    change,
    left,
    rep,
)


@pytest.fixture
def told() -> Journal:
    """Li took lead a at once, called after an hour, and closed it as won with that call."""
    journal = Journal()
    journal.entry(T0, {"kind": "policy_activated", "version": "p1", "pools": {"main": POOL}})
    journal.entry(T0, rep("li", 1), rep("wang", 1))
    journal.entry(
        T0,
        captured("a", T0, 40),
        change("queued", "a", reason="captured"),
        assigned("a", "li", "1-1"),
    )
    journal.entry(T0 + MINUTE, acknowledged("a", "li", "1-1"))
    journal.entry(
        T0 + HOUR,
        change("contacted", "a", rep="li"),
        left("a", "li", "1-1", "closed"),
        change("closed", "a", rep="li", outcome="won"),
    )
    return journal


def measured(journal: Journal) -> Measures:
    return kpis(filled(journal.records), "main", 0, 1 << 60).total


def undone(**more: Any) -> dict[str, Any]:
    fields = {"rep": "li", "epoch": "1-1", "outcome": "won", "contacted": False}
    return change("outcome_undone", "a", **fields | more)


def test_an_undone_outcome_counts_as_if_it_had_not_been_told(told: Journal) -> None:
    assert (measured(told).conversion.won, measured(told).first_touch.touched) == (1, 1)
    told.entry(T0 + HOUR + 1000, undone())
    assert (measured(told).conversion.won, measured(told).first_touch.touched) == (0, 0)
    told.entry(
        T0 + 2 * HOUR,
        change("contacted", "a", rep="li"),
        left("a", "li", "1-1", "closed"),
        change("closed", "a", rep="li", outcome="lost"),
    )
    found = measured(told)
    assert (found.leads, found.conversion.won, found.first_touch.p50_s) == (1, 0, 7200.0)


def test_a_contact_told_before_the_outcome_stays(told: Journal) -> None:
    told.entry(T0 + HOUR + 1000, undone())
    told.entry(T0 + 2 * HOUR, change("contacted", "a", rep="li"))
    end = left("a", "li", "1-1", "closed"), change("closed", "a", rep="li", outcome="won")
    told.entry(T0 + 3 * HOUR, *end)
    told.entry(T0 + 3 * HOUR + 1000, undone(contacted=True))
    assert measured(told).first_touch.p50_s == 7200.0
    with filled(told.records).reading() as db:
        held = db.execute("SELECT left_at, left_by FROM acknowledgements").fetchall()
        assert held == [(None, None)]
        assert db.execute("SELECT state FROM leads").fetchone() == ("acknowledged",)


def test_a_reopened_lead_is_the_same_round_and_its_outcome_counts_no_more(told: Journal) -> None:
    told.entry(
        T0 + 5 * HOUR,
        change("reopened", "a", reason="supervisor", by="sup", note="x", episode=2),
        change("queued", "a", reason="supervisor"),
        assigned("a", "wang", "1-2"),
    )
    found = measured(told)
    assert (found.leads, found.conversion.won, found.first_touch.p50_s) == (1, 0, 3600.0)
    told.entry(T0 + 6 * HOUR, acknowledged("a", "wang", "1-2"))
    end = left("a", "wang", "1-2", "closed"), change("closed", "a", rep="wang", outcome="won")
    told.entry(T0 + 7 * HOUR, *end)
    assert (measured(told).leads, measured(told).conversion.won) == (1, 1)
    by = kpis(filled(told.records), "main", 0, 1 << 60, "rep").slices
    assert {one.name: one.measures.conversion.won for one in by} == {"li": 0, "wang": 1}


def test_what_was_done_counts_from_when_it_was_done() -> None:
    journal = Journal()
    journal.entry(T0, {"kind": "policy_activated", "version": "p1", "pools": {"main": POOL}})
    journal.entry(T0, rep("li", 1), rep("wang", 1))
    journal.entry(
        T0,
        captured("a", T0, 40),
        change("queued", "a", reason="captured"),
        assigned("a", "li", "1-1"),
    )
    journal.entry(T0 + 9 * MINUTE, acknowledged("a", "li", "1-1") | {"done_at": T0 + MINUTE})
    journal.entry(
        T0 + 70 * MINUTE,
        left("a", "li", "1-1", "no_contact"),
        change("reopened", "a", reason="no_contact", episode=2),
        change("queued", "a", reason="no_contact"),
        assigned("a", "wang", "1-2"),
    )
    journal.entry(T0 + 71 * MINUTE, acknowledged("a", "wang", "1-2"))
    journal.entry(T0 + 80 * MINUTE, change("contacted", "a", rep="wang"))
    assert measured(journal).first_touch.p50_s == 80 * 60
    late = {"rep": "li", "contacted": True, "episode": 1, "done_at": T0 + 5 * MINUTE}
    journal.entry(T0 + 90 * MINUTE, change("late_activity", "a", **late))
    found = measured(journal)
    # The journal decided, so it left them; yet the person was called after five minutes.
    assert (found.first_touch.p50_s, found.over_time) == (300.0, 1.0)
    with filled(journal.records).reading() as db:
        at = db.execute("SELECT at_ms - ? FROM acknowledgements ORDER BY at_ms", (T0,)).fetchone()
    assert at == (MINUTE,)


def test_it_goes_on_wherever_it_stopped(told: Journal) -> None:
    told.entry(T0 + HOUR + 1000, undone())
    store = ReadStore.opened(":memory:")
    for offset, raw in offsets(told.records):
        store.take(0, LOG, offset, [(offset, raw)], offset + 1)
    assert kpis(store, "main", 0, 1 << 60).total == measured(told)
