"""The demo's day: the same by its seed, shaped like a day, and with all that it must show."""

from collections import Counter

import pytest

from hotlead.router.demo.customers import CHANNELS
from hotlead.router.demo.day import QUIET_END_MS, SHAPE, TENANT, Day, make_day
from hotlead.router.demo.policy import DEMO_POLICY, POOL
from hotlead.router.demo.team import HOUR_MS
from hotlead.router.replay.timeline import CAPTURE, SIGNAL, Sending
from hotlead.router.rules.identity import TEST_PREFIX, normalise_phone
from hotlead.topics.captures import Capture, Signal
from tests.formula import heat, profile, score

START_MS = 1_700_000_000_000
SEEDS = range(1, 6)


def captures(day: Day) -> list[Sending]:
    return [one for one in day.timeline.sendings if one.kind == CAPTURE]


def signals(day: Day) -> list[Sending]:
    return [one for one in day.timeline.sendings if one.kind == SIGNAL]


def test_a_seed_gives_its_day_again_and_another_seed_another() -> None:
    one, same, other = make_day(seed=1), make_day(seed=1), make_day(seed=2)
    assert one == same
    assert one.timeline.sendings != other.timeline.sendings
    for event, plan in one.timeline.plans.items():
        found = [plan.intent(attempt, "mei") for attempt in range(3)]
        assert found == [same.timeline.plans[event].intent(attempt, "mei") for attempt in range(3)]


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_as_a_brand_has_in_a_day(seed: int) -> None:
    day = make_day(seed=seed)
    assert 250 <= day.timeline.captures <= 400
    assert day.timeline.captures == len(captures(day)) == len(day.timeline.plans)
    ats = [one.at_ms for one in day.timeline.sendings]
    assert ats == sorted(ats)
    assert ats[0] >= 0
    assert ats[-1] < day.closes_ms - QUIET_END_MS / 2
    assert Counter(one.channel for one in captures(day)).keys() == CHANNELS.keys()


def test_arrivals_have_the_shape_of_the_day() -> None:
    by_hour = Counter(
        9 + one.at_ms // HOUR_MS for seed in range(1, 21) for one in captures(make_day(seed=seed))
    )
    assert by_hour[10] > by_hour[12]
    assert by_hour[15] > by_hour[12]
    for hour in range(9, 17):
        # Twenty days, with the scenes and those who come back on top.
        assert 0.85 * SHAPE[hour] < by_hour[hour] / 20 < 1.4 * SHAPE[hour] + 2


def test_every_event_is_valid_and_of_nobody() -> None:
    day = make_day(seed=3)
    numbers = set()
    for one in captures(day):
        capture = Capture.model_validate(one.event(START_MS))
        assert capture.test
        assert capture.tenant == TENANT
        phone = capture.contact.phone
        assert phone is not None
        assert phone.startswith(TEST_PREFIX)
        assert normalise_phone(phone, test=True) == phone
        numbers.add(phone)
    # Some leave their contact twice, always with the same number.
    people = {one.fields["visitor_id"] for one in captures(day)}
    assert len(people) == len(numbers) < len(captures(day))
    for one in signals(day):
        Signal.model_validate(one.event(START_MS))
    ids = [one.fields["event_id"] for one in day.timeline.sendings]
    assert len(ids) == len(set(ids))


def test_signals_come_before_their_capture_and_from_some_who_leave_none() -> None:
    day = make_day(seed=1)
    first: dict[str, int] = {}
    for one in captures(day):
        first.setdefault(one.fields["visitor_id"], one.at_ms)
    known = [one for one in signals(day) if one.fields["visitor_id"] in first]
    last = {one.fields["visitor_id"]: one.at_ms for one in captures(day)}
    assert all(one.occurred_ms < last[one.fields["visitor_id"]] for one in known)
    assert 0 < len(signals(day)) - len(known) < len(known)


def test_about_a_quarter_is_hot_at_once() -> None:
    scoring, hot = DEMO_POLICY.scoring, 0
    day = make_day(seed=1)
    for one in captures(day):
        seen = [
            (signal.fields["kind"], signal.fields["value"])
            for signal in signals(day)
            if signal.fields["visitor_id"] == one.fields["visitor_id"] and signal.at_ms <= one.at_ms
        ]
        points = profile(scoring, one.fields["attributes"])
        hot += score(scoring, points, heat(scoring, seen)) > DEMO_POLICY.pools[POOL].hot
    assert 0.15 < hot / len(captures(day)) < 0.35


def test_nobody_acts_on_the_forgotten() -> None:
    day = make_day(seed=1)
    assert day.forgotten
    for event in day.forgotten:
        plan = day.timeline.plans[event]
        assert all(plan.intent(n, "mei").acknowledge_s is None for n in range(20))


def test_a_short_day_holds_the_same_scenes() -> None:
    day = make_day(seed=1, opens_h=9.0, closes_h=10.0)
    assert day.closes_ms == HOUR_MS
    assert len(day.forgotten) == len(make_day(seed=1).forgotten)
    assert all(0 <= one.at_ms < HOUR_MS for one in day.timeline.sendings)
