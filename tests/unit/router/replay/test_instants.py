"""Dates and times of day, in the ways in which files hold them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotlead.router.replay.instants import clock_of, moment_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALF_PAST_NINE = datetime(2026, 1, 5, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05 09:30",
        "2026-01-05T09:30:00",
        "2026-01-05 09:30:00.000",
        "2026/1/5 9:30",
        "2026.1.5 9:30",
        "20260105 9:30",
        "2026年1月5日 9:30",
        "2026年1月5日9时30分",
        "2026年1月5日 上午9点30分",
        "2026年1月5日 星期一 9:30",
        "2026/1/5 9:30:00 AM",
        "２０２６／１／５　９：３０",
        " \ufeff2026-1-5 9:30 ",
        "2026-01-05 01:30Z",
        "2026-01-05T09:30:00+08:00",
        "46027.3958333333",
    ],
)
def test_a_date_and_time_in_one_text(text: str) -> None:
    assert moment_of(text, SHANGHAI) == HALF_PAST_NINE


@pytest.mark.parametrize("text", ["2026-01-05", "2026年1月5日", "46027", "20260105"])
def test_a_date_alone_is_its_midnight(text: str) -> None:
    assert moment_of(text, SHANGHAI) == datetime(2026, 1, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    ["", "5/1/2026 9:30", "2026-02-30", "2026-13-01", "2026-01-05 9:60", "9:30", "13800138000",
     "12345", "tomorrow", "2026-01-05 9:30 and more", "2026-01-05 49:00"],
)  # fmt: skip
def test_what_is_none_or_could_be_two_dates_is_not_guessed(text: str) -> None:
    assert moment_of(text, SHANGHAI) is None


def test_a_shape_of_its_own() -> None:
    assert moment_of("05/01/2026 09:30", SHANGHAI, "%d/%m/%Y %H:%M") == HALF_PAST_NINE
    assert moment_of("2026-01-05 09:30", SHANGHAI, "%d/%m/%Y %H:%M") is None
    assert moment_of("2026-01-05 09:30 +0000", SHANGHAI, "%Y-%m-%d %H:%M %z") == datetime(
        2026, 1, 5, 9, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9:30", 9.5),
        ("0:00:00", 0),
        ("上午9:30", 9.5),
        ("凌晨12:30", 0.5),
        ("中午12:30", 12.5),
        ("中午1点", 13),
        ("下午3点", 15),
        ("晚上12:00", 24),
        ("3:30 PM", 15.5),
        ("12:30 AM", 0.5),
        ("0.395833333333333", 9.5),
        ("24:30:00", 24.5),
    ],
)
def test_a_time_of_day(text: str, hours: float) -> None:
    assert clock_of(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "noon", "9", "9:75", "2026-01-05 9:30", "55:00"])
def test_what_is_no_time_of_day(text: str) -> None:
    assert clock_of(text) is None
