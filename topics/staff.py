"""Who is at the board, and whose number a supervisor was shown."""

from typing import Literal

from hotlead.topics.event import Event, Milliseconds
from hotlead.topics.names import Name, ScopedActionId, Text

StaffRole = Literal["supervisor", "viewer"]


class StaffRegistered(Event):
    """Somebody at the board, whole: a supervisor may act, a viewer only look.

    Who is not `active` any more is signed out, and no code lets them in.
    """

    kind: Literal["staff"] = "staff"
    action_id: ScopedActionId
    by: Name
    tenant: Name
    id: Name
    name: Text = ""
    role: StaffRole
    active: bool = True


class StaffSignedOut(Event):
    """Sessions and codes of theirs made at or before `before_ms`, a real instant, are void."""

    kind: Literal["staff_signed_out"] = "staff_signed_out"
    action_id: ScopedActionId
    by: Name
    tenant: Name
    id: Name
    before_ms: Milliseconds


class ContactRevealed(Event):
    """A supervisor was shown a contact in full, and why they asked."""

    kind: Literal["reveal"] = "reveal"
    action_id: ScopedActionId
    by: Name
    tenant: Name
    lead: Name
    reason: Text = ""
