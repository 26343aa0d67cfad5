"""Contact data, apart from all else: one record a capture, never rewritten."""

from dataclasses import dataclass
from typing import Final

import orjson

CAPTURE_PARTS: Final = 3


def capture_key(tenant: str, channel: str, event_id: str) -> str:
    """How its source knows a capture; after 72 h another may have the same."""
    return f"{tenant}|{channel}|{event_id}"


def contact_key(capture: str, contact_id: str) -> str:
    """How one capture is known from intake on, in Redis and as the key of its record in `contacts`.

    `contact_id` is its own, so none is ever rewritten.
    """
    return f"{capture}|{contact_id}"


@dataclass(frozen=True, slots=True)
class StoredContact:
    """The contact of one capture. `contact_json` is personal data: keep it out of logs."""

    capture: str
    contact_id: str
    contact_json: str

    @property
    def key(self) -> str:
        """By which it is known."""
        return contact_key(self.capture, self.contact_id)

    @property
    def tenant(self) -> str:
        """Whose lead it is."""
        return self.capture.split("|", 1)[0]


def decode_contact(key: bytes | None, value: bytes | None) -> StoredContact | None:
    """The contact in one record; None for a tombstone and for a record that is none of ours."""
    try:
        capture, _, contact_id = (key or b"").decode().rpartition("|")
        contact = orjson.loads(value or b"")
    except ValueError:
        return None
    parts = capture.split("|")
    if len(parts) != CAPTURE_PARTS or not all(parts) or type(contact) is not dict:
        return None
    return StoredContact(capture, contact_id, (value or b"").decode())
