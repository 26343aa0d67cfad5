"""What changes of the people at the board."""

from typing import Literal

from hotlead.topics.journal.change import Change, change, part


@part
class OfStaff(Change):
    """A change of somebody at the board; `by` is who did it."""

    staff: str
    tenant: str
    by: str


@change("staff_registered")
class StaffRegistered(OfStaff):
    """Somebody at the board, whole: supervisor or viewer, active or not."""

    name: str
    role: Literal["supervisor", "viewer"]
    active: bool


@change("staff_signed_out")
class StaffSignedOut(OfStaff):
    """Sessions and codes of somebody at the board made until `before` (real UTC ms) are void."""

    before: int
