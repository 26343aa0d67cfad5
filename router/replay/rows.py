"""The rows of a file, read whole, with errors that name line and column."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hotlead.router.errors import BadMap
from hotlead.router.replay.maps import Conditions

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file (the head is line 1) and its cells by column."""

    line: int
    cells: Cells

    def number(self, column: str) -> float:
        """A cell as a number; 0 when it is empty. Raises BadMap when it is none."""
        text = self.cells[column].strip()
        try:
            return float(text) if text else 0.0
        except ValueError:
            raise BadMap(
                f"line {self.line}: column {column} holds {text!r}, not a number"
            ) from None

    def meets(self, when: Conditions) -> bool:
        """Whether each named column has one of its values."""
        return all(self.cells[column] in wanted for column, wanted in when.items())


def read_rows(path: Path, columns: Iterable[str]) -> list[Row]:
    """All rows. Raises BadMap when the file cannot be read or lacks a column."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            lacking = sorted(set(columns) - set(reader.fieldnames or ()))
            if lacking:
                raise BadMap(
                    f"{path.name} has no column {lacking[0]!r}: is this the map for this file?"
                )
            rows = [
                Row(reader.line_num, {name: value or "" for name, value in cells.items() if name})
                for cells in reader
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadMap(f"{path} cannot be read: {why}") from None
    if not rows:
        raise BadMap(f"{path} holds no rows")
    return rows
