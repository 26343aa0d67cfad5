"""What a status says, and how long to wait after it."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from hotlead.router.push.outcome import PAUSE_MAX_S, RETRY_AFTER_MAX_S, by_status, pause_s

NOW_S = 1_800_000_000


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_success_is_the_services_word(status: int) -> None:
    assert by_status(status, None, NOW_S).result == "accepted"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_what_may_go_better_is_tried_again(status: int) -> None:
    outcome = by_status(status, None, NOW_S)
    assert (outcome.result, outcome.again) == ("refused", True)


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 413])
def test_what_will_not_is_not(status: int) -> None:
    outcome = by_status(status, "5", NOW_S)
    assert (outcome.result, outcome.again) == ("refused", False)


@pytest.mark.parametrize(
    ("given", "wait_s"),
    [
        ("7", 7.0),
        (format_datetime(datetime.fromtimestamp(NOW_S + 90, UTC), usegmt=True), 90.0),
        (format_datetime(datetime.fromtimestamp(NOW_S - 90, UTC), usegmt=True), 0.0),
        ("-3", 0.0),
        ("soon", 0.0),
        ("nan", 0.0),
        ("1e9", 0.0),
        ("999999999999", RETRY_AFTER_MAX_S),
        (None, 0.0),
    ],
)
def test_retry_after_is_read_in_both_shapes(given: str | None, wait_s: float) -> None:
    assert by_status(429, given, NOW_S).wait_s == wait_s


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize(
    "date",
    [
        "Fri, 15 Jan 2027 08:01:30 GMT",
        "Friday, 15-Jan-27 08:01:30 GMT",
        "Fri Jan 15 08:01:30 2027",
        "Fri, 15 Jan 2027 08:01:30 -0000",
    ],
)
def test_a_date_of_http_is_utc_wherever_the_worker_runs(
    monkeypatch: pytest.MonkeyPatch, date: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert by_status(503, date, NOW_S).wait_s == 90.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_pause_doubles_with_jitter_and_is_never_less_than_asked() -> None:
    for attempt in range(40):
        pauses = [pause_s(attempt) for _ in range(50)]
        assert 0 < min(pauses) < max(pauses) <= PAUSE_MAX_S
        assert pause_s(attempt, 30.0) >= 30.0
    assert max(pause_s(0) for _ in range(50)) < min(pause_s(3) for _ in range(50))
