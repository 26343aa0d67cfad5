"""Tables as CSV: no cell that a spreadsheet would compute, whatever stands before its sign."""

import csv
import io
import unicodedata
from sys import maxunicode
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from hotlead.router.gateway.csv_tables import csv_of, defused

# U+034F is a mark, U+3164 a letter, U+2800 a symbol by its kind; all show nothing.
INVISIBLE: Final = [
    chr(code)
    for code in range(maxunicode + 1)
    if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zs", "Zl", "Zp")
] + list("\u034f\ufe0f\u115f\u1160\u17b4\u2800\u3164\uffa0")
PLAIN: Final = "=+-@"
SIGNS: Final = [
    chr(code)
    for code in range(maxunicode + 1)
    if unicodedata.normalize("NFKC", chr(code))[:1] in {*PLAIN, "\u2212"}
]


class Row(BaseModel):
    """A row with each way in which text becomes a cell."""

    name: str
    skills: list[str]
    attributes: dict[str, str]


@given(st.lists(st.sampled_from(INVISIBLE), max_size=4).map("".join), st.sampled_from(SIGNS))
def test_no_cell_begins_a_formula_after_what_shows_nothing(prefix: str, sign: str) -> None:
    formula = f"{prefix}{sign}HYPERLINK(1)"
    row = Row(name=formula, skills=["sea", formula], attributes={formula: formula})
    header, cells = csv.reader(io.StringIO(csv_of([row]), newline=""))
    assert cells == [f"'{formula}", f"sea; '{formula}", f"'{formula}"]
    assert header == ["name", "skills", f"attributes.{formula}"]


def test_each_sign_that_shows_nothing_is_looked_behind() -> None:
    assert [sign for sign in INVISIBLE if not defused(f"{sign}=1+1").startswith("'")] == []


def test_every_spelling_of_a_sign_is_known() -> None:
    assert {"＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", "⁺", "⁻", "−"} <= set(SIGNS)
    assert [sign for sign in SIGNS if not defused(sign).startswith("'")] == []


def test_other_text_stays_as_it_is() -> None:
    for text in ("", "  ", "Ms Li", "李雷", "1-2", "a=b", "'=1", "（+86）", "138****8000"):
        assert defused(text) == text
    assert csv_of([Row(name="Ms Li", skills=[], attributes={"=1": "x"})]) == (
        "name,skills,attributes.=1\r\nMs Li,,x\r\n"
    )
