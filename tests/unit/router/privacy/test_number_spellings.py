"""Numbers however they are spelled: separators, widths, scripts of digits, Chinese numerals."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.privacy.digits import plain
from hotlead.router.privacy.masking import holds_phone, is_hidden, mask_text, mask_value, numbers_in
from hotlead.router.rules.identity import known_id

SCRIPTS: Final = (
    "0123456789",
    "０１２３４５６７８９",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "๐๑๒๓๔๕๖๗๘๙",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⓿❶❷❸❹❺❻❼❽❾",
    "〇〡〢〣〤〥〦〧〨〩",
    "零一二三四五六七八九",
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "零壹貳參肆伍陸柒捌玖",
    "洞幺两三四五六拐八勾",
)
#: Nothing, what people type, and what is not seen.
SIGNS: Final = (
    *("", " ", "-", ".", ",", ";", ":", "/", "|", "_", "~", "*", "#", "+", "=", "'", "!", "?"),
    *(
        "·",
        "•",
        "、",
        "。",
        "，",
        "：",
        "－",
        "—",
        "―",
        "…",
        "～",
        "＿",
        "｜",
        "「",
        "→",
        "★",
        "📞",
    ),
    *("\u00a0", "\u3000", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f\u20e3"),
    *("\t", "\n", " - ", " . ", "--", "...", ") (", " / ", "\u200b\u200b\u200b\u200b"),
)
WORDS: Final = ("x", "X", "o", "转", "点", "杠", "空格", " y ")
LANDLINES: Final = ("02161234567", "075512345678", "4008208820")

mobiles = st.integers(13 * 10**9, 2 * 10**10 - 1).map(str)
scripts = st.sampled_from(SCRIPTS)


@st.composite
def spellings(draw: st.DrawFn, numbers: st.SearchStrategy[str] = mobiles) -> tuple[str, str]:
    """A number, and how it is written: in one script or in many, cut anywhere or everywhere."""
    number = draw(numbers)
    one, many = draw(scripts), draw(st.booleans())
    written = [(draw(scripts) if many else one)[int(digit)] for digit in number]
    sign, mixed = draw(st.sampled_from(SIGNS)), draw(st.booleans())
    cuts = draw(st.sets(st.integers(1, len(number) - 1)))
    for cut in cuts:
        written[cut] = (draw(st.sampled_from(SIGNS)) if mixed else sign) + written[cut]
    return number, "".join(written)


def digits(text: str) -> str:
    return "".join(one for one in plain(text)[0] if one.isascii() and one.isdigit())


@given(spellings(), st.sampled_from(("", "call ", "电话：", "（", "no. ")))
def test_no_mobile_outlives_a_note_whatever_its_spelling(
    spelled: tuple[str, str], before: str
) -> None:
    _, text = spelled
    kept = mask_text(f"{before}{text} 。")
    assert digits(kept) == "", kept
    assert is_hidden(kept)
    assert kept.startswith(before)
    assert digits(mask_value(text)) == ""


@given(spellings(), st.sampled_from(("", "wf-", "o#", "订单", "e.")), st.sampled_from(("", "-a")))
def test_no_mobile_stays_in_an_id_whatever_its_spelling(
    spelled: tuple[str, str], before: str, after: str
) -> None:
    number, text = spelled
    id_ = f"{before}{text}{after}"
    assert holds_phone(id_)
    kept = known_id(b"key", "main", id_)
    assert digits(kept) == ""
    assert known_id(b"key", "main", id_) == kept
    assert number not in kept


@given(mobiles, scripts, st.sampled_from(WORDS), st.sets(st.integers(1, 10), min_size=1))
def test_one_and_the_same_word_may_stand_between(
    number: str, script: str, word: str, cuts: set[int]
) -> None:
    cut = (word if at in cuts else "" for at in range(11))
    text = "".join(sign + script[int(digit)] for sign, digit in zip(cut, number, strict=True))
    assert digits(mask_text(text)) == ""
    assert holds_phone(text)


@given(st.sampled_from(LANDLINES), scripts, st.sampled_from(SIGNS))
def test_a_number_digit_by_digit_is_hidden_of_whatever_kind(
    number: str, script: str, sign: str
) -> None:
    text = sign.join(script[int(digit)] for digit in number)
    assert digits(mask_text(text)) == ""
    assert holds_phone(text)


@pytest.mark.parametrize(
    "text",
    [
        "三室两厅一卫，120 平",
        "2026年1月5日下午3点半",
        "预算260000，别墅",
        "二〇二六年五月",
        "budget 260,000",
        "v1.2.3",
        "room 1203, floor 12",
        "两三万，四五个人",
        "½ of 3 ²",
        "2600.50",
    ],
)
def test_other_figures_stay(text: str) -> None:
    assert numbers_in(text) == []
    assert mask_text(text) == text


def test_what_is_around_a_number_stays() -> None:
    text = "客户说 １３８-零零壹叁-８０００，周三再打"
    ((start, end),) = numbers_in(text)
    assert text[start:end] == "１３８-零零壹叁-８０００"
    assert mask_text(text) == "客户说 ********，周三再打"
