"""The cells of a file: CSV in UTF-8, UTF-16 or GBK, or a workbook of Excel or LibreOffice."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from hotlead.router.errors import BadMap
from hotlead.topics.encodings import UnknownEncoding, decode_text

DELIMITERS: Final = (",", ";", "\t", "|")
# How .xlsx, .xlsb and .ods begin (a zip), and .xls.
WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
CELL_MAX: Final = 131_072

Fits = Callable[[list[str]], int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows as a spreadsheet shows them: the first of `cells` is row 1, an empty one has none."""

    title: str
    """What it is called in an error: the file, and of a workbook the sheet."""
    cells: list[list[str]]


def read_sheet(path: Path, fits: Fits, sheet: str | None = None) -> Sheet:
    """The sheet of that name, else the one whose rows fit best; of a CSV the delimiter that does.

    `fits` says how many of the wanted columns a row names. Raises BadMap.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadMap(f"{path} cannot be read: {error.strerror}") from None
    if raw.startswith(WORKBOOKS):
        found = list(_workbook(path, sheet))
    elif sheet is not None:
        raise BadMap(f"{path.name} is no workbook, so it has no sheet {sheet}: leave out `sheet`")
    else:
        found = list(_delimited(path, raw))
    # The first of those that fit alike.
    return max(found, key=lambda one: max((fits(row) for row in one.cells[:20]), default=0))


def _delimited(path: Path, raw: bytes) -> Iterator[Sheet]:
    try:
        text = decode_text(raw)
    except UnknownEncoding as error:
        raise BadMap(
            f"{path.name} is {error}: save it as CSV in UTF-8 (in Excel: “CSV UTF-8”), or as .xlsx"
        ) from None
    delimiters: tuple[str, ...] = DELIMITERS
    # str.splitlines would part a row also at what a cell may hold, such as U+2028.
    lines = list(io.StringIO(text, newline=""))
    # What Excel writes to tell itself which delimiter follows.
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiters = (lines[0][4],)
        lines[0] = "\n"
    csv.field_size_limit(CELL_MAX)
    for delimiter in delimiters:
        reader = csv.reader(lines, delimiter=delimiter)
        cells: list[list[str]] = []
        try:
            cells.extend(reader)
        except csv.Error as error:
            if "field limit" not in str(error):
                raise BadMap(f"{path.name}, row {len(cells) + 1}: {error}") from None
            raise BadMap(
                f'{path.name}, row {len(cells) + 1}: a quote (") opens a text that does not end:'
                " close it, or double each quote that is part of a text"
            ) from None
        yield Sheet(path.name, cells)


def _workbook(path: Path, wanted: str | None) -> Iterator[Sheet]:
    # A replay is run seldom, and only this needs it.
    from python_calamine import (  # noqa: PLC0415
        CalamineError,
        CalamineWorkbook,
        PasswordError,
    )

    try:
        book = CalamineWorkbook.from_path(str(path))
        if wanted is not None and wanted not in book.sheet_names:
            raise BadMap(
                f"{path.name} has no sheet {wanted!r}; it has {', '.join(book.sheet_names)}"
            )
        for name in [wanted] if wanted is not None else book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield Sheet(f"{path.name}, sheet {name}", [[_text(one) for one in row] for row in rows])
    except PasswordError:
        raise BadMap(f"{path.name} is locked by a password: save a copy without one") from None
    except CalamineError:
        raise BadMap(
            f"{path.name} is no workbook that can be read: save it as .xlsx, or as CSV in UTF-8"
        ) from None


def _text(cell: object) -> str:
    """A cell as a CSV would hold it."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
