"""What befalls leads: captures, signals, and what reps and supervisors do with a lead."""

import json
from typing import Annotated, Final, Literal

from pydantic import Field

from hotlead.topics.captures import Attributes, SignalValue
from hotlead.topics.event import InboxEvent, Milliseconds, TenantAction
from hotlead.topics.names import EventId, Kept, Name, Short, Text

# Kept, since json.dumps would make one each time.
_SORTED_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
WithoutRoom = Literal["refuse", "over", "replace"]
"""What a hand-over does to a rep who could not be assigned a lead: nothing; goes over their room,
presence, shift and wrap-up, for a reason; or takes back what rings and nobody has taken yet."""
AgainstHandOver = Literal["offline", "away", "off_shift", "wrap_up", "no_room", "too_many_open"]
"""Why a rep could not be given a lead by hand; all but the first may be gone over."""


class CaptureReceived(InboxEvent):
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


class SignalReceived(InboxEvent):
    """A valid signal."""

    kind: Literal["signal"] = "signal"
    tenant: Name
    event_id: EventId
    at_ms: Milliseconds
    visitor: Short
    signal: Name
    value: SignalValue


class _Action(TenantAction):
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


class Claim(TenantAction):
    """A rep takes a lead that the ladder opened to all."""

    kind: Literal["claim"] = "claim"
    lead: Name
    rep: Name


class HandOver(TenantAction):
    """A supervisor gives a lead to a rep by hand.

    `epoch` is the one that they saw it under, empty when it waited: one that has moved on since is
    left alone. Without it whatever holds now is overruled.
    """

    kind: Literal["hand_over"] = "hand_over"
    lead: Name
    rep: Name
    by: Name
    reason: Text = ""
    epoch: Annotated[str, Field(max_length=64)] | None = None
    without_room: WithoutRoom = "refuse"


class ClosedReopened(TenantAction):
    """A supervisor reopens a closed lead, with a reason: to a rep by hand, else to its pool."""

    kind: Literal["reopen_closed"] = "reopen_closed"
    lead: Name
    by: Name
    reason: Annotated[Text, Field(min_length=1)]
    rep: Name | None = None
    without_room: WithoutRoom = "refuse"


class ContactRevealed(TenantAction):
    """A supervisor was shown a contact in full, and why they asked."""

    kind: Literal["reveal"] = "reveal"
    by: Name
    lead: Name
    reason: Text = ""


EVENTS: Final = (
    CaptureReceived,
    SignalReceived,
    Acknowledge,
    Decline,
    Release,
    Activity,
    Undo,
    Claim,
    HandOver,
    ClosedReopened,
    ContactRevealed,
)
