"""Working hours, of a rep or of a pool."""

import re
from datetime import date
from typing import Annotated, Final
from zoneinfo import ZoneInfo, reset_tzpath

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from hotlead.topics.typed import code, dates, number, one_date, spans

# The system's tables would be asked first, and are as old as its image. Those of the package tzdata
# are the same for every worker.
reset_tzpath(to=())

DAY_MINUTES: Final = 24 * 60
NIGHT_MINUTES_MAX: Final = 16 * 60
NO_CALENDAR: Final = "{!r} is no calendar; write the code of a country, such as cn or de-by"
_CALENDAR: Final = re.compile(r"[a-z]{2}(-[a-z0-9]{1,16})?")


def parse_span(span: str) -> tuple[int, int]:
    """Minutes of the day of "09:00-18:00"; of "21:00-02:00" the second is of the next day, 1560.

    Raises ValueError with what is wrong.
    """
    try:
        start, end = (
            int(hour) * 60 + int(minute)
            for hour, minute in (part.split(":") for part in span.split("-"))
        )
    except ValueError:
        raise ValueError(f"{span!r} is no span of hours; write it like 09:00-18:00") from None
    if not (0 <= start < DAY_MINUTES and 0 <= end <= DAY_MINUTES):
        raise ValueError(f"{span!r} must lie between 00:00 and 24:00")
    if start == end:
        raise ValueError(f"{span!r} is empty; the whole day is 00:00-24:00")
    if start < end:
        return start, end
    # Who writes 9-5 means the afternoon.
    if end + DAY_MINUTES - start > NIGHT_MINUTES_MAX:
        raise ValueError(f"{span!r} is too long over midnight; write the afternoon like 17:00")
    return start, end + DAY_MINUTES


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


def _calendar(text: str) -> str:
    if not _CALENDAR.fullmatch(text):
        raise ValueError(NO_CALENDAR.format(text))
    return text


_Spans = Annotated[
    tuple[Annotated[str, AfterValidator(_span)], ...],
    BeforeValidator(spans),
    Field(max_length=8),
]
_Dates = Annotated[
    tuple[Annotated[str, AfterValidator(_date)], ...],
    BeforeValidator(dates),
    Field(max_length=366),
]


def _unset(value: object) -> bool:
    return not value


class WorkingHours(BaseModel):
    """When a rep works, or a pool is open: local times of day by weekday.

    `days` maps a weekday (0 is Monday) to spans like "09:00-18:00"; a span may end at "24:00", or
    after midnight ("21:00-02:00"), and then belongs to the day on which it begins. An empty `days`
    means always.
    `calendar` names the holidays and make-up workdays of a country ("cn", "de-by"), on which nobody
    and everybody works. `closed` lists dates ("2026-02-17") on which nobody works, `dates` maps
    dates to spans of their own; both win over the calendar and the weekday.
    Spans and dates are read as people type them (typed.py).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: Annotated[str, AfterValidator(known_zone)] = "Asia/Shanghai"
    days: dict[Annotated[int, BeforeValidator(number), Field(ge=0, le=6)], _Spans] = Field(
        default_factory=dict
    )
    closed: _Dates = ()
    # Left out where they say nothing: an older worker refuses a field that it does not know.
    calendar: Annotated[str, BeforeValidator(code), AfterValidator(_calendar)] | None = Field(
        default=None, exclude_if=_unset
    )
    dates: Annotated[
        dict[Annotated[str, BeforeValidator(one_date), AfterValidator(_date)], _Spans],
        Field(max_length=366),
    ] = Field(default_factory=dict, exclude_if=_unset)

    @property
    def limited(self) -> bool:
        """Whether anything is said of when they are; else they are always."""
        return bool(self.days or self.closed or self.dates or self.calendar)

    @field_validator("dates")
    @classmethod
    def _said_once(
        cls, own: dict[str, tuple[str, ...]], info: ValidationInfo
    ) -> dict[str, tuple[str, ...]]:
        if both := sorted(own.keys() & set(info.data.get("closed", ()))):
            raise ValueError(f"{both[0]} is closed and has hours; keep one of the two")
        return own
