"""Phone numbers in any field, whatever their shape; amounts stay."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.privacy.masking import field_path, holds_phone, is_hidden, mask_text, mask_value
from hotlead.topics.captures import AttributeValue

SHAPES = (
    "{0}{1}{2}",
    "{0} {1} {2}",
    "{0}-{1}-{2}",
    "{0} - {1} - {2}",
    "{0}/{1}/{2}",
    "{0}.{1}.{2}",
    "{0},{1},{2}",
    "{0}:{1}:{2}",
    "({0}) {1} {2}",
    "{0}，{1}，{2}",
    "{0}－{1}－{2}",
    "{0}\u200b{1}\u200b{2}",
    "+86{0}{1}{2}",
    "0086 {0} {1} {2}",
)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("call 13800138000 now", "call ******** now"),
        ("call +86 138-0013-8000", "call ********"),
        ("1380013", "*******"),
        ("room 123456", "room 123456"),
        ("budget 260000", "budget 260000"),
        ("none", "none"),
        ("021 6123 4567", "********"),
        ("400-820-8820", "********"),
        ("+44 20 7946 0018", "********"),
    ],
)
def test_runs_of_digits_are_hidden_in_text(text: str, hidden: str) -> None:
    assert mask_text(text) == hidden


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdecimal())


@given(
    st.text(),
    st.integers(13 * 10**9, 2 * 10**10 - 1),
    st.text(),
    st.sampled_from(SHAPES),
    st.booleans(),
)
def test_no_mobile_number_outlives_masking(
    before: str, number: int, after: str, shape: str, wide: bool
) -> None:
    plain = str(number)
    shaped = shape.format(plain[:3], plain[3:7], plain[7:])
    text = shaped.translate(WIDE) if wide else shaped
    assert text not in mask_text(f"{before}{text}{after}")
    for lone in (mask_text(text), mask_value(text), mask_value(float(number))):
        assert plain not in _digits(lone)
        assert is_hidden(lone)
    assert holds_phone(text)
    assert field_path(("attributes", text, "float")).count("*") >= 7


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (3.5, "3.5"),
        (True, "true"),
        ("x", "x"),
        (-0.0, "0"),
        (2600000.0, "2600000"),
        ("2600000", "2600000"),
        ("26000000.00", "26000000.00"),
        (121.47370123, "121.47370123"),
        ("138.00138000", "********"),
        (13800138000.0, "********"),
        (2161234567.0, "********"),
        ("4008208820", "********"),
        ("02161234567", "********"),
        ("1380013 ", "******* "),
    ],
)
def test_values_as_they_are_kept(value: AttributeValue, text: str) -> None:
    assert mask_value(value) == text


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("wf-1", False),
        ("20260105-0001", False),
        ("aa0101-34536-990201", False),
        ("e-2b1-5307-67367", False),
        ("e-2b1-5307-673678", True),
        ("1-3-8-0-0-1-3-8-0-0-0", True),
        ("o.1.3.8.0.0.1.3.8.0.0.0.z", True),
        ("1x3x8x0x0x1x3x8x0x0x0", True),
        ("86138-00138-000", True),
        ("一三八零零一三八零零零", True),
        ("3f2b8c1e-9d4a-4b7c-8e21-0a1b2c3d4e5f", False),
        ("20260105-13800138000", True),
        ("2026010513800138000", True),
        ("0086-138-0013-8000", True),
        ("021-61234567", True),
        ("400-820-8820", True),
        ("+442079460018", True),
    ],
)
def test_ids_that_may_hold_a_phone(text: str, holds: bool) -> None:
    assert holds_phone(text) is holds
