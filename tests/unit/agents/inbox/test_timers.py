"""Timers whose script fails are put off; silence counts up to where the inbox was read."""

from hotlead.agents.inbox.failures import ATTEMPTS_MAX, Failures
from hotlead.agents.inbox.timers import PUT_OFF_MS, Silence, put_off
from hotlead.router.policy.document import Policy
from hotlead.router.policy.people import Reachability
from hotlead.router.shard.call import Call

NOW = 1_000_000
RUNG = Call("rung", {"member": "rung|L1", "id": "L1", "horizon": NOW})
EXPIRY = Call("expire", {"member": "expire|L2", "id": "L2", "horizon": NOW})
MINUTE = 60_000


def test_a_timer_whose_script_fails_again_and_again_is_put_off_alone() -> None:
    failures = Failures()
    for _ in range(ATTEMPTS_MAX):
        failures.add("rung|L1")
    late, kept = put_off([RUNG, EXPIRY], failures, NOW)
    assert (late.script, late.request) == ("put_off", RUNG.request | {"again_at": NOW + PUT_OFF_MS})
    assert kept is EXPIRY
    assert put_off([RUNG], failures, NOW) == [RUNG], "it is tried again when it is due again"


def test_a_timer_that_failed_once_is_tried_again() -> None:
    failures = Failures()
    failures.add("rung|L1")
    assert put_off([RUNG], failures, NOW) == [RUNG]


def test_silence_counts_up_to_where_the_inbox_was_read() -> None:
    silence = Silence(0, 0)
    policy = Policy(reachability=Reachability(offline_after_s=600))
    silence.looked(60 * MINUTE)
    silence.granted_from_ms = 0
    assert silence.silent_before(policy) == 50 * MINUTE
    assert silence.silent_before(policy, 30 * MINUTE) == 20 * MINUTE
    assert silence.silent_before(policy, 90 * MINUTE) == 50 * MINUTE
