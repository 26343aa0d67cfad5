"""What a shard's inbox holds: every input in the one order in which it takes effect.

Times are UTC milliseconds. Identities and visitors are keyed hashes (see router/rules/identity.py).
Each file holds the events of one aggregate and lists them. A new kind, or a new field, raises
VERSION of topics/inbox_records.py.
"""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final, Union

from pydantic import Field, TypeAdapter

from hotlead.topics.event import InboxEvent
from hotlead.topics.inbox import leads, notices, reps, shard, staff
from hotlead.topics.inbox.leads import (
    Acknowledge,
    Activity,
    AgainstHandOver,
    CaptureReceived,
    Claim,
    ClosedReopened,
    ContactRevealed,
    Decline,
    HandOver,
    Release,
    SignalReceived,
    Undo,
    WithoutRoom,
)
from hotlead.topics.inbox.notices import NoticeOf, NoticeResult, NoticeSeen, NoticeSent
from hotlead.topics.inbox.reps import (
    Presence,
    PresenceSet,
    PushSubscribed,
    PushUnsubscribed,
    Ready,
    RepRegistered,
    SignedOut,
)
from hotlead.topics.inbox.shard import Marker, PolicyActivated
from hotlead.topics.inbox.staff import StaffRegistered, StaffRole, StaffSignedOut

__all__ = [
    "EVENTS",
    "Acknowledge",
    "Activity",
    "AgainstHandOver",
    "CaptureReceived",
    "Claim",
    "ClosedReopened",
    "ContactRevealed",
    "Decline",
    "HandOver",
    "InboxEvent",
    "Marker",
    "NoticeOf",
    "NoticeResult",
    "NoticeSeen",
    "NoticeSent",
    "PolicyActivated",
    "Presence",
    "PresenceSet",
    "PushSubscribed",
    "PushUnsubscribed",
    "Ready",
    "Release",
    "RepRegistered",
    "SignalReceived",
    "SignedOut",
    "StaffRegistered",
    "StaffRole",
    "StaffSignedOut",
    "Undo",
    "WithoutRoom",
    "decode_inbox",
    "decoder",
    "encode_inbox",
    "union",
]

EVENTS: Final[tuple[type[InboxEvent], ...]] = (
    *leads.EVENTS,
    *reps.EVENTS,
    *staff.EVENTS,
    *notices.EVENTS,
    *shard.EVENTS,
)
"""Every event that hotlead itself writes to an inbox."""


def union(events: Iterable[type[InboxEvent]]) -> TypeAdapter[InboxEvent]:
    """One of these events, told by its kind. Raises TypeError when two have one kind."""
    choice: Any = Union[tuple(events)]  # noqa: UP007
    return TypeAdapter(Annotated[choice, Field(discriminator="kind")])


def decoder(events: Iterable[type[InboxEvent]]) -> Callable[[bytes], InboxEvent]:
    """Reads one inbox record as one of these events.

    The reader raises pydantic's ValidationError when the record is none of them.
    """
    return union(events).validate_json


decode_inbox: Final = decoder(EVENTS)
"""The event in one inbox record; raises pydantic's ValidationError when it is not one."""


def encode_inbox(event: InboxEvent) -> bytes:
    """The bytes of one inbox record."""
    return event.model_dump_json(exclude_none=True).encode()
