"""Scores at an instant and keys: the worked example, the order that decay keeps, and as in Lua."""

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lupa import lua51

from hotlead.router.rules.decay import EPOCH0_MS, HOUR_MS, MINUTE_MS, Law, ScoreLine
from hotlead.router.rules.scoring import heat_with, micro
from hotlead.topics.journal.change import typed
from hotlead.topics.journal.leads import Scored
from tests.whole_changes import whole

NOW = 1_772_416_800_000
# Profile 80, heat 85 by the default weights; all of freshness, and what it loses an hour.
EXAMPLE = ScoreLine(base=micro(24 + 42.5), start=micro(20), slope=micro(0.4), fresh_at=NOW)
BASES = st.integers(0, micro(80))
AGE_MS = st.integers(0, 200 * HOUR_MS)
PARTS = files("hotlead.router.leads") / "lua" / "parts"
LAW = Law(400_000, 1_000)
INSTANTS = st.integers(EPOCH0_MS, EPOCH0_MS + 20 * 365 * 24 * HOUR_MS)
LINES = st.builds(
    ScoreLine,
    st.integers(0, micro(100)),
    st.integers(0, micro(100)),
    st.integers(0, micro(100)),
    INSTANTS,
)
LAWS = st.builds(Law, st.integers(0, micro(100)), st.integers(0, micro(10)))


def lua_part(name: str) -> Any:
    """A part of Lua that uses nothing but constants."""
    lua = lua51.LuaRuntime()
    shard = lua.table(HOUR=HOUR_MS, MINUTE=MINUTE_MS)
    made: Callable[[Any], Any] = lua.eval(f"function(shard) {(PARTS / name).read_text()} end")
    return made(shard), lua.table


LUA, TABLE = lua_part("20_decay.lua")


def lead(line: ScoreLine, law: Law) -> Any:
    """As Lua has it."""
    kept = {"base": line.base, "start": line.start, "captured_at": line.fresh_at}
    return TABLE(**kept, **law._asdict())


@pytest.mark.parametrize(
    ("age_h", "expected"),
    [(0, 86.5), (3, 85.3), (13, 81.3), (49.75, 66.6), (50, 66.5), (50.1, 66.5), (1000, 66.5)],
)
def test_the_worked_example_holds_to_the_digit(age_h: float, expected: float) -> None:
    assert EXAMPLE.at(NOW + round(age_h * HOUR_MS)) == micro(expected)


def test_freshness_is_told_apart() -> None:
    assert EXAMPLE.freshness(NOW + 3 * HOUR_MS) == micro(0.2 * 94)


def test_a_line_is_that_of_the_change_that_told_it() -> None:
    told = {"base": 5, "start": 7, "slope": 3, "captured_at": NOW}
    change = typed(whole({"kind": "rescored", "lead": "L1", "tenant": "main"} | told))
    assert isinstance(change, Scored)
    assert ScoreLine.of(change) == ScoreLine(base=5, start=7, slope=3, fresh_at=NOW)


@given(BASES, BASES, AGE_MS, AGE_MS, AGE_MS)
def test_two_decaying_leads_never_change_order(
    one: int, other: int, age: int, other_age: int, later: int
) -> None:
    if max(age, other_age) + later < 50 * HOUR_MS:
        a = replace(EXAMPLE, base=one, fresh_at=NOW - age)
        b = replace(EXAMPLE, base=other, fresh_at=NOW - other_age)
        before, after = (a.at(at) - b.at(at) for at in (NOW, NOW + later))
        assert abs(before - after) <= 2, "rounding to micropoints, no more"


@given(st.integers(-(10**12), 10**14), st.integers(0, micro(20)))
def test_freshness_lies_within_0_and_its_start(age_ms: int, slope: int) -> None:
    assert 0 <= replace(EXAMPLE, slope=slope).freshness(NOW + age_ms) <= EXAMPLE.start


@given(st.integers(0, 10**12))
def test_a_clock_that_goes_back_counts_as_now(back: int) -> None:
    assert EXAMPLE.at(NOW - back) == EXAMPLE.at(NOW)


@given(AGE_MS, st.integers(0, 10**9))
def test_a_score_never_rises_by_waiting(age_ms: int, later: int) -> None:
    assert EXAMPLE.at(NOW + age_ms + later) <= EXAMPLE.at(NOW + age_ms)


# In a queue


@pytest.mark.parametrize("falls", [True, False])
def test_what_a_key_is_worth(falls: bool) -> None:
    """As DESIGN has it: the score and the waiting points."""
    key = LAW.key(EXAMPLE, NOW, falls=falls)
    for hours in (0, 3, 30):
        at = NOW + hours * HOUR_MS
        score = EXAMPLE.at(at) if falls else EXAMPLE.base
        found = LAW.value_of(key, at, at, falls=falls)
        assert found == pytest.approx(score + hours * 60 * LAW.wait, abs=2)
        if falls:
            assert LAW.value(EXAMPLE, at, NOW, at) == pytest.approx(found, abs=2)


@given(LINES, LAWS, INSTANTS, st.tuples(INSTANTS, INSTANTS), st.booleans())
def test_lua_tells_the_same_to_the_digit(
    line: ScoreLine, law: Law, since: int, now: tuple[int, int], falls: bool
) -> None:
    at, clock = now
    line = replace(line, slope=int(law.slope))
    told = lead(line, law)
    assert LUA.score(told, at) == line.at(at)
    assert LUA.value(told, at, since, clock) == law.value(line, at, since, clock)
    key = law.key(line, since, falls=falls)
    assert LUA.key(told, told, since, falls) == key
    value = law.value_of(key, at, clock, falls=falls)
    assert LUA.value_of(str(key), told, at, clock, falls) == value


@given(INSTANTS, INSTANTS, st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_clock_that_stands_still_keeps_the_order(
    one: int, other: int, open_ms: int, closed_ms: int
) -> None:
    """Two leads of one pool: whatever its clock does, both earn by the same."""
    keys = [LAW.key(EXAMPLE, since, falls=True) for since in (one, other)]
    clock = max(one, other)
    first, second = (
        [LAW.value_of(key, at, shown, falls=True) for key in keys]
        for at, shown in ((clock, clock), (clock + open_ms + closed_ms, clock + open_ms))
    )
    assert first[0] - first[1] == pytest.approx(second[0] - second[1], abs=1e-3)


@given(st.lists(st.tuples(st.integers(0, micro(100)), st.integers(0, micro(100))), max_size=5))
def test_lua_counts_signals_the_same(signals: list[tuple[int, int]]) -> None:
    heat, table = lua_part("20_heat.lua")
    total = 7
    for points, cap in signals:
        total = heat_with(total, points, cap)
    asked = table(*(table(signal="a", points=points, cap=cap) for points, cap in signals))
    assert heat.sum(table(**{"h.a": "7", "h.b": 5}), asked) == total + 5
