"""What could not be processed: the raw bytes, the reason, and where they came from."""

import base64
import binascii
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hotlead.topics.inbox import Milliseconds

Reason = Literal[
    "bad_json",
    "bad_field",
    "no_contact",
    "bad_phone",
    "too_large",
    "unknown_tenant",
    "unknown_channel",
    "unreadable",
    "failed",
]

REASONS: Final[dict[Reason, str]] = {
    "bad_json": "the bytes are not a JSON object",
    "bad_field": "a field is missing, of the wrong kind or out of range; the detail names it",
    "no_contact": "none of phone, WeChat id, open id and email is given",
    "bad_phone": "the phone number cannot be a person's",
    "too_large": "the record is larger than we take",
    "unknown_tenant": "no such tenant is configured",
    "unknown_channel": "no such channel is configured",
    "unreadable": "a record of a shard's inbox or journal is none of ours",
    "failed": "processing it failed again and again",
}
"""Every reason, with its meaning; metrics have one label value for each."""

NO_TENANT: Final = "_"
DETAIL_MAX: Final = 500
RECORD_BYTES_MAX: Final = 4 * 1024 * 1024
"""The largest dead letter: base64 makes the 2 MiB that any topic takes a third larger. Producers
of dead letters need this as `max_request_size`."""

assert set(REASONS) == set(get_args(Reason))  # noqa: S101


class DeadLetter(BaseModel):
    """One record that could not be processed. `detail` holds no personal data; `value` may.

    `tenant` is `_` when it is not known. `value` and `key` are base64.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    tenant: str = NO_TENANT
    reason: Reason
    detail: Annotated[str, Field(max_length=DETAIL_MAX)] = ""
    topic: str
    partition: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
    at_ms: Milliseconds
    value: str
    key: str | None = None

    @field_validator("value", "key")
    @classmethod
    def _base64(cls, text: str | None) -> str | None:
        try:
            base64.b64decode(text or "", validate=True)
        except binascii.Error:
            raise ValueError("is not base64") from None
        return text

    @property
    def raw(self) -> bytes:
        """The bytes as they arrived."""
        return base64.b64decode(self.value)

    @property
    def raw_key(self) -> bytes | None:
        """The record's key as it arrived."""
        return None if self.key is None else base64.b64decode(self.key)

    @property
    def id(self) -> str:
        """Where it came from, in one word: topic:partition:offset. The Kafka key of the record."""
        return f"{self.topic}:{self.partition}:{self.offset}"


def dead_letter(
    raw: bytes | None,
    *,
    reason: Reason,
    detail: str,
    topic: str,
    partition: int,
    offset: int,
    at_ms: int,
    tenant: str = NO_TENANT,
    key: bytes | None = None,
) -> DeadLetter:
    """The dead letter of a record. `detail` is cut to size; keep personal data out of it."""
    return DeadLetter(
        tenant=tenant,
        reason=reason,
        detail=detail[:DETAIL_MAX],
        topic=topic,
        partition=partition,
        offset=offset,
        at_ms=at_ms,
        value=base64.b64encode(raw or b"").decode(),
        key=None if key is None else base64.b64encode(key).decode(),
    )


def encode_dead_letter(letter: DeadLetter) -> tuple[bytes, bytes]:
    """Key and value of the Kafka record."""
    return letter.id.encode(), letter.model_dump_json(exclude_none=True).encode()


def decode_dead_letter(value: bytes) -> DeadLetter:
    """The dead letter in one record; raises pydantic's ValidationError when it is none."""
    return DeadLetter.model_validate_json(value)
