"""Open time beside plain time: a weekend's lead, a colleague's fifty minutes, a night."""

from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.kpis.measures import kpis
from hotlead.router.kpis.models import Measures
from hotlead.router.kpis.openings import Openings, note
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from tests.unit.router.kpis import recount
from tests.unit.router.kpis.journals import Journal, filled
from tests.unit.router.kpis.story import (
    HOUR,
    MINUTE,
    POOL,
    acknowledged,
    assigned,
    captured,
    change,
    hot,
    rep,
    withdrawn,
)

EVER = 1 << 60
Pieces = list[tuple[int, bool]]


def at(text: str) -> int:
    """An instant of Shanghai, in UTC ms."""
    return round(datetime.fromisoformat(f"{text}+08:00").timestamp() * 1000)


def hours(at_ms: int, is_open: int) -> dict[str, Any]:
    return {"kind": "pool_hours", "pool": "main", "at": at_ms, "is_open": is_open}


def begun(at_ms: int, is_open: int = 1) -> Journal:
    told = Journal()
    pools = {"main": {**POOL, "is_open": is_open}}
    told.entry(at_ms, {"kind": "policy_activated", "version": "p1", "pools": pools})
    told.entry(at_ms, rep("slow", 1), rep("quick", 1))
    return told


def counted(told: Journal, name: str = "") -> Measures:
    found = kpis(filled(told.records), "main", 0, EVER, "rep")
    slices = {one.name: one.measures for one in found.slices}
    return slices[name] if name else found.total


def test_a_weekends_lead_waits_for_three_minutes_of_open_time() -> None:
    friday, monday = at("2026-03-06T09:00:00"), at("2026-03-09T09:00:00")
    told, came = begun(friday), at("2026-03-06T18:30:00")
    told.entry(at("2026-03-06T18:00:00"), hours(at("2026-03-06T18:00:00"), 0))
    told.entry(came, captured("a", came, 70), change("queued", "a", reason="captured"))
    # The worker was away as the pool opened, and tells it late, with its instant.
    told.entry(monday + 2 * MINUTE, hours(monday, 1), assigned("a", "quick", "1-1"))
    told.entry(monday + 3 * MINUTE, acknowledged("a", "quick", "1-1"))
    told.entry(monday + 3 * MINUTE, change("contacted", "a", rep="quick"))
    total, quick = counted(told), counted(told, "quick")
    assert (total.first_touch.p50_s, total.first_touch.open_p50_s) == (225_180.0, 180.0)
    assert (total.followed_up_24h, total.followed_up_24h_open) == (0.0, 1.0)
    assert (quick.first_touch.p50_s, quick.first_touch.open_p50_s) == (60.0, 60.0)
    assert quick.followed_up_24h == 1.0


def test_a_rep_pays_for_nobody_before_them() -> None:
    start = at("2026-03-06T09:00:00")
    told, moved = begun(start), start + 50 * MINUTE
    told.entry(start, captured("a", start, 70), hot("a", start), assigned("a", "slow", "1-1", 90))
    told.entry(
        moved,
        withdrawn("a", "slow", "1-1", "expired"),
        change("queued", "a", reason="expired"),
        assigned("a", "quick", "1-2", 90),
    )
    told.entry(moved + MINUTE, acknowledged("a", "quick", "1-2"))
    told.entry(moved + MINUTE, change("contacted", "a", rep="quick"))
    total, quick, slow = (counted(told, name) for name in ("", "quick", "slow"))
    assert (total.first_touch.p50_s, quick.first_touch.p50_s) == (3060.0, 60.0)
    assert (slow.first_touch.touched, slow.over_time, quick.over_time) == (0, 1.0, 0.0)
    shares = [one.hot_acknowledged_15min for one in (total, quick, slow)]
    assert shares == [0.0, 1.0, 0.0]


def test_who_claims_a_lead_has_it_from_then_on() -> None:
    start = at("2026-03-06T09:00:00")
    told = begun(start)
    told.entry(start, captured("a", start, 70), change("queued", "a", reason="captured"))
    claimed = {**acknowledged("a", "quick", "1-1"), "via": "claim"}
    told.entry(start + HOUR, claimed)
    told.entry(start + HOUR + MINUTE, change("contacted", "a", rep="quick"))
    assert counted(told, "quick").first_touch.p50_s == 60.0


def test_what_expires_at_night_is_over_time_but_not_in_hours() -> None:
    evening = at("2026-03-06T17:58:00")
    told = begun(evening)
    told.entry(evening, captured("a", evening, 70), assigned("a", "slow", "1-1"))
    told.entry(evening + 2 * MINUTE, hours(evening + 2 * MINUTE, 0))
    told.entry(evening + 5 * MINUTE, withdrawn("a", "slow", "1-1", "expired"))
    assert (counted(told).over_time, counted(told).over_time_open) == (1.0, 0.0)


def test_an_older_record_has_the_instant_of_its_entry() -> None:
    start = at("2026-03-06T09:00:00")
    told = begun(start)
    closed = {"kind": "pool_hours", "pool": "main", "is_open": 0}
    told.entry(start + HOUR, closed)
    told.entry(start + HOUR, {"kind": "pool_hours", "pool": "gone"})
    with filled(told.records).reading() as db:
        found = Openings(db)
    assert found.between(0, "main", start, start + 3 * HOUR) == HOUR
    assert found.between(0, "gone", start, start + HOUR) == HOUR  # nothing is known of it


@given(
    st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=12),
    st.integers(-20, 80),
    st.integers(0, 60),
)
def test_any_openings_as_a_slow_count_says(pieces: Pieces, start: int, span: int) -> None:
    told = sorted(pieces, key=lambda one: one[0])
    store = ReadStore.opened(MEMORY)
    with store.reading() as db:
        for at_ms, is_open in told:
            note(db, 0, "main", at_ms, is_open=is_open)
        found = Openings(db).between(0, "main", start, start + span)
        db.rollback()
    store.close()
    assert found == recount.open_between(told, start, start + span)
