"""The arithmetic of lateness: what is due when, what is late by how much, what is no result."""

from collections import Counter

import orjson
import pytest

from hotlead.router.clock import Clock
from hotlead.router.pools.requests import pool_fields
from loadtest.audited import Audited
from loadtest.climb import Climb
from loadtest.escalation import table
from loadtest.ladder import HOT, NOON_MS, RICH, hot_captures, ladder_policy, noon_in, steps
from loadtest.part import STOLEN_MAX
from loadtest.rungs import Rungs, lateness_s, rate
from tests.formula import profile, score


def rung(lead: str, due: int, n: int = 1) -> bytes:
    change = {"kind": "rung", "lead": lead, "n": n, "due": due}
    return orjson.dumps({"type": "entry", "changes": [change]})


def test_first_rungs_fall_due_evenly_behind_noon() -> None:
    policy = ladder_policy(steps(60), at_once=False)
    clock = noon_in(30, 1_000_000)
    assert clock.at(1_030_000) == NOON_MS
    told = [pool_fields(policy, name, clock.at(1_000_000)) for name in policy.pools]
    assert {one["opens_at"] for one in told} == {NOON_MS}
    assert {one["is_open"] for one in told} == {0}
    due = sorted(one["first_rung"] for one in told)
    assert due == list(range(250, 60_001, 250))
    told = [pool_fields(ladder_policy(3, at_once=True), name, 0) for name in ("p000", "p002")]
    assert {one["first_rung"] for one in told} == {250}


def test_leads_are_hot_at_once_and_shared_out_evenly() -> None:
    policy = ladder_policy(4, at_once=True)
    assert score(policy.scoring, profile(policy.scoring, RICH)) > HOT
    made = [orjson.loads(one) for one in hot_captures(400, 4)]
    assert set(Counter(one["pool"] for one in made).values()) == {100}
    assert {one["pool"] for one in made} == set(policy.pools)
    assert len({one["contact"]["phone"] for one in made}) == 400


def test_lateness_is_the_reading_less_the_due_instant_by_the_clock_of_the_run() -> None:
    rungs = Rungs()
    rungs.hear(rung("a", 5_000), 105_250)
    rungs.hear(b'{"changes":[{"kind":"queued"},{"kind":"hot"}]}', 105_260)
    rungs.hear(rung("b", 6_000), 106_000)
    assert rungs.late_ms(Clock(1_000, 101_000, 1.0)) == [250, 0]
    assert rungs.hot == 1
    assert rungs.once_each(2)


@pytest.mark.parametrize(
    "more",
    [rung("b", 0), rung("a", 0, n=2), rung("c", 0)],
    ids=["twice", "another rung", "another lead"],
)
def test_a_rung_too_many_is_no_result(more: bytes) -> None:
    rungs = Rungs()
    for raw in (rung("a", 0), rung("b", 0), more):
        rungs.hear(raw, 1)
    assert not rungs.once_each(2)


def test_a_second_rung_is_no_first() -> None:
    rungs = Rungs()
    for raw in (rung("a", 0), rung("a", 0, n=2)):
        rungs.hear(raw, 1)
    assert not rungs.once_each(2)


def test_percentiles_are_of_all_rungs() -> None:
    found = lateness_s([10] * 989 + [500] * 10 + [3_000])
    assert found["p50"] == pytest.approx(0.010, rel=0.01)
    assert found["p99"] == pytest.approx(0.5, rel=0.01)
    assert found["p999"] == pytest.approx(0.5, rel=0.01)
    assert found["max"] == 3.0
    with pytest.raises(ValueError, match="5 ms before"):
        lateness_s([1, -5])


def test_a_rate_is_of_the_middle() -> None:
    at_ms = [0] * 10 + [1_000 + 10 * n for n in range(80)] + [9_000] * 10
    assert rate(at_ms) == pytest.approx(100)


def climbed(
    span_s: float = 60,
    *,
    at_once: bool = False,
    breaches: int = 0,
    late: int = 0,
    stolen: float = 0.0,
) -> Climb:
    late_s = {"p50": 0.1, "p99": 0.5, "p999": 0.75, "max": 0.9}
    cpu = {"worker": 100.0, "redis": 200.0, "kafka": 50.0}
    audit = Audited(1000, breaches, late, "")
    return Climb(1000, span_s, at_once, 900.0, 1650.0, late_s, cpu, {}, stolen, audit)


def test_rungs_may_be_late_at_one_instant_and_when_others_took_the_cpu() -> None:
    assert climbed(60, breaches=3, late=3, stolen=STOLEN_MAX + 0.01).right
    assert not climbed(60, breaches=3, late=2, stolen=STOLEN_MAX + 0.01).right
    assert climbed(at_once=True, breaches=3, late=3).right
    assert not climbed(at_once=True, breaches=3, late=2).right
    assert not climbed(60, breaches=3, late=3).right
    assert climbed(60).right


def test_the_table_says_when_others_took_the_cpu() -> None:
    assert "0.750" in table([climbed(60)])
    assert "says nothing" not in table([climbed(60)])
    assert "says nothing" in table([climbed(60, stolen=STOLEN_MAX + 0.01)])
