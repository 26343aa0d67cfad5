"""What a shard's inbox holds: every input in the one order in which it takes effect.

Times are UTC milliseconds. Identities and visitors are keyed hashes (see router/rules/identity.py).
"""

import json
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from hotlead.topics.captures import Attributes, SignalValue
from hotlead.topics.event import ActionEvent, Event, Milliseconds
from hotlead.topics.hours import WorkingHours
from hotlead.topics.names import EventId, Kept, Name, Short, Text
from hotlead.topics.staff import (
    ClosedReopened,
    ContactRevealed,
    HandOver,
    StaffRegistered,
    StaffSignedOut,
)

# Kept, since json.dumps would make one each time.
_SORTED_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
Presence = Literal["idle", "busy", "away"]
NoticeResult = Literal[
    "accepted", "refused", "unanswered", "gone", "given_up", "obsolete", "failing"
]


class CaptureReceived(Event):
    """A valid capture, normalised.

    `contact_id` is the capture's own, made at random by intake: it names its record in `contacts`.
    `received_ms` is the real instant at which Kafka took the capture, for measuring only.
    """

    kind: Literal["capture"] = "capture"
    tenant: Name
    channel: Name
    event_id: EventId
    at_ms: Milliseconds
    received_ms: Milliseconds
    pulled_back: bool = False
    contact: Annotated[dict[Short, Kept], Field(max_length=16)]
    contact_id: Name
    masked: Kept
    identities: Annotated[tuple[Short, ...], Field(max_length=16)]
    visitor: Short | None = None
    attributes: Attributes = Field(default_factory=dict)
    pool: Name | None = None
    test: bool = False

    def contact_json(self) -> str:
        """The contact as it is kept in `contacts` and beside the state."""
        return _SORTED_JSON.encode(self.contact)


class SignalReceived(Event):
    """A valid signal."""

    kind: Literal["signal"] = "signal"
    tenant: Name
    event_id: EventId
    at_ms: Milliseconds
    visitor: Short
    signal: Name
    value: SignalValue


class RepRegistered(ActionEvent):
    """A rep as the supervisor wants them from now on, whole."""

    kind: Literal["rep"] = "rep"
    by: Name
    tenant: Name
    rep: Name
    name: Text = ""
    pools: Annotated[tuple[Name, ...], Field(min_length=1, max_length=16)]
    skills: Annotated[tuple[Name, ...], Field(max_length=32)] = ()
    regions: Annotated[tuple[Name, ...], Field(max_length=64)] = ()
    tier: Annotated[int, Field(ge=0, le=9)] = 0
    weight: Annotated[float, Field(ge=0.01, le=100)] = 1.0
    capacity: Annotated[int, Field(ge=0, le=1000)] = 1
    daily_cap: Annotated[int, Field(ge=1, le=100_000)] | None = None
    hours: WorkingHours = WorkingHours()


class PresenceSet(ActionEvent):
    """A rep set their own presence."""

    kind: Literal["presence"] = "presence"
    tenant: Name
    rep: Name
    presence: Presence


class _Action(ActionEvent):
    tenant: Name
    lead: Name
    epoch: EventId
    rep: Name


class _Done(_Action):
    """An action of a phone's, which may have waited for the network.

    `done_at_ms` is when it was done by the phone; it counts between the push and the arrival.
    """

    done_at_ms: Milliseconds | None = None


class Acknowledge(_Done):
    """The rep takes the lead assigned under this epoch."""

    kind: Literal["acknowledge"] = "acknowledge"


class Decline(_Done):
    """The rep does not take it."""

    kind: Literal["decline"] = "decline"
    reason: Text = ""


class Release(_Done):
    """The rep gives back a lead acknowledged by a mis-tap, before any contact."""

    kind: Literal["release"] = "release"


class Activity(_Done):
    """What the rep did with an acknowledged lead.

    `contacted` tells whether the person was reached or tried; the first such one is the first
    touch. `outcome` won, lost or invalid closes the lead.
    """

    kind: Literal["activity"] = "activity"
    contacted: bool = True
    note: Text = ""
    outcome: Literal["open", "won", "lost", "invalid"] = "open"
    next_at_ms: Milliseconds | None = None


class Undo(_Done):
    """The rep takes back the outcome that they recorded under this epoch, shortly after."""

    kind: Literal["undo"] = "undo"


class Claim(ActionEvent):
    """A rep takes a lead that the ladder opened to all."""

    kind: Literal["claim"] = "claim"
    tenant: Name
    lead: Name
    rep: Name


class PushSubscribed(ActionEvent):
    """A phone of the rep's takes pushes at this endpoint.

    `subscription` names the endpoint: the first 22 characters of the urlsafe base64 of its SHA-256.
    """

    kind: Literal["push_subscribed"] = "push_subscribed"
    tenant: Name
    rep: Name
    subscription: Name
    endpoint: Annotated[str, Field(min_length=1, max_length=2048)]
    p256dh: Annotated[str, Field(min_length=1, max_length=128)]
    auth: Annotated[str, Field(min_length=1, max_length=64)]


class PushUnsubscribed(ActionEvent):
    """That phone takes no more."""

    kind: Literal["push_unsubscribed"] = "push_unsubscribed"
    tenant: Name
    rep: Name
    subscription: Name


class SignedOut(ActionEvent):
    """The rep is signed out on all phones.

    Sessions and login codes made at or before `before_ms`, a real instant, are void.
    """

    kind: Literal["signed_out"] = "signed_out"
    by: Name
    tenant: Name
    rep: Name
    before_ms: Milliseconds


class NoticeOf(Event):
    """One notice, and the lead that it is about."""

    notice: EventId
    lead: Name


class NoticeSent(Event):
    """What came of one message outside, which may hold several notices. No answer is waited for.

    `accepted` is the service's word that it took the message, no proof that anybody saw it.
    `failing` alone is no end: it is tried on, and another result follows.
    `to` is a rep or a person of the policy, `via` is web-push, webhook or the vendor.
    """

    kind: Literal["notice_sent"] = "notice_sent"
    tenant: Name
    to: Name
    via: Name
    result: NoticeResult
    attempts: Annotated[int, Field(ge=0, le=1_000_000)]
    subscription: Name | None = None
    notices: Annotated[tuple[NoticeOf, ...], Field(min_length=1, max_length=100)]


class NoticeSeen(Event):
    """A phone of the rep's has shown a push."""

    kind: Literal["notice_seen"] = "notice_seen"
    tenant: Name
    rep: Name
    notice: EventId
    lead: Name


class PolicyActivated(ActionEvent):
    """From here on the shard follows this version of the policy (topic `policies`)."""

    kind: Literal["policy"] = "policy"
    version: Name


class Marker(Event):
    """Written by the owner to learn that it has read its inbox up to `at_ms`.

    `at_ms` is the shard's time and `real_ms` Redis's, both taken before it was sent: whoever reads
    it has read all that was sent before those instants.
    """

    kind: Literal["marker"] = "marker"
    at_ms: Milliseconds
    real_ms: Milliseconds
    sender: Short


InboxEvent = Annotated[
    CaptureReceived
    | SignalReceived
    | RepRegistered
    | PresenceSet
    | Acknowledge
    | Decline
    | Release
    | Activity
    | Undo
    | Claim
    | HandOver
    | ClosedReopened
    | PushSubscribed
    | PushUnsubscribed
    | SignedOut
    | NoticeSent
    | NoticeSeen
    | StaffRegistered
    | StaffSignedOut
    | ContactRevealed
    | PolicyActivated
    | Marker,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[InboxEvent] = TypeAdapter(InboxEvent)


def decode_inbox(value: bytes) -> InboxEvent:
    """The event in one inbox record; raises pydantic's ValidationError when it is not one."""
    return _ADAPTER.validate_json(value)


def encode_inbox(event: InboxEvent) -> bytes:
    """The bytes of one inbox record."""
    return event.model_dump_json(exclude_none=True).encode()
