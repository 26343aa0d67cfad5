"""Who is at the board."""

from typing import Final, Literal

from hotlead.topics.event import Milliseconds, TenantAction
from hotlead.topics.names import Name, Text

StaffRole = Literal["supervisor", "viewer"]
COMMAND_LINE: Final = "command-line"
"""Whom the journal names where a command acted; nobody is registered by this id."""


class StaffRegistered(TenantAction):
    """Somebody at the board, whole: a supervisor may act, a viewer only look.

    Who is not `active` any more is signed out, and no code lets them in.
    """

    kind: Literal["staff"] = "staff"
    by: Name
    id: Name
    name: Text = ""
    role: StaffRole
    active: bool = True


class StaffSignedOut(TenantAction):
    """Sessions and codes of theirs made at or before `before_ms`, a real instant, are void."""

    kind: Literal["staff_signed_out"] = "staff_signed_out"
    by: Name
    id: Name
    before_ms: Milliseconds


EVENTS: Final = (
    StaffRegistered,
    StaffSignedOut,
)
