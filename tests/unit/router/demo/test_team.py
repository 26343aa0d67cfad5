"""The demo's reps: every plan can be registered, and each treats leads in their own way."""

from collections import Counter

import pytest

from hotlead.router.demo.policy import POOL
from hotlead.router.demo.team import HOUR_MS, QUICKEST_S, SLOWEST_S, TEAM, Care, rep_plans
from hotlead.router.replay.shifts import hours_of
from hotlead.topics.inbox import RepRegistered

START_MS = 1_700_000_000_000


@pytest.mark.parametrize(("opens", "closes"), [(9.0, 18.0), (9.0, 10.0), (8.5, 21.0)])
def test_every_plan_is_valid(opens: float, closes: float) -> None:
    plans = rep_plans(opens, closes)
    assert len({plan.rep for plan in plans}) == len(plans) >= 6
    for plan in plans:
        shift = plan.shifts[0]
        hours = hours_of(START_MS + shift.start_ms, START_MS + shift.end_ms)
        assert 0 <= shift.start_ms < shift.end_ms
        assert all(shift.start_ms < b.start_ms < b.end_ms < shift.end_ms for b in plan.breaks)
        RepRegistered(
            action_id="a",
            by="demo",
            tenant="main",
            rep=plan.rep,
            name=plan.name,
            pools=plan.pools,
            regions=plan.regions,
            tier=plan.tier,
            weight=plan.weight,
            capacity=plan.capacity,
            hours=hours,
        )


def test_they_differ_and_come_and_go() -> None:
    plans = rep_plans(9.0, 18.0)
    assert 6 <= len(plans) <= 10
    assert len({plan.weight for plan in plans}) > 2
    assert len({plan.tier for plan in plans}) > 1
    assert len({plan.regions for plan in plans}) > 3
    assert any(plan.shifts[0].start_ms > 0 for plan in plans)
    assert any(plan.shifts[0].end_ms < 9 * HOUR_MS for plan in plans)
    assert any(plan.breaks for plan in plans)
    assert all(plan.pools == (POOL,) for plan in plans)


def test_one_declines_everything_and_one_is_slow() -> None:
    intents = {one.rep: [Care(str(n)).intent(0, one.rep) for n in range(300)] for one in TEAM}
    assert all(intent.declines for intent in intents["yang"])
    assert not any(intent.declines for rep in intents if rep != "yang" for intent in intents[rep])
    taps = {
        rep: sum(i.acknowledge_s for i in found if i.acknowledge_s is not None) / len(found)
        for rep, found in intents.items()
    }
    assert max(taps, key=lambda rep: taps[rep]) == "tao"
    every = [i for found in intents.values() for i in found if i.acknowledge_s is not None]
    assert all(QUICKEST_S <= (i.acknowledge_s or 0) <= SLOWEST_S for i in every)


def test_outcomes_close_some_and_leave_some_open() -> None:
    found = Counter(Care(str(n)).intent(0, "mei").outcome for n in range(500))
    assert found.keys() == {"won", "lost", "invalid", "open"}


def test_who_is_left_alone_is_so_by_the_first_holders_only() -> None:
    care = Care("s", alone=2)
    assert [care.intent(n, "mei").acknowledge_s is None for n in range(3)] == [True, True, False]
