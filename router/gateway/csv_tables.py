"""Every table of the board as CSV, for spreadsheets: the same rows that JSON gives."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from hotlead.router.gateway.context import Json
from hotlead.router.gateway.refusals import one_invalid

FORMATS: Final = ("json", "csv")
# Without it a spreadsheet takes Chinese for something else.
_MARK: Final = "\ufeff"
# A cell whose first visible sign is one of these may be a formula to a spreadsheet, which passes
# over spaces and takes full-width signs for plain ones (OWASP, CSV injection).
_FORMULA: Final = frozenset("=+-@\N{MINUS SIGN}")
# Letters and a symbol by their kind that show nothing.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def shown(request: Request, whole: BaseModel, rows: Sequence[BaseModel], name: str) -> Response:
    """The answer in the format that was asked for; `name` is the file's.

    Raises RequestRefused (422).
    """
    wanted = request.query_params.get("format", "json")
    if wanted not in FORMATS:
        raise one_invalid("format", f"must be one of {', '.join(FORMATS)}")
    if wanted == "json":
        return Json(whole)
    headers = {
        "content-disposition": f'attachment; filename="hotlead-{name}.csv"',
        "content-type": "text/csv; charset=utf-8",
    }
    return Response((_MARK + csv_of(rows)).encode(), headers=headers)


def csv_of(rows: Sequence[BaseModel]) -> str:
    """A line of names, then a line a row (RFC 4180). Nested fields are called `outer.inner`."""
    flat = [_flat(row.model_dump(mode="json")) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(map(defused, names))
    lines.writerows([row.get(name, "") for name in names] for row in flat)
    return written.getvalue()


def _flat(row: dict[str, Any], prefix: str = "") -> dict[str, str | int | float]:
    found: dict[str, str | int | float] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = _cell(value)
    return found


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        # A spreadsheet that parts at semicolons sees a cell in each.
        return "; ".join(defused(_piece(one)) for one in value)
    return defused(str(value))


def defused(text: str) -> str:
    """The text as a cell that no spreadsheet computes: a formula has an apostrophe before it."""
    first = next(filter(_visible, text), "")
    begins = unicodedata.normalize("NFKC", first)[:1]
    return f"'{text}" if begins in _FORMULA or text[:1] in ("\t", "\r", "\n") else text


def _visible(sign: str) -> bool:
    """Whether it shows: no space, control, format, mark or blank."""
    return unicodedata.category(sign)[0] not in "CMZ" and sign not in _BLANK


def _piece(value: Any) -> str:
    """One of a list: of what has fields of its own, their values."""
    if not isinstance(value, dict):
        return str(value)
    return " ".join(str(one) for one in value.values() if one is not None)
