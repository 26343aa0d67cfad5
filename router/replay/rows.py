"""The rows of a file, read whole, with errors that name row, column and mend.

No cell is repeated in an error unless it can only be a number, a date or a time: files hold names
and phone numbers.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import normalize

from hotlead.router.errors import BadMap
from hotlead.router.privacy.masking import holds_phone
from hotlead.router.replay.maps import Conditions
from hotlead.router.replay.sheets import Sheet, read_sheet

Cells = Mapping[str, str]

# Where a title or a note stands above the heads.
HEAD_WITHIN: Final = 20
SHOWN_MAX: Final = 40
_HARMLESS: Final = re.compile(r"[\d\s:/.,+%()年月日号时点分秒上下午TZAPM万元￥¥$-]*")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells by the map's columns."""

    number: int
    cells: Cells

    def amount(self, column: str) -> float:
        """A cell as a number; 0 when it is empty. Raises BadMap when it is none."""
        text = normalize("NFKC", self.cells[column]).replace(",", "")
        try:
            return float(text) if text else 0.0
        except ValueError:
            raise BadMap(
                f"{self.place(column)} is no number: write digits alone, without a unit"
            ) from None

    def place(self, column: str) -> str:
        """Row, column and what stands there, as an error begins."""
        return f"row {self.number}, column {column}: {shown(self.cells[column])}"

    def meets(self, when: Conditions) -> bool:
        """Whether each named column has one of its values."""
        return all(self.cells[column] in wanted for column, wanted in when.items())


def shown(text: str) -> str:
    """A cell for an error: itself when nobody can be known by it, else how long it is."""
    if not text:
        return "an empty cell"
    if len(text) <= SHOWN_MAX and _HARMLESS.fullmatch(text) and not _may_be_of_a_person(text):
        return repr(text)
    return f"a text of {len(text)} signs"


def _may_be_of_a_person(text: str) -> bool:
    # Dates without separators have 8 digits, with the time 14.
    runs = (len(run) for run in re.findall(r"\d+", text))
    return holds_phone(text) or any(run > 8 and run != 14 for run in runs)


def read_rows(path: Path, columns: Collection[str], sheet: str | None = None) -> list[Row]:
    """All rows below the heads, empty ones left out.

    Heads are found within the first 20 rows, whatever their case, width and blanks. Raises BadMap
    when the file cannot be read or lacks a column.
    """
    wanted = {_head(column): column for column in columns}

    def fits(row: Iterable[str]) -> int:
        return len(wanted.keys() & {_head(cell) for cell in row})

    found = read_sheet(path, fits, sheet)
    tops = found.cells[:HEAD_WITHIN]
    if not tops:
        raise BadMap(f"{found.title} holds no rows")
    at = max(range(len(tops)), key=lambda number: (fits(tops[number]), -number))
    places = _places(found, tops[at], wanted)
    rows = [
        Row(number, {column: cells[place] for column, place in places})
        for number, cells in _stripped(found, at)
    ]
    if not rows:
        raise BadMap(f"{found.title} holds no rows below its heads")
    return rows


def _stripped(sheet: Sheet, head_at: int) -> Iterable[tuple[int, list[str]]]:
    """Each row that holds something, as wide as the heads."""
    width = len(sheet.cells[head_at])
    for number, cells in enumerate(sheet.cells[head_at + 1 :], head_at + 2):
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield number, stripped + [""] * (width - len(stripped))


def _places(sheet: Sheet, heads: list[str], wanted: Mapping[str, str]) -> list[tuple[str, int]]:
    """Where each column stands. Raises BadMap."""
    known = [_head(head) for head in heads]
    places = []
    for head, column in sorted(wanted.items()):
        if head not in known:
            have = ", ".join(one.strip() for one in heads if one.strip())[:300]
            raise BadMap(
                f"{sheet.title} has no column {column!r}: is this the map for this file? Its"
                f" columns are {have or 'none'}; name them so in the map, or there as in the map"
            )
        if known.count(head) > 1:
            raise BadMap(f"{sheet.title} has two columns {column!r}: rename one of them")
        places.append((column, known.index(head)))
    return places


def _head(text: str) -> str:
    """A head as it is compared: half-width, small letters, single blanks, no byte order mark."""
    plain = normalize("NFKC", text).replace("\ufeff", "").replace("\u200b", "")
    return " ".join(plain.split()).casefold()
