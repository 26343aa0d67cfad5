"""Every table of the board as CSV, for spreadsheets: the same rows that JSON gives."""

import csv
import io
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
# A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA: Final = tuple("=+-@\t\r")


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
    lines = csv.DictWriter(written, names, restval="")
    lines.writeheader()
    lines.writerows(flat)
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
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
