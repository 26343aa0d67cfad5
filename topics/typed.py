"""What people type, with an input method for Chinese or without, in one form.

Such a method gives full-width digits and signs (２６, 09：00－18：00), commas of its own
(，、；), and words where others write a dash (至, 到). Numbers, times, dates and lists are read
alike in forms, over HTTP, in policies and on the command line; names and texts stay as typed.
"""

import re
from collections.abc import Callable
from typing import Any, Final

_FULL_WIDTH: Final = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}
#: Hyphen, figure, en and em dash, bar, minus, the tilde and the wave dash that stand for "until".
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−~〜～－"), ord("-"))
_SIGNS: Final = {**_FULL_WIDTH, **_DASHES}
_UNTIL: Final = re.compile(r"\s*(?:-+|至|到)\s*")
_BETWEEN: Final = re.compile(r"[,;、，；\s]+")
_TIME: Final = re.compile(r"(\d{1,2})(?::(\d{1,2})|[点點时時](半|\d{1,2})?分?)?")
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def plain(text: str) -> str:
    """Text in half-width signs, every dash a hyphen: for numbers, times and dates, not names."""
    return text.translate(_SIGNS)


def number(value: Any) -> Any:
    """A number typed as text, in half-width signs; anything else as it is."""
    return plain(value).strip() if isinstance(value, str) else value


def listed(value: Any) -> Any:
    """Names typed in one text or in several, one by one; anything else as it is."""
    if isinstance(value, str):
        return [name for name in _BETWEEN.split(value) if name]
    if isinstance(value, list | tuple):
        return [name for one in value for name in (listed(one) if isinstance(one, str) else [one])]
    return value


def spans(value: Any) -> Any:
    """Spans of hours as "09:00-18:00", one by one; what is none stays as it is, to be refused."""
    closed_up = _texts(value, lambda text: _UNTIL.sub("-", plain(text)))
    return _texts(listed(closed_up), _span)


def dates(value: Any) -> Any:
    """Dates as "2026-02-17", one by one; what is none stays as it is, to be refused."""
    return _texts(listed(_texts(value, plain)), _date)


def one_date(value: Any) -> Any:
    """A date as "2026-02-17"; what is none stays as it is, to be refused."""
    return _date(plain(value).strip()) if isinstance(value, str) else value


def code(value: Any) -> Any:
    """A code such as a country's, in small half-width letters; anything else as it is."""
    return plain(value).strip().lower() if isinstance(value, str) else value


def time_of_day(text: str) -> str:
    """A time of day as "09:00"; what is none stays as it is."""
    return _time(plain(text).strip()) or text


def _time(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, spoken = found.groups()
    minutes = "30" if spoken == "半" else minute or spoken or "0"
    return f"{int(hour):02}:{int(minutes):02}"


def _span(text: str) -> str:
    times = [_time(one) for one in text.split("-")]
    return "-".join(filter(None, times)) if len(times) == 2 and all(times) else text


def _date(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    year, month, day = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _texts(value: Any, change: Callable[[str], str]) -> Any:
    """The text, or each text of the list, changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [change(one) if isinstance(one, str) else one for one in value]
    return value
