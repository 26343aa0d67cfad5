"""What an inbox record may hold has bounds everywhere: no one of them grows what is made of it."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from hotlead.topics.inbox import EVENTS, decode_inbox, union
from tests.fuzz.records import INBOX_EVENTS

#: Bounded by what may be written there at all: a zone, a weekday, spans of hours, dates.
HOURS = "/$defs/WorkingHours/"
BOUNDS = {
    "string": ({"maxLength", "const", "enum"},),
    "integer": ({"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}),
    "number": ({"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}),
    "array": ({"maxItems"},),
    "object": ({"maxProperties", "properties"},),
}


def boundless(schema: Any, place: str = "") -> Iterator[str]:
    if isinstance(schema, dict):
        kind = schema.get("type")
        wanted = BOUNDS.get(kind, ()) if isinstance(kind, str) else ()
        if not place.startswith(HOURS) and not all(wants & schema.keys() for wants in wanted):
            yield place
        for name, inner in schema.items():
            yield from boundless(inner, f"{place}/{name}")
    elif isinstance(schema, list):
        for number, inner in enumerate(schema):
            yield from boundless(inner, f"{place}/{number}")


def test_every_field_has_bounds() -> None:
    schema = union(EVENTS).json_schema()
    assert list(boundless(schema)) == []
    assert list(boundless({"type": "integer", "minimum": 0})) == [""]


@pytest.mark.parametrize("attempts", ["1" + "0" * 30, "1e30", "-1"])
def test_a_number_beyond_64_bits_is_refused(attempts: str) -> None:
    raw = orjson.dumps(next(one for one in INBOX_EVENTS if one["kind"] == "notice_sent"))
    decode_inbox(raw)
    with pytest.raises(ValidationError):
        decode_inbox(raw.replace(b'"attempts":1', f'"attempts":{attempts}'.encode()))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "-1e10"])
def test_a_signal_that_is_no_number_is_refused(value: str) -> None:
    event = {"kind": "signal", "tenant": "main", "event_id": "e", "at_ms": 1, "visitor": "v"}
    raw = orjson.dumps(event | {"signal": "s", "value": 1})
    decode_inbox(raw)
    with pytest.raises(ValidationError):
        decode_inbox(raw.replace(b'"value":1', f'"value":{value}'.encode()))
