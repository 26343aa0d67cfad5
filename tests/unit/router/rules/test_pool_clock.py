"""A pool's clock from the spans ahead: as open time by the hours has it, and as Lua reckons."""

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lupa import lua51

from hotlead.router.policy.document import Policy, Pool
from hotlead.router.pools.requests import pool_fields
from hotlead.router.rules.hours import SPANS_AHEAD, SPANS_AHEAD_DAYS, spans_ahead
from hotlead.router.rules.pool_clock import Clocks, PoolClock, spans_text
from hotlead.topics.hours import WorkingHours
from hotlead.topics.journal.pools import PoolHours
from tests.unit.router.rules.open_time import OpenTime
from tests.unit.router.rules.test_open_time import HOUR, cases, instants

DAY = 24 * HOUR
WEEK = dict.fromkeys(range(5), ("09:00-18:00",))
SPANS = st.lists(st.integers(0, 10**6), max_size=12, unique=True).map(
    lambda ends: list(pairwise(sorted(ends)))[::2]
)
CLOCKS = st.builds(PoolClock, st.integers(0, 10**6), st.integers(0, 10**6), SPANS) | st.builds(
    PoolClock
)
TIMES = st.integers(0, 2 * 10**6)


def china(text: str) -> int:
    return round(datetime.fromisoformat(f"{text}+08:00").timestamp() * 1000)


def pools_in_lua() -> Any:
    """The part of Lua that reckons it, which writes nothing here."""
    lua = lua51.LuaRuntime()

    def part(of: str, name: str, takes: str) -> Callable[..., Any]:
        text = (files("hotlead.router") / of / "lua" / "parts" / name).read_text()
        made: Callable[..., Any] = lua.eval(f"function({takes}) {text} end")
        return made

    lists = part("shard", "11_lists.lua", "")()
    return part("pools", "20_pools.lua", "shard, lists, held")(None, lists, None), lua.table


LUA, TABLE = pools_in_lua()


def in_lua(clock: PoolClock) -> Any:
    """As pools.of has the pool."""
    if clock.total is None:
        return TABLE()
    spans = spans_text(clock.spans) if clock.spans else None
    return TABLE(clock_ms=clock.total, clock_at=clock.since, spans=spans)


# By the hours


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_it_is_open_time_by_the_hours(data: st.DataObject) -> None:
    window, hours = data.draw(cases())
    start, end = sorted((data.draw(instants(window)), data.draw(instants(window))))
    spans = spans_ahead(hours, start)
    clock = PoolClock(7, start, spans)
    known = min(spans[-1][1] if len(spans) == SPANS_AHEAD else end, end)
    if spans and known >= start:
        passed = OpenTime(hours).between(start, known)
        assert clock.at(known) == 7 + passed
        assert clock.when(7 + passed) <= known


def test_spans_are_known_some_weeks_ahead() -> None:
    office = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))
    now = china("2026-03-02T10:00")
    spans = spans_ahead(office, now)
    assert len(spans) == SPANS_AHEAD
    assert spans[0] == (china("2026-03-02T09:00"), china("2026-03-02T12:00")), "the one that is on"
    assert spans[-1] == (china("2026-03-17T13:00"), china("2026-03-17T18:00"))
    day_and_night = WorkingHours(closed=("2026-03-05",))
    (first, second) = spans_ahead(day_and_night, now)
    assert first == (china("2026-03-02T00:00"), china("2026-03-05T00:00"))
    assert second[1] - now > SPANS_AHEAD_DAYS * DAY


def test_a_closure_of_more_than_a_year_leaves_none() -> None:
    once = WorkingHours(days={0: ()}, dates={"2027-03-02": ("09:00-10:00",)})
    now = china("2026-03-02T10:00")
    assert len(spans_ahead(once, now)) == 1
    assert spans_ahead(once, now - 40 * DAY) == []


@pytest.mark.parametrize(
    ("outside_hours", "hours", "told"),
    [("wait", WEEK, True), ("run", WEEK, False), ("wait", {}, False)],
)
def test_a_pool_that_never_waits_has_no_clock(
    outside_hours: Any, hours: dict[int, tuple[str, ...]], told: bool
) -> None:
    pool = Pool(outside_hours=outside_hours, hours=WorkingHours(days=hours))
    fields = pool_fields(Policy(pools={"main": pool}), "main", china("2026-03-02T10:00"))
    assert ("spans" in fields) == told


# By the spans


def test_without_a_clock_it_is_the_instant() -> None:
    assert PoolClock().at(17) == 17
    assert PoolClock().when(17) == 17


def test_what_it_had_reached_before_counts_as_of_then() -> None:
    assert PoolClock(50, 1000, [(900, 1100)]).when(20) == 1000
    assert PoolClock(50, 1000).when(50) == 1000


def test_beyond_what_is_known_it_stands_and_nothing_is_due_too_late() -> None:
    clock = PoolClock(0, 0, [(100, 200), (300, 400)])
    assert (clock.at(400), clock.at(10_000)) == (200, 200)
    assert (clock.when(200), clock.when(250)) == (400, 450)


@given(CLOCKS, TIMES, TIMES)
def test_it_never_goes_back_nor_faster_than_time(clock: PoolClock, one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert 0 <= clock.at(last) - clock.at(first) <= last - first


@given(CLOCKS, TIMES)
def test_there_and_back(clock: PoolClock, at: int) -> None:
    total = clock.at(at)
    due = clock.when(total)
    assert clock.at(due) == total
    assert due <= max(at, clock.since)
    if due > clock.since:
        assert clock.at(due - 1) < total, "it is the first such instant"


@given(CLOCKS, TIMES, TIMES)
def test_lua_reckons_the_same(clock: PoolClock, at: int, total: int) -> None:
    pool = in_lua(clock)
    assert LUA.clock(pool, at) == clock.at(at)
    due = clock.when(total)
    assert LUA.when(pool, total) == due
    assert LUA.meant(pool, due) == max(total, clock.total or 0), "a timer knows what it stands for"


# In the journal


def test_a_turn_goes_on_from_the_later_instant() -> None:
    """A timer of a calendar that a policy has replaced tells a turn before that policy."""
    clocks = Clocks()
    clocks.take(PoolHours(pool="main", at=100, is_open=1, clock_ms=100, spans="100-200"), 101)
    clocks.take(PoolHours(pool="main", at=90, is_open=1, clock_ms=100, spans="90-300"), 102)
    assert clocks.of("main") == PoolClock(100, 100, [(90, 300)])
    assert clocks.of("main").at(120) == 120
    clocks.take(PoolHours(pool="main", clock_ms=120), 120)  # gone: it runs on
    assert clocks.of("main").at(5000) == 5000
    assert clocks.of("other") == PoolClock()
