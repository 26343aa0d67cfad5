"""Hours that are given now: what is wrong with them is said at the field."""

from typing import Any

import pytest
from pydantic import ValidationError

from hotlead.router.policy.document import Policy
from hotlead.router.policy.files import check_document
from hotlead.router.policy.hours import hours_faults
from hotlead.router.reps.http_calls import RepBody
from hotlead.topics.hours import WorkingHours

NIGHT = ("21:00-02:00",)
WRONG: list[tuple[dict[str, Any], str, str]] = [
    (
        {"days": {0: ("09:00-12:00", "11:00-13:00")}},
        "days.0",
        "09:00-12:00 and 11:00-13:00 overlap",
    ),
    (
        {"days": {0: ("11:00-13:00", "09:00-12:00")}},
        "days.0",
        "09:00-12:00 and 11:00-13:00 overlap",
    ),
    ({"days": {0: ("20:00-22:00", *NIGHT)}}, "days.0", "20:00-22:00 and 21:00-02:00 overlap"),
    (
        {"days": {6: NIGHT, 0: ("01:00-03:00",)}},
        "days.0",
        "21:00-02:00 of the day before and 01:00",
    ),
    ({"days": {0: ()}}, "days", "never open"),
    ({"days": {0: ()}, "dates": {"2026-03-02": ()}}, "days", "never open"),
    ({"dates": {"2026-03-02": ("09:00-12:00", "11:00-13:00")}}, "dates.2026-03-02", "overlap"),
    # Monday's night reaches into Tuesday, a date of its own, and that date's into a Wednesday.
    (
        {"days": {0: NIGHT, 1: NIGHT}, "dates": {"2026-03-03": ("01:00-03:00",)}},
        "dates.2026-03-03",
        "21:00-02:00 of the day before and 01:00-03:00",
    ),
    (
        {"days": {2: ("00:00-03:00",)}, "dates": {"2026-03-03": NIGHT}},
        "dates.2026-03-03",
        "21:00-02:00 of the day before and 00:00-03:00",
    ),
    ({"calendar": "zz"}, "calendar", "'zz' is no calendar"),
]


@pytest.mark.parametrize(("hours", "path", "words"), WRONG)
def test_it_is_said_at_the_field(hours: dict[str, Any], path: str, words: str) -> None:
    [(place, mend)] = hours_faults(WorkingHours.model_validate(hours))
    assert ".".join(map(str, place)) == path
    assert words in mend

    found, faults = check_document({"version": "v1", "pools": {"main": {"hours": hours}}})
    assert found is None
    written = f"pools.main.hours.{path}".replace(".0", "[0]")
    assert [(one.path, one.mend) for one in faults] == [(written, mend)]

    with pytest.raises(ValidationError) as refused:
        RepBody.model_validate({"pools": ["main"], "hours": hours})
    [told] = refused.value.errors()
    assert (told["loc"], told["ctx"]["error"]) == (("hours", *place), mend)


@pytest.mark.parametrize(
    "hours",
    [
        {},
        {"days": {0: ("09:00-12:00", "12:00-18:00")}},
        {"days": {0: NIGHT, 1: ("02:00-06:00",)}},
        {"days": {0: ("18:00-24:00",), 1: ("00:00-06:00",)}},
        {"days": {0: ()}, "dates": {"2026-03-02": ("09:00-18:00",)}},
        {"days": {0: NIGHT}, "dates": {"2026-03-03": ("02:00-03:00",), "0001-01-01": NIGHT}},
        {"days": {0: NIGHT, 1: NIGHT}, "closed": ("2026-03-02",), "dates": {"2026-03-03": NIGHT}},
        {"dates": {"9999-12-31": NIGHT}, "calendar": "CN"},
    ],
)
def test_what_is_right_is_taken(hours: dict[str, Any]) -> None:
    assert list(hours_faults(WorkingHours.model_validate(hours))) == []


def test_what_was_published_before_is_read_as_it_was() -> None:
    old = (
        '{"version":"v1","pools":{"main":{"hours":{"zone":"Asia/Shanghai","days":%s,"closed":[]}}}}'
    )
    for days in ('{"0":["09:00-12:00","11:00-13:00"]}', '{"0":[]}'):
        policy = Policy.model_validate_json(old % days)
        written = policy.pools["main"].hours.model_dump_json()
        # Nor does a field stand there that an older worker would refuse.
        assert written == f'{{"zone":"Asia/Shanghai","days":{days},"closed":[]}}'


def test_dates_and_calendars_are_read_as_people_type_them() -> None:
    typed = {"calendar": "ＣＮ", "dates": {"2026年2月17日": "１０：００－次日"}}
    with pytest.raises(ValueError, match="no span"):
        WorkingHours.model_validate(typed)
    typed = {
        "calendar": "ＣＮ",
        "days": {"０": "２１：００－２：００"},
        "dates": {"2026年2月17日": "10点至12点"},
    }
    hours = WorkingHours.model_validate(typed)
    assert (hours.calendar, hours.days) == ("cn", {0: ("21:00-02:00",)})
    assert hours.dates == {"2026-02-17": ("10:00-12:00",)}
    assert WorkingHours.model_validate_json(hours.model_dump_json()) == hours
