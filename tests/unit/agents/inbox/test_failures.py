"""What failed is counted by what it was; where that is not known, calls go one by one."""

from hotlead.agents.inbox.failures import ATTEMPTS_MAX, SINGLY_FOR, Failures
from hotlead.router.errors import ScriptFailed


def error(position: int | None = None, timer: str | None = None) -> ScriptFailed:
    made = ScriptFailed("no")
    made.position, made.timer = position, timer
    return made


def test_too_many_failures_of_one_are_not_those_of_another() -> None:
    failures = Failures()
    for _ in range(ATTEMPTS_MAX):
        assert not failures.too_many(7)
        failures.add_call(error(position=7))
    failures.add_call(error(timer="rung|L1"))
    assert failures.too_many(7)
    assert not failures.too_many("rung|L1")
    failures.forget(7)
    assert not failures.too_many(7)


def test_after_a_failure_of_nobody_in_particular_calls_go_one_by_one() -> None:
    failures = Failures()
    assert failures.at_once(10, 50) == 50
    failures.add_call(error())
    assert failures.at_once(SINGLY_FOR - 1, 50) == 1
    assert failures.at_once(10, 50) == 1, "one was left"
    assert failures.at_once(10, 50) == 50
