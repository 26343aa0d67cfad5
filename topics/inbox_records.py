"""An inbox record: the event in its value, and in a header of which version of the inbox it is.

Whoever reaches Kafka may write to the inbox. So a version above the reader's own counts only under
a keyed mark (HMAC-SHA-256, RFC 2104, cut to 128 bits), which a hotlead with the same identity key
made: then the record waits for a worker that knows its version. Without the mark it is none of
ours. A record without the header is of the first version.
"""

import hmac
from collections.abc import Sequence
from typing import Final

from hotlead.topics.inbox import InboxEvent, encode_inbox

VERSION: Final = 3
"""Of the records that this hotlead writes and reads; raised with each new kind or field."""
HEADER: Final = "hotlead"
_MARK_BYTES: Final = 16

Headers = Sequence[tuple[str, bytes]]


class UnmarkedVersion(ValueError):
    """It claims a version that this hotlead does not know, without the mark of one that does."""


def inbox_record(event: InboxEvent, key: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """The value and the headers of one record; `key` is the identity key."""
    value = encode_inbox(event)
    return value, [(HEADER, version_header(value, VERSION, key))]


def version_header(value: bytes, version: int, key: bytes) -> bytes:
    """The header of a value: the version and its mark."""
    return b"%d %s" % (version, _mark(value, version, key))


def version_of(value: bytes, headers: Headers, key: bytes) -> int:
    """The version of a record. Raises UnmarkedVersion for one above ours without its mark."""
    told = next((text for name, text in headers if name == HEADER), None)
    if told is None:
        return 1
    number, _, mark = told.partition(b" ")
    version = int(number) if number.isdigit() and len(number) < 10 else None
    if version is not None and version <= VERSION:
        return version
    if version is None or not hmac.compare_digest(mark, _mark(value, version, key)):
        raise UnmarkedVersion
    return version


def _mark(value: bytes, version: int, key: bytes) -> bytes:
    signed = b"inbox %d\x1f%s" % (version, value)
    return hmac.digest(key, signed, "sha256")[:_MARK_BYTES].hex().encode()
