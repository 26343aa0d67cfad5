"""Working hours, of a rep or of a pool."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from hotlead.topics.typed import dates, spans

DAY_MINUTES = 24 * 60


def parse_span(span: str) -> tuple[int, int]:
    """Minutes of the day of "09:00-18:00"; raises ValueError with what is wrong."""
    try:
        start, end = (
            int(hour) * 60 + int(minute)
            for hour, minute in (part.split(":") for part in span.split("-"))
        )
    except ValueError:
        raise ValueError(f"{span!r} is no span of hours; write it like 09:00-18:00") from None
    if not 0 <= start < end <= DAY_MINUTES:
        raise ValueError(f"{span!r} must start before it ends, within one day")
    return start, end


def _span(text: str) -> str:
    parse_span(text)
    return text


def _date(text: str) -> str:
    try:
        same = date.fromisoformat(text).isoformat() == text
    except ValueError:
        same = False
    if not same:
        raise ValueError(f"{text!r} is no date; write it like 2026-02-17")
    return text


def known_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"zone {text!r} is unknown; use one like Asia/Shanghai") from None
    return text


class WorkingHours(BaseModel):
    """When a rep works, or a pool is open: local times of day by weekday.

    `days` maps a weekday (0 is Monday) to spans like "09:00-18:00"; a span may end at "24:00".
    `closed` lists dates ("2026-02-17") on which nobody works, whatever the weekday.
    An empty `days` means always. Both are read as people type them (typed.py).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: Annotated[str, AfterValidator(known_zone)] = "Asia/Shanghai"
    days: dict[
        Annotated[int, Field(ge=0, le=6)],
        Annotated[
            tuple[Annotated[str, AfterValidator(_span)], ...],
            BeforeValidator(spans),
            Field(max_length=8),
        ],
    ] = Field(default_factory=dict)
    closed: Annotated[
        tuple[Annotated[str, AfterValidator(_date)], ...],
        BeforeValidator(dates),
        Field(max_length=366),
    ] = ()
