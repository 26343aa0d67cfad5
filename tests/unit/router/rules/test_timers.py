"""From a deadline that fell due to its script."""

from datetime import datetime

import pytest

from hotlead.router.policy.document import Policy, Pool
from hotlead.router.rules.timers import call_for_timer
from hotlead.router.shard.call import Call
from hotlead.topics.hours import WorkingHours

NOW = round(datetime.fromisoformat("2026-03-02T18:00:00+08:00").timestamp() * 1000)
OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-18:00",)))
POLICY = Policy(pools={"main": Pool(hours=OFFICE)})


def call(member: str, *, hours: WorkingHours | None = None, notify_only: bool = False) -> Call:
    return call_for_timer(
        member,
        horizon_ms=NOW,
        now_ms=NOW,
        policy=POLICY,
        hours=hours,
        notify_only=notify_only,
    )


@pytest.mark.parametrize("kind", ["expire", "rung", "reopen", "relax", "refusals", "pace"])
def test_a_timer_has_the_script_of_its_kind(kind: str) -> None:
    found = call(f"{kind}|L1")
    assert found.script == kind
    assert found.request == {"member": f"{kind}|L1", "id": "L1", "horizon": NOW}


def test_a_class_is_named_whole() -> None:
    found = call("freeze|main/main|400000:0|region:x|ann,bob")
    assert (found.script, found.request["id"]) == ("freeze", "main/main|400000:0|region:x|ann,bob")


def test_only_rungs_are_told_to_take_nothing() -> None:
    assert call("rung|L1", notify_only=True).request["notify_only"] is True
    assert "notify_only" not in call("expire|L1", notify_only=True).request


def test_a_shift_brings_its_new_state() -> None:
    request = call("shift|ann", hours=OFFICE).request
    assert (request["on"], request["day"]) == (0, "2026-03-02")
    assert request["next"] == NOW + 6 * 3_600_000


def test_a_rep_without_hours_is_always_on() -> None:
    assert call("shift|ann").request["on"] == 1


def test_a_pool_brings_when_it_opens() -> None:
    request = call("hours|main").request
    assert (request["is_open"], request["opens_at"]) == (0, NOW + 15 * 3_600_000)


def test_a_pool_that_is_gone_brings_nothing_and_so_ends() -> None:
    assert "next" not in call("hours|gone").request
