"""Why bytes are not the JSON that was asked for, and how to mend it; what they hold is not told.

Pure, and asked only of bytes that could not be read: nothing here costs those that can.
"""

import json
import re
from typing import Any, Final

from hotlead.topics.encodings import UTF8_MARK, UTF16_MARKS

_PACKED: Final = {
    b"\x1f\x8b": "gzip",
    b"\x78\x9c": "deflate",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
}
_FORM: Final = re.compile(rb"\s*[\w.%+\[\]-]{1,100}=[^{}<>]*\s*")
_QUOTED: Final = re.compile(r"[\[{]\s*'")
TWICE: Final = (
    "is JSON inside a JSON text: it was encoded twice; send the object itself, not a string of it"
)


def read_json(raw: str | bytes) -> Any:
    """What it holds. Raises ValueError, as json.loads does, and when it is nested too deeply."""
    try:
        return json.loads(raw)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def why_not_json(raw: bytes) -> str:
    """The end of a sentence that begins with what was sent: "is empty: …"."""
    return _packed_or_empty(raw) or _encoding(raw) or _another_format(raw) or _place(raw)


def encoded_twice(found: Any) -> bool:
    """Whether what was read is a text that holds JSON again."""
    if not isinstance(found, str) or not found.lstrip().startswith(("{", "[", '"')):
        return False
    try:
        read_json(found)
    except ValueError:
        return False
    return True


def _packed_or_empty(raw: bytes) -> str | None:
    if not raw.strip():
        return "is empty: send a JSON object"
    for mark, name in _PACKED.items():
        if raw.startswith(mark):
            return f"is compressed ({name}): send the JSON as it is, without Content-Encoding"
    return None


def _encoding(raw: bytes) -> str | None:
    if raw.startswith(UTF8_MARK):
        return (
            "begins with a byte order mark: leave out its three bytes (EF BB BF), which “UTF-8"
            " without BOM” does"
        )
    if raw.startswith(UTF16_MARKS) or raw[1:2] == b"\0" or raw[:1] == b"\0":
        return "is UTF-16: encode the JSON as UTF-8"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(raw, error.start)
    return None


def _not_utf8(raw: bytes, at: int) -> str:
    try:
        text = raw.decode("gb18030")
        read_json(text)
    except UnicodeDecodeError:
        return f"is not UTF-8 (byte {at + 1}): encode the JSON as UTF-8"
    except ValueError:
        return (
            f"is not UTF-8 (byte {at + 1}) and looks like GBK: encode the JSON as UTF-8, such as"
            ' text.encode("utf-8") in Python'
        )
    return (
        "is not UTF-8 but GBK: encode the JSON as UTF-8, such as"
        ' text.encode("utf-8") in Python or getBytes(StandardCharsets.UTF_8) in Java'
    )


def _another_format(raw: bytes) -> str | None:
    if raw.lstrip().startswith(b"<"):
        return "is XML or HTML: send JSON"
    if raw.startswith(b"--"):
        return "is a multipart form: send JSON, with Content-Type: application/json"
    if _FORM.fullmatch(raw):
        return "is a form (name=value&…): send JSON, with Content-Type: application/json"
    text = raw.decode()
    if _QUOTED.match(text):
        return "has 'single quotes' where JSON has \"double\" ones: write it by a JSON library"
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(_is_json(line) for line in lines):
        return "is one JSON text a line: put them into one array, [ …, … ]"
    return None


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except ValueError:
        return False
    return True


def _place(raw: bytes) -> str:
    try:
        json.loads(raw, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        return f"is not JSON (line {error.lineno} column {error.colno}): {_said(error.msg)}"
    except ValueError as error:
        return f"is not JSON: {error}"
    except RecursionError:
        return "is nested too deeply"
    return "is not JSON"


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number; leave the field out")


def _said(message: str) -> str:
    """The parser's words, which hold nothing of what was sent."""
    return message[:1].lower() + message[1:].split(":", maxsplit=1)[0]
