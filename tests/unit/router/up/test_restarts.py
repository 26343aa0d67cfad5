"""When what ended is started anew: pauses that double, and an end to them."""

from hotlead.router.up.restarts import ENDS_MAX, Restarts


def test_pauses_double_to_15_s_and_begin_anew_after_a_steady_minute() -> None:
    one = Restarts()
    pauses = []
    for lived_s in (1, 1, 1, 1, 1, 1, 1, 61):
        one.was_ready()
        one.ended(ready=True, lived_s=lived_s)
        pauses.append(one.pause_s)
    assert pauses == [0.5, 1, 2, 4, 8, 15, 15, 0.5]
    assert one.enough is None


def test_one_that_fails_three_times_running_is_given_up() -> None:
    one = Restarts()
    for _ in range(2):
        one.ended(ready=False, lived_s=1)
    one.was_ready()
    for _ in range(2):
        one.ended(ready=False, lived_s=1)
    assert one.enough is None
    one.ended(ready=False, lived_s=1)
    assert one.enough == "ended 3 times before it was ready"


def test_one_that_serves_and_never_for_a_minute_is_given_up() -> None:
    one = Restarts()
    for _ in range(ENDS_MAX - 1):
        one.ended(ready=True, lived_s=59)
    assert one.enough is None
    one.ended(ready=True, lived_s=59)
    assert one.enough == "ended 10 times, each time within 60 s of its start"
