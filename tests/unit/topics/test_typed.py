"""What people type with an input method for Chinese: one form of digits, signs and lists."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlead.topics.hours import WorkingHours, parse_span
from hotlead.topics.typed import dates, listed, number, plain, spans, time_of_day


@pytest.mark.parametrize(
    "typed",
    [
        "09:00-18:00",
        "09：00－18：00",
        "０９：００～１８：００",
        "9:00-18:00",
        "9:00 – 18:00",
        "9：00至18：00",
        "9：00 到 18：00",
        "9点-18点",
        "9點至18點",
        "9-18",
    ],
)
def test_a_span_however_it_was_typed(typed: str) -> None:
    assert spans(typed) == spans([typed]) == ["09:00-18:00"]


@pytest.mark.parametrize(
    "typed",
    [
        "09:00-12:00, 13:30-18:00",
        "09：00－12：00，13：30－18：00",
        "9:00-12:00、13:30-18:00",
        "9点至12点 13点半至18点",
        "9:00-12:00；13点30分-18:00",
    ],
)
def test_several_spans_in_one_text(typed: str) -> None:
    assert spans(typed) == ["09:00-12:00", "13:30-18:00"]


@pytest.mark.parametrize("typed", ["全天", "9 to 5", "early", "下午1点-5点", "9:00:00-18:00", ""])
def test_what_is_no_span_stays_and_is_refused(typed: str) -> None:
    for one in spans(typed):
        with pytest.raises(ValueError, match=r"no span|before it ends"):
            parse_span(one)
    assert all(part in typed for part in spans(typed))


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_the_same_in_every_form(hour: int, minute: int) -> None:
    want = f"{hour:02}:{minute:02}"
    wide = want.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789:"})
    for typed in (want, wide, f"{hour}:{minute}", f"{hour}点{minute}分", f" {hour}时{minute} "):
        assert time_of_day(typed) == want


@given(st.integers(-(10**9), 10**9))
def test_a_number_in_full_width_digits(value: int) -> None:
    wide = str(value).translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-"})
    assert int(number(wide)) == int(number(f" {value} ")) == number(value) == value


@given(st.text())
def test_to_make_it_plain_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert spans(spans(text)) == spans(text)
    assert dates(dates(text)) == dates(text)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("上海，北京", ["上海", "北京"]),
        (["上海，北京", "广州"], ["上海", "北京", "广州"]),
        ("a、b; c；d e", ["a", "b", "c", "d", "e"]),
        ("", []),
        (["O'Brien"], ["O'Brien"]),
        (None, None),
        ([1], [1]),
    ],
)
def test_names_one_by_one(typed: Any, names: Any) -> None:
    assert listed(typed) == names


def test_dates() -> None:
    typed = "2026年2月17日，２０２６－０２－１８ 2026/2/19、tomorrow"
    assert dates(typed) == ["2026-02-17", "2026-02-18", "2026-02-19", "tomorrow"]


def test_hours_keep_the_one_form() -> None:
    typed = WorkingHours.model_validate({"days": {"0": "9：00－18：00"}, "closed": "2026/2/17"})
    assert typed == WorkingHours(days={0: ("09:00-18:00",)}, closed=("2026-02-17",))
    assert WorkingHours.model_validate_json(typed.model_dump_json()) == typed
