"""What falls due in a pool that waits outside its hours: by open time, whatever lies between."""

from datetime import datetime
from typing import Any

import pytest

from hotlead.router.policy.document import Policy, Relax, Rung, SlowerLadder
from hotlead.router.pools import requests
from hotlead.topics.hours import WorkingHours
from tests.integration.state.actions import acknowledge, decline, finish
from tests.integration.state.policies import COLD, HIGH, HOT, WARM, policy, scoring
from tests.integration.state.shard import MINUTE, Shard

LADDER = ["reminder", "reassign", "supervisors", "duty-manager"]
WEEK = dict.fromkeys(range(5), ("09:00-18:00",))
OFFICE = WorkingHours(days=WEEK)
LUNCH = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))
NIGHTS = WorkingHours(days=dict.fromkeys(range(7), ("21:00-02:00",)))


def at(text: str, zone: str = "+08:00") -> int:
    """An instant of Shanghai, in UTC ms."""
    return round(datetime.fromisoformat(text + zone).timestamp() * 1000)


def waits(hours: WorkingHours, **more: Any) -> Policy:
    return policy(hours=hours, outside_hours="wait", **more)


async def until(shard: Shard, text: str, zone: str = "+08:00") -> None:
    """Time passes up to an instant, every timer at its own."""
    await shard.wait(seconds=(at(text, zone) - shard.now) / 1000)


def fired(shard: Shard, lead: str) -> list[int]:
    """When the rungs of a lead fired."""
    return [change["entry_at"] for change in shard.changes("rung", lead)]


async def open_at(shard: Shard, text: str, under: Policy, zone: str = "+08:00") -> None:
    """An empty shard at an instant."""
    await shard.set_time(at(text, zone))
    await shard.open(under)


async def test_thirteen_minutes_of_a_ladder_are_left_on_monday(shard: Shard) -> None:
    """Friday 17:58 in a pool that closes at 18:00: two of fifteen minutes are used."""
    await open_at(shard, "2026-03-06T17:57", waits(OFFICE))
    await shard.rep("ann", hours=OFFICE, presence="busy")
    await until(shard, "2026-03-06T17:58")
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-09T08:59")
    assert fired(shard, "L1") == [at("2026-03-06T18:00")]
    await shard.presence("ann", "idle")
    await until(shard, "2026-03-09T09:14")
    assert shard.rungs("L1") == LADDER
    minutes = [round((one - at("2026-03-09T09:00")) / MINUTE) for one in fired(shard, "L1")[1:]]
    assert minutes == [3, 8, 13]


async def test_an_assignment_says_when_its_ladder_goes_on(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T17:59", waits(OFFICE))
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    (assigned,) = shard.changes("assigned")
    assert (assigned.get("expires_at"), assigned["rung_at"]) == (None, at("2026-03-03T09:01"))


async def test_a_lunch_break_within_a_ladder(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T11:58", waits(LUNCH))
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-02T13:30")
    hours = ["12:00", "13:03", "13:08", "13:13"]
    assert fired(shard, "L1") == [at(f"2026-03-02T{hour}") for hour in hours]


async def test_a_night_shift_goes_on_over_midnight(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T23:55", waits(NIGHTS))
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-03T01:57")
    assert [shard.now - one for one in fired(shard, "L1")][-1] == 107 * MINUTE
    await shard.capture("L2", HOT)
    await until(shard, "2026-03-03T22:00")
    hours = ["03T01:59", "03T21:02", "03T21:07", "03T21:12"]
    assert fired(shard, "L2") == [at(f"2026-03-{hour}") for hour in hours]


async def test_the_hour_that_summer_time_takes_is_no_open_time(shard: Shard) -> None:
    """Berlin, 2026-03-29: after 01:59 comes 03:00, so what is open until 02:30 closes there."""
    berlin = WorkingHours(zone="Europe/Berlin", days={6: ("01:00-02:30", "03:30-05:00")})
    await open_at(shard, "2026-03-29T01:58", waits(berlin), "+01:00")
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-29T04:00", "+02:00")
    hours = ["03:00", "03:33", "03:38", "03:43"]
    assert fired(shard, "L1") == [at(f"2026-03-29T{hour}", "+02:00") for hour in hours]


async def test_a_make_up_sunday_counts(shard: Shard) -> None:
    """China works on Sunday, 2026-09-20, and from October 1 to 7 nobody does."""
    china = WorkingHours(calendar="cn", days=WEEK)
    await open_at(shard, "2026-09-18T17:58", waits(china))
    await shard.capture("L1", HOT)
    await until(shard, "2026-09-20T12:00")
    hours = ["18T18:00", "20T09:03", "20T09:08", "20T09:13"]
    assert fired(shard, "L1") == [at(f"2026-09-{hour}") for hour in hours]
    await until(shard, "2026-09-30T17:59")
    await shard.capture("L2", HOT)
    await until(shard, "2026-10-08T10:00")
    assert fired(shard, "L2")[0] == at("2026-10-08T09:01")


async def test_expiry_refusals_reopening_and_relaxing_stand_still_at_night(shard: Shard) -> None:
    relax = (Relax(after_s=600, drop=("region",)),)
    quiet = SlowerLadder(notify="nobody")
    under = waits(
        OFFICE, relax=relax, reopen_after_s=1200, clear_refusals_s=900, slower_ladder=quiet
    )
    await open_at(shard, "2026-03-02T17:50", under)
    await shard.rep("ann", capacity=3)
    await shard.capture("taken", COLD)
    await acknowledge(shard, "taken")
    await until(shard, "2026-03-02T17:57")
    await shard.capture("rings", COLD)
    await shard.capture("asks", COLD, attributes={"region": "west", "language": "en"})
    tuesday = at("2026-03-03T09:00")
    assert await shard.deadline("reopen", "taken") == tuesday + 10 * MINUTE
    assert await shard.deadline("expire", "rings") == tuesday + 2 * MINUTE
    assert await shard.deadline("relax", "asks") == tuesday + 7 * MINUTE
    await decline(shard, "rings")
    assert await shard.deadline("refusals", "rings") == tuesday + 12 * MINUTE
    before = len(shard.changes())
    await shard.wait(seconds=(tuesday - 1 - shard.now) / 1000)
    stirred = {change["kind"] for change in shard.changes()[before:]}
    assert stirred == {"pool_hours", "shift_changed"}
    await shard.wait(minutes=13)
    reasons = {c["lead"]: c["reason"] for c in shard.changes("reopened")}
    assert reasons == {"taken": "no_contact"}
    assert [c["lead"] for c in shard.changes("relaxed")] == ["asks", "rings"]
    assert [c["lead"] for c in shard.changes("refusals_cleared")] == ["rings"]


LEADS = ("friday", "saturday", "night", "morning")


async def test_the_score_counts_after_a_weekend(shard: Shard) -> None:
    """Closed hours make nobody wait too long, and earn no waiting points."""
    more = {"longest_wait_s": 4 * 3600, "overdue_share": 1, "waiting_points_per_min": 0.05}
    under = waits(OFFICE, hot=99, high_intent=100, **more)
    await open_at(shard, "2026-03-06T18:05", under)
    await shard.capture("friday", COLD)
    await until(shard, "2026-03-07T12:00")
    await shard.capture("saturday", WARM)
    await until(shard, "2026-03-09T04:30")
    await shard.capture("night", HIGH)
    await until(shard, "2026-03-09T08:55")
    await shard.capture("morning", HOT)
    await until(shard, "2026-03-09T09:00")
    await shard.rep("ann")
    order = []
    for _ in range(4):
        (lead,) = [name for name in LEADS if await shard.state(name) == "assigned"]
        order.append(lead)
        await finish(shard, lead)
    assert order == ["night", "morning", "saturday", "friday"]


async def test_a_pool_that_stops_waiting_counts_on_from_what_it_had(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T17:58", waits(OFFICE))
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-02T20:00")
    await shard.activate(policy(version="p2", hours=OFFICE))
    await shard.run_timers()
    await until(shard, "2026-03-02T20:30")
    hours = ["18:00", "20:03", "20:08", "20:13"]
    assert fired(shard, "L1") == [at(f"2026-03-02T{hour}") for hour in hours]


async def test_a_pool_that_begins_to_wait_keeps_what_had_run(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T19:00", policy(hours=OFFICE))
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await acknowledge(shard, "L1")
    await shard.rep("bob")
    await shard.capture("L2", HOT)
    await until(shard, "2026-03-02T19:03")
    await shard.activate(policy(version="p2", hours=OFFICE, outside_hours="wait"))
    await shard.run_timers()
    assert await shard.deadline("rung", "L2") == at("2026-03-03T09:02")
    left = 60 - 3
    assert await shard.deadline("reopen", "L1") == at("2026-03-03T09:00") + left * MINUTE
    await until(shard, "2026-03-03T09:12")
    hours = ["02T19:02", "03T09:02", "03T09:07", "03T09:12"]
    assert fired(shard, "L2") == [at(f"2026-03-{hour}") for hour in hours]


async def test_what_fell_due_before_a_lead_was_scored_anew_is_due_then(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T17:58", waits(OFFICE))
    await shard.rep("ann")
    await shard.capture("cold", COLD)
    await until(shard, "2026-03-02T20:00")
    await shard.activate(policy(version="p2", hours=OFFICE))
    await shard.jump(minutes=4)
    (gone,) = shard.changes("withdrawn")
    assert (gone["reason"], gone["entry_at"]) == ("expired", at("2026-03-02T20:04"))


async def test_a_clock_that_was_to_start_in_the_morning_rules_as_soon_as_it_runs(
    shard: Shard,
) -> None:
    await open_at(shard, "2026-03-02T20:00", waits(OFFICE))
    await shard.capture("L1", HOT)
    await shard.activate(policy(version="p2", hours=OFFICE))
    await shard.run_timers()
    await shard.rep("ann")
    (assigned,) = shard.changes("assigned")
    assert assigned.get("expires_at") is None, "the ladder rules"
    await until(shard, "2026-03-02T20:16")
    assert shard.rungs("L1") == LADDER


async def test_a_date_that_is_closed_under_a_running_clock_moves_what_is_ahead(
    shard: Shard,
) -> None:
    await open_at(shard, "2026-03-02T17:58", waits(OFFICE))
    await shard.rep("ann")
    await shard.capture("cold", COLD)
    await shard.capture("L1", HOT)
    closed = WorkingHours(days=WEEK, closed=("2026-03-03",))
    await shard.activate(policy(version="p2", hours=closed, outside_hours="wait"))
    await shard.run_timers()
    assert await shard.deadline("expire", "cold") == at("2026-03-04T09:03")
    assert await shard.deadline("rung", "L1") == at("2026-03-02T18:00")
    await until(shard, "2026-03-04T10:00")
    assert fired(shard, "L1")[1:] == [
        at(f"2026-03-04T09:{minute}") for minute in ("03", "08", "13")
    ]


async def test_a_shorter_ladder_fires_what_it_makes_overdue_at_once_and_once(
    shard: Shard,
) -> None:
    await open_at(shard, "2026-03-02T17:55", waits(OFFICE))
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-02T19:00")
    ladder = tuple(Rung(name=name, after_s=at) for name, at in (("a", 60), ("b", 90), ("c", 240)))
    await shard.activate(policy(version="p2", hours=OFFICE, outside_hours="wait", ladder=ladder))
    await shard.run_timers()
    await shard.wait(hours=20)
    assert shard.rungs("L1") == ["reminder", "reassign", "c"]
    assert fired(shard, "L1")[1:] == [at("2026-03-02T18:00"), at("2026-03-02T19:00")]
    last = shard.changes("rung", "L1")[-1]
    assert (last["due"], last["late"]) == (at("2026-03-02T19:00"), 0), "not before the change"


async def test_after_an_outage_over_the_night_each_rung_comes_once(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T17:58", waits(OFFICE))
    await shard.capture("L1", HOT)
    await shard.jump(hours=15, minutes=6)  # 9:04 on Tuesday
    assert shard.rungs("L1") == LADDER[:2]
    assert await shard.deadline("rung", "L1") == at("2026-03-03T09:08")


async def test_a_day_that_is_closed_for_months_is_waited_out(shard: Shard) -> None:
    """Spans are known some weeks ahead; what lies beyond is looked at again."""
    holiday = tuple(f"2026-03-{day:02}" for day in range(3, 32))
    under = waits(WorkingHours(days=WEEK, closed=holiday))
    await open_at(shard, "2026-03-02T17:58", under)
    await shard.capture("L1", HOT)
    await until(shard, "2026-04-01T10:00")
    assert fired(shard, "L1")[1:] == [
        at(f"2026-04-01T09:{minute}") for minute in ("03", "08", "13")
    ]


async def test_a_long_wait_goes_beyond_the_spans_that_are_known(shard: Shard) -> None:
    relax = (Relax(after_s=60 * 3600, drop=("region",)),)  # two hours a day, twelve days are known
    short = WorkingHours(days=dict.fromkeys(range(7), ("11:00-12:00", "13:00-14:00")))
    await open_at(shard, "2026-03-03T11:00", waits(short, relax=relax))
    await shard.capture("L1", COLD, attributes={"region": "west"})
    await until(shard, "2026-04-01T13:59")
    assert shard.changes("relaxed") == []
    await until(shard, "2026-04-01T14:00")
    assert [c["lead"] for c in shard.changes("relaxed")] == ["L1"]
    assert 1 <= len(shard.changes("timer_dropped")) < 5, "looked at now and then"


async def test_a_pool_that_is_gone_forgets_nobody(shard: Shard) -> None:
    """Its leads climb by plain time from the turn at which it is found gone."""
    await open_at(shard, "2026-03-02T17:57", waits(OFFICE, rules=scoring()))
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-02T17:58")
    gone = Policy(version="p2", scoring=scoring(), pools={"other": policy().pools["main"]})
    await shard.activate(gone)
    await until(shard, "2026-03-02T18:30")
    assert shard.rungs("L1") == LADDER
    hours = ["17:59", "18:02", "18:07", "18:12"]
    assert fired(shard, "L1") == [at(f"2026-03-02T{hour}") for hour in hours]


async def test_a_pool_that_is_gone_while_it_is_closed_is_not_closed_for_ever(shard: Shard) -> None:
    await open_at(shard, "2026-03-02T20:00", waits(OFFICE, rules=scoring()))
    await shard.capture("L1", WARM)
    gone = Policy(version="p2", scoring=scoring(), pools={"other": policy().pools["main"]})
    await shard.activate(gone)
    await until(shard, "2026-03-03T06:00")
    await shard.capture("L1", HOT)
    (hot,) = shard.changes("hot")
    assert hot["clock_at"] == at("2026-03-03T06:00")


async def test_what_was_hot_before_there_were_clocks_is_timed_from_the_opening(
    shard: Shard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older hotlead kept the start of the hot clock alone: Monday's opening, since Friday."""
    with monkeypatch.context() as older:
        older.setattr(requests, "clock_fields", lambda *_: {})
        await open_at(shard, "2026-03-06T19:00", waits(OFFICE))
    await shard.capture("L1", HOT)
    await until(shard, "2026-03-09T08:59")
    assert fired(shard, "L1") == []
    await until(shard, "2026-03-09T09:15")
    minutes = [round((one - at("2026-03-09T09:00")) / MINUTE) for one in fired(shard, "L1")]
    assert minutes == [2, 5, 10, 15]
