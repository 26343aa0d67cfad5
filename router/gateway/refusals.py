"""How a request is refused: which item and field, what to mend, and never what was sent."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from hotlead.router.errors import RequestRefused
from hotlead.router.privacy.masking import field_path
from hotlead.topics.names import NAME_MEND, NAME_PATTERN

PROBLEMS_MAX: Final = 20
_TIME = "is no time; write it like 2026-01-05T09:30:00+08:00"
_NUMBER = "must be a number"
_OBJECT = "must be a JSON object"
_MENDS: Final = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not known here; leave it out",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "string_too_short": "is empty; give a value or leave it out",
    "string_type": "must be text; put it in quotes",
    "string_pattern_mismatch": "holds a character that is not allowed here, like a space, a quote"
    " or |; take it out",
    "timezone_aware": "has no offset from UTC; end it with Z or +08:00",
    "datetime_from_date_parsing": _TIME,
    "datetime_parsing": _TIME,
    "datetime_type": _TIME,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "must be a finite number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "too_long": "has more than {max_length} entries; send fewer",
    "too_short": "has fewer than {min_length} entries; add some",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be below {lt}",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be above {gt}",
    "literal_error": "must be one of {expected}",
}


def problems_of(error: ValidationError, item: str) -> list[dict[str, str]]:
    """Each field at fault and its mend; `item` is the path of what was validated, `$[3]`."""
    found: dict[str, str] = {}
    details = error.errors(include_input=False, include_url=False)
    for detail in details[:PROBLEMS_MAX]:
        found.setdefault(item + field_path(detail["loc"]), _mend(detail))
    return [{"at": at, "problem": problem} for at, problem in found.items()]


def invalid(problems: Sequence[dict[str, str]]) -> RequestRefused:
    """The refusal for fields at fault."""
    first = problems[0]
    return RequestRefused(
        422, "invalid", f"{first['at']}: {first['problem']}", problems=list(problems[:PROBLEMS_MAX])
    )


def one_invalid(at: str, problem: str) -> RequestRefused:
    """The refusal for one field."""
    return invalid([{"at": at, "problem": problem}])


class Malformed(RequestRefused):
    """What was sent is no JSON that could be read."""


def malformed(problem: str) -> Malformed:
    """The refusal for a body; `problem` says what it is."""
    one = {"at": "$", "problem": problem}
    return Malformed(422, "invalid", f"$: {problem}", problems=[one])


def unavailable(message: str, after_s: int = 2) -> RequestRefused:
    """The refusal while Kafka or Redis is away; sending the same again is harmless."""
    return RequestRefused(503, "unavailable", message, retry_after_s=after_s)


def _mend(detail: Any) -> str:
    if detail.get("ctx", {}).get("pattern") == NAME_PATTERN:
        return NAME_MEND
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    mend = _MENDS.get(detail["type"])
    return mend.format(**detail.get("ctx", {})) if mend else str(detail["msg"])
