"""The summary, to the digit."""

from typing import Any

import pytest

from hotlead.router.kpis.summary import Summary, percentile
from hotlead.topics.journal import Entry
from tests.whole_changes import whole

HOUR = 3_600_000


def entry(at: int, *changes: dict[str, Any]) -> Entry:
    return Entry(1, "s", "p", 0, 0, at, "v1", tuple(map(whole, changes)))


def captured(lead: str, at: int, kind: str = "captured", n: int = 1) -> dict[str, Any]:
    return {"kind": kind, "lead": lead, "capture": f"main|web-form|{lead}-{n}", "at": at}


def change(kind: str, lead: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "lead": lead, **more}


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([], 50, None),
        ([7.0], 50, 7.0),
        ([7.0], 99, 7.0),
        ([4.0, 1.0, 3.0, 2.0], 50, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 90, 4.0),
        ([float(n) for n in range(1, 101)], 99, 99.0),
    ],
)
def test_percentile_is_the_nearest_rank(
    values: list[float], percent: float, expected: float | None
) -> None:
    assert percentile(values, percent) == expected


def test_nothing_at_all() -> None:
    assert Summary(["reminder"]).result(dead_lettered=0, audit=None) == {
        "captured": 0,
        "merged": 0,
        "waiting": 0,
        "assigned": 0,
        "acknowledged": 0,
        "closed": 0,
        "dead_lettered": 0,
        "rungs": {"reminder": 0},
        "first_touch_s": {"p50": None, "p90": None},
        "capture_to_push_ms": {"p50": None, "p99": None},
        "followed_up_24h": None,
        "audit": None,
    }


def test_a_day() -> None:
    summary = Summary(["reminder", "reassign"])
    for lead in "abcd":
        summary.sent(f"main|web-form|{lead}-1", 1000.0)
    # a meets a free rep; b waits and is assigned later; c waits; d is closed and returns.
    summary.take(
        entry(0, captured("a", 0), change("queued", "a"), change("assigned", "a")), 1012.25
    )
    summary.take(entry(0, captured("b", 0), change("queued", "b")), 1020)
    summary.take(entry(0, captured("c", 0), change("queued", "c")), 1020)
    summary.take(entry(0, captured("d", 0), change("queued", "d"), change("assigned", "d")), 1040)
    summary.take(entry(60_000, change("acknowledged", "a")), 1050)
    summary.take(entry(90_000, change("contacted", "a")), 1060)
    summary.take(entry(120_000, change("rung", "c", name="reminder")), 1060)
    summary.take(entry(130_000, captured("a", 130_000, "merged", 2)), 1070)
    summary.take(entry(140_000, change("assigned", "b")), 1080)
    summary.take(entry(150_000, change("acknowledged", "d")), 1080)
    summary.take(
        entry(25 * HOUR, change("contacted", "d"), change("left", "d"), change("closed", "d")),
        1090,
    )
    assert summary.result(dead_lettered=2, audit={"1": {"checked": 1, "breaches": 0}}) == {
        "captured": 5,
        "merged": 1,
        "waiting": 1,
        "assigned": 1,
        "acknowledged": 1,
        "closed": 1,
        "dead_lettered": 2,
        "rungs": {"reminder": 1, "reassign": 0},
        "first_touch_s": {"p50": 90.0, "p90": 90_000.0},
        "capture_to_push_ms": {"p50": 12.2, "p99": 40.0},
        "followed_up_24h": 0.25,
        "audit": {"1": {"checked": 1, "breaches": 0}},
    }


def test_the_ledger_balances_through_episodes() -> None:
    summary = Summary()
    summary.take(entry(0, captured("a", 0), change("queued", "a"), change("assigned", "a")), 0)
    summary.take(entry(1, change("acknowledged", "a")), 0)
    summary.take(entry(2, change("contacted", "a"), change("closed", "a")), 0)
    back = (captured("a", 3, "merged", 2), change("reopened", "a"), change("queued", "a"))
    summary.take(entry(3, *back), 0)
    summary.take(entry(4, change("assigned", "a"), change("withdrawn", "a")), 0)
    summary.take(entry(5, change("queued", "a")), 0)
    found = summary.result(dead_lettered=0, audit=None)
    assert found["captured"] == found["merged"] + found["waiting"] == 2
    assert found["first_touch_s"]["p50"] == 0.0


def test_the_first_touch_is_the_leads_first_whatever_the_episode() -> None:
    summary = Summary()
    summary.take(entry(1000, captured("a", 500), change("queued", "a")), 0)
    summary.take(entry(4500, change("contacted", "a")), 0)
    summary.take(entry(9000, change("contacted", "a")), 0)
    assert summary.touches_s() == {"a": 4.0}


def test_a_push_after_a_wait_is_not_measured() -> None:
    summary = Summary()
    summary.sent("main|web-form|a-1", 0)
    summary.take(entry(0, captured("a", 0), change("queued", "a")), 5)
    summary.take(entry(9, change("assigned", "a")), 900)
    assert summary.result(dead_lettered=0, audit=None)["capture_to_push_ms"]["p50"] is None


def test_what_is_taken_back_counts_as_if_it_had_not_been_told() -> None:
    summary = Summary()
    summary.take(entry(0, captured("a", 0)), 0)
    done = change("contacted", "a", rep="r"), change("closed", "a", rep="r", outcome="won")
    summary.take(entry(HOUR, *done), 0)
    undone = change("outcome_undone", "a", rep="r", contacted=False)
    summary.take(entry(HOUR + 1000, undone), 0)
    assert summary.touches_s() == {}
    assert summary.result(dead_lettered=0, audit=None)["acknowledged"] == 1
    summary.take(entry(3 * HOUR, change("contacted", "a", rep="r", done_at=2 * HOUR)), 0)
    assert summary.touches_s() == {"a": 7200.0}
    late = change("late_activity", "a", rep="q", contacted=True, done_at=HOUR // 2)
    summary.take(entry(4 * HOUR, late), 0)
    assert summary.touches_s() == {"a": 1800.0}
