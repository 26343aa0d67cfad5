"""Dates and times of day as files hold them: ISO, the usual Chinese ways, Excel's numbers. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from unicodedata import normalize

SHAPES: Final = "2026-01-05 09:30, 2026/1/5 9:30, 2026年1月5日 9:30"
CLOCKS: Final = "9:30, 09:30:15, 下午3:05, 3:05 PM"

_DAY: Final = (
    r"(?P<year>\d{4})(?:\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"|(?P<month2>\d{2})(?P<day2>\d{2}))"
)
_WEEKDAY: Final = r"(?:\s*[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?)?"
_HALF: Final = r"凌晨|早上|上午|中午|下午|晚上|[AaPp]\.?[Mm]\.?"
_CLOCK: Final = (
    rf"(?P<half>{_HALF})?\s*(?P<hour>\d{{1,2}})\s*[:时点]\s*(?:(?P<minute>\d{{1,2}})\s*分?)?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:\.\d{1,9})?\s*秒?)?"
    rf"\s*(?P<half2>{_HALF})?"
)
_ZONE: Final = r"\s*(?P<zone>Z|z|UTC|[+-]\d{2}:?\d{2})?"
_MOMENT: Final = re.compile(rf"{_DAY}{_WEEKDAY}(?:(?:\s*[Tt,]\s*|\s*){_CLOCK}{_ZONE})?")
_TIME: Final = re.compile(_CLOCK)
_NUMBER: Final = re.compile(r"\d{5}(?:\.\d+)?|0?\.\d+")
#: From which day Excel counts, and what can be one of its days: 1954 to 2119.
_EXCEL_DAY: Final = date(1899, 12, 30)
_EXCEL_DAYS: Final = range(20_000, 80_001)
DAY_S: Final = 24 * 3600
# A call that began before midnight may be told to end at 24:03.
CLOCK_MAX: Final = timedelta(hours=48)


def plain(text: str) -> str:
    """Full-width signs as half-width ones, blanks at both ends left out."""
    return normalize("NFKC", text).replace("\ufeff", "").replace("\u200b", "").strip()


def moment_of(text: str, zone: tzinfo, shape: str | None = None) -> datetime | None:
    """A date and time of day in one text; a date alone is its midnight. None when it is none.

    `shape` is strptime's, for what is written otherwise. An offset in the text goes before `zone`.
    """
    given = plain(text)
    if shape is not None:
        try:
            found = datetime.strptime(given, shape)  # noqa: DTZ007  (the zone is the map's)
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=zone)
    if _NUMBER.fullmatch(given):
        days = float(given)
        if int(days) not in _EXCEL_DAYS:
            return None
        day = _EXCEL_DAY + timedelta(days=int(days))
        return _at(day, timedelta(seconds=round(days % 1 * DAY_S)), zone)
    match = _MOMENT.fullmatch(given)
    if match is None:
        return None
    clock = _clock(match) if match["hour"] else timedelta()
    try:
        day = date(
            int(match["year"]),
            int(match["month"] or match["month2"]),
            int(match["day"] or match["day2"]),
        )
    except ValueError:
        return None
    return None if clock is None else _at(day, clock, _offset(match["zone"]) or zone)


def clock_of(text: str) -> timedelta | None:
    """A time of day, or of the night after; also as Excel's part of a day. None when it is none."""
    given = plain(text)
    if _NUMBER.fullmatch(given) and float(given) < 1:
        return timedelta(seconds=round(float(given) * DAY_S))
    match = _TIME.fullmatch(given)
    return _clock(match) if match is not None else None


def _clock(match: re.Match[str]) -> timedelta | None:
    hour = _hour(int(match["hour"]), match["half"] or match["half2"] or "")
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    found = timedelta(hours=hour, minutes=minute, seconds=second)
    return found if minute < 60 and second < 60 and found < CLOCK_MAX else None


def _hour(hour: int, half: str) -> int:
    """Of 24, from one of 12 and the half of the day that it is in."""
    if not half or hour > 12:
        return hour
    if half == "中午":
        return hour if hour >= 11 else hour + 12
    if half == "晚上" and hour == 12:
        return 24
    return hour % 12 + (12 if half[0] in "pP下晚" else 0)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in "zZ" or text == "UTC":
        return UTC
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo


def _at(day: date, clock: timedelta, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone) + clock
