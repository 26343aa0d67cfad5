"""Who is at the board, and what supervisors do with leads."""

from typing import Annotated, Literal

from pydantic import Field

from hotlead.topics.event import ActionEvent, Milliseconds
from hotlead.topics.names import Name, Text

StaffRole = Literal["supervisor", "viewer"]
WithoutRoom = Literal["refuse", "over", "replace"]
"""What a hand-over does to a rep who could not be assigned a lead: nothing; goes over their room,
presence and shift, for a reason; or takes back what rings there and nobody has taken yet."""
AgainstHandOver = Literal["offline", "away", "off_shift", "no_room"]
"""Why a rep could not be given a lead by hand; all but the first may be gone over."""


class StaffRegistered(ActionEvent):
    """Somebody at the board, whole: a supervisor may act, a viewer only look.

    Who is not `active` any more is signed out, and no code lets them in.
    """

    kind: Literal["staff"] = "staff"
    by: Name
    tenant: Name
    id: Name
    name: Text = ""
    role: StaffRole
    active: bool = True


class StaffSignedOut(ActionEvent):
    """Sessions and codes of theirs made at or before `before_ms`, a real instant, are void."""

    kind: Literal["staff_signed_out"] = "staff_signed_out"
    by: Name
    tenant: Name
    id: Name
    before_ms: Milliseconds


class ContactRevealed(ActionEvent):
    """A supervisor was shown a contact in full, and why they asked."""

    kind: Literal["reveal"] = "reveal"
    by: Name
    tenant: Name
    lead: Name
    reason: Text = ""


class HandOver(ActionEvent):
    """A supervisor gives a lead to a rep by hand.

    `epoch` is the one that they saw it under, empty when it waited: one that has moved on since is
    left alone. Without it whatever holds now is overruled.
    """

    kind: Literal["hand_over"] = "hand_over"
    tenant: Name
    lead: Name
    rep: Name
    by: Name
    reason: Text = ""
    epoch: Annotated[str, Field(max_length=64)] | None = None
    without_room: WithoutRoom = "refuse"


class ClosedReopened(ActionEvent):
    """A supervisor reopens a closed lead, with a reason: to a rep by hand, else to its pool."""

    kind: Literal["reopen_closed"] = "reopen_closed"
    tenant: Name
    lead: Name
    by: Name
    reason: Annotated[Text, Field(min_length=1)]
    rep: Name | None = None
    without_room: WithoutRoom = "refuse"
