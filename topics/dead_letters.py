"""What could not be processed: the raw bytes, the reason, and where they came from.

The topic also holds the marks of `hotlead dead-letters replay`, which say what became of a letter:
a run takes it (`Taken`), and after it was sent back says so (`Replayed`). A mark has a `mark`, a
letter has none. What does not fit into one record follows the letter as `Part`s
(dead_letter_parts.py).
"""

import base64
import binascii
import hashlib
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, field_validator

from hotlead.topics.event import Milliseconds

Reason = Literal[
    "bad_json",
    "bad_field",
    "no_contact",
    "bad_phone",
    "unknown_tenant",
    "grown",
    "unreadable",
    "failed",
]

REASONS: Final[dict[Reason, str]] = {
    "bad_json": "the bytes are not a JSON object",
    "bad_field": "a field is missing, of the wrong kind or out of range; the detail names it",
    "no_contact": "none of phone, WeChat id, open id and email is given",
    "bad_phone": "the phone number cannot be a person's",
    "unknown_tenant": "no such tenant is configured",
    "grown": "a whole compressed batch, as Kafka holds it, that becomes too large when unpacked",
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

    `tenant` is `_` when it is not known. `value` and `key` are base64. Of several `parts` it is
    the first, and `value` its share; `size` and `sha256` are those of the whole record's value.
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
    parts: Annotated[int, Field(ge=1)] = 1
    size: Annotated[int, Field(ge=0)] | None = None
    sha256: Annotated[str, Field(max_length=64)] | None = None

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
        """The bytes as they arrived; of several parts, the first."""
        return base64.b64decode(self.value)

    @property
    def raw_key(self) -> bytes | None:
        """The record's key as it arrived."""
        return None if self.key is None else base64.b64decode(self.key)

    @property
    def id(self) -> str:
        """Where it came from, in one word: topic:partition:offset. The Kafka key of the record."""
        return f"{self.topic}:{self.partition}:{self.offset}"

    @property
    def identity(self) -> bytes:
        """The same for two letters of one record, written when a batch was worked again.

        Of the bytes too, for a topic that was made anew gives the same offsets to other records.
        """
        of = self.value if self.sha256 is None else self.sha256
        return hashlib.sha256(f"{self.id} {of}".encode()).digest()[:16]

    @property
    def bytes_in_all(self) -> int:
        """How large the record's value was."""
        return len(self.raw) if self.size is None else self.size


class _Mark(BaseModel):
    """`letter` is the offset on the dead-letter topic of the letter's first copy."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    letter: Annotated[int, Field(ge=0)]
    run: str
    at_ms: Milliseconds


class Taken(_Mark):
    """A run takes the letter and will send it back, if this mark is the first valid one.

    It is valid when `after` names the run that has the letter so far, "" for none: as in the
    journal's chain, the first in the log wins and all readers agree without asking.
    """

    mark: Literal["taken"] = "taken"
    after: str = ""


class Replayed(_Mark):
    """The run that has the letter has sent it: it lies there now."""

    mark: Literal["replayed"] = "replayed"
    topic: str
    partition: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """More of the bytes of a letter of several parts; the letter itself is part 0.

    `letter` is the letter's id, `sha256` that of the whole: both say to which it belongs.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    mark: Literal["part"] = "part"
    letter: str
    sha256: Annotated[str, Field(max_length=64)]
    part: Annotated[int, Field(ge=1)]
    value: str


def _kind(record: Any) -> str | None:
    return str(record.get("mark", "letter")) if isinstance(record, dict) else None


_RECORD: TypeAdapter[DeadLetter | Taken | Replayed | Part] = TypeAdapter(
    Annotated[
        Annotated[DeadLetter, Tag("letter")]
        | Annotated[Taken, Tag("taken")]
        | Annotated[Replayed, Tag("replayed")]
        | Annotated[Part, Tag("part")],
        Discriminator(_kind),
    ]
)


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


def encode_mark(mark: Taken | Replayed) -> bytes:
    """The value of the Kafka record; its key is the letter's."""
    return mark.model_dump_json().encode()


def decode_dead_letter(value: bytes) -> DeadLetter:
    """The dead letter in one record; raises pydantic's ValidationError when it is none."""
    return DeadLetter.model_validate_json(value)


def decode_record(value: bytes) -> DeadLetter | Taken | Replayed | Part:
    """What one record of the topic is; raises pydantic's ValidationError when it is nothing."""
    return _RECORD.validate_json(value)
