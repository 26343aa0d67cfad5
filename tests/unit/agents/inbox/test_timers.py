"""Timers whose script fails are put off; gaps in looking are known; rounds are counted."""

from hotlead.agents.inbox.failures import ATTEMPTS_MAX, Failures
from hotlead.agents.inbox.timers import PUT_OFF_MS, Counts, Watch, put_off
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Duty
from hotlead.router.state.store import Outcome

NOW = 1_000_000
RUNG = Duty("rung", Call("rung", {"member": "rung|L1", "id": "L1", "horizon": NOW}))
EXPIRY = Duty("expire", Call("expire", {"member": "expire|L2", "id": "L2", "horizon": NOW}))
SILENT = Duty("silent", Call("offline", {"rep": "ann", "silent_before": 1}))


def test_a_timer_whose_script_fails_again_and_again_is_put_off_alone() -> None:
    failures = Failures()
    for _ in range(ATTEMPTS_MAX):
        failures.add("rung|L1")
    late, *kept = put_off([RUNG, EXPIRY, SILENT], failures, NOW)
    assert late == Duty("rung", Call("put_off", RUNG.call.request | {"again_at": NOW + PUT_OFF_MS}))
    assert kept == [EXPIRY, SILENT]
    assert put_off([RUNG], failures, NOW) == [RUNG], "it is tried again when it is due again"


def test_a_timer_that_failed_once_is_tried_again() -> None:
    failures = Failures()
    failures.add("rung|L1")
    assert put_off([RUNG], failures, NOW) == [RUNG]


def test_a_gap_in_which_nobody_looked_begins_anew() -> None:
    watch = Watch(0, 0)
    for real_ms in (3_000, 8_000):
        watch.looked(real_ms)
        assert (watch.since_ms, watch.last_look_ms) == (0, real_ms)
    watch.looked(13_001)
    assert (watch.since_ms, watch.last_look_ms) == (13_001, 13_001)


def test_what_duties_came_to_is_counted_by_kind() -> None:
    counts = Counts()
    applied, early = Outcome("applied", b"e"), Outcome("early", b"")
    assert counts.add([RUNG, RUNG, SILENT], [applied, early, early])
    assert not counts.add([EXPIRY, RUNG], [Outcome("dropped", b"e"), early])
    assert counts.by_kind == {
        "rung": {"applied": 1, "early": 2},
        "silent": {"early": 1},
        "expire": {"dropped": 1},
    }
