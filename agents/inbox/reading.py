"""What an inbox record says, or why it says nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from hotlead.agents.batches import Record
from hotlead.router.errors import NewerRecord
from hotlead.router.kafka.grown_batches import WHY, Packed
from hotlead.router.privacy.masking import field_path
from hotlead.topics.inbox import InboxEvent
from hotlead.topics.inbox_records import VERSION, UnmarkedVersion, version_of


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """A record that is no event of ours; `detail` holds no personal data."""

    detail: str


def read_event(record: Record, key: bytes, decode: Callable[[bytes], InboxEvent]) -> InboxEvent:
    """The event in a record; `key` is the identity key, `decode` reads the events that there are.

    Raises Unreadable, and NewerRecord for one that a newer hotlead wrote.
    """
    value = record.value or b""
    if isinstance(value, Packed):
        raise Unreadable(WHY)
    try:
        version = version_of(value, record.headers, key)
    except UnmarkedVersion:
        raise Unreadable("of a version that this hotlead neither knows nor wrote") from None
    if version > VERSION:
        raise NewerRecord(f"inbox record {record.offset}", version, VERSION)
    try:
        return decode(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise Unreadable(f"${field_path(first['loc'])}: {first['type']}") from None
