"""What reps and supervisors do with leads, over HTTP."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from pydantic import Field, ValidationInfo, field_validator

from hotlead.router.shard.actions import Answer
from hotlead.router.shard.http_call import NAME, ActionBody, Asking, HttpCall, Wrong, always
from hotlead.topics.assignments import assignment_id
from hotlead.topics.event import Milliseconds, TenantAction
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Claim,
    ClosedReopened,
    ContactRevealed,
    Decline,
    HandOver,
    Release,
    Undo,
    WithoutRoom,
)
from hotlead.topics.names import EventId, Name, Text

REFUSALS: Final = {
    "unknown_lead": "there is no such lead",
    "too_late": "the lead is not yours under this epoch any more",
    "taken": "another rep has acknowledged the lead",
    "closed": "the lead is closed",
    "contacted": "the person was contacted already, so the lead cannot be released",
    "not_open": "the lead is not open to claims; it is offered to one rep at a time",
    "other_pool": "you do not serve the lead's pool",
    "not_idle": "set yourself idle, within your hours, to claim a lead",
    "no_room": "there is no room: record the first contact of what is taken, or decline what rings;"
    " a supervisor may hand over with without_room",
    "too_many_open": "as many leads are open as the policy's open_leads_max allows: close one; a"
    " supervisor may hand over with without_room over and a reason",
    "away": "the rep is away; hand over with without_room over and a reason, or to another rep",
    "off_shift": "the rep is off shift; hand over with without_room over and a reason, or to"
    " another rep",
    "wrap_up": "the rep has time to wrap up a contact; hand over with without_room over and a"
    " reason, or wait",
    "offline": "nothing reaches the rep's phone; let them open the page, or hand over to another",
    "nothing_rings": "what fills the rep's room was taken already; hand over with without_room over"
    " and a reason",
    "not_closed": "the lead is not closed; hand it over instead",
    "undo_over": "the time for an undo is over; a supervisor can reopen the lead",
    "moved_on": "the lead moved on: the person returned, or somebody reopened it",
    "has_it_already": "the rep has the lead already",
}

_EPOCH: Final = re.compile(r"[A-Za-z0-9_:-]{1,64}")


class _DoneBody(ActionBody):
    """What a phone may have done while it had no network.

    `done_at_ms` is when, by the shard's clock; it counts between the push and the arrival.
    """

    done_at_ms: Milliseconds | None = None


class AcknowledgeBody(_DoneBody):
    """Nothing but the action's id, and when it was done."""


class DeclineBody(_DoneBody):
    """Why the rep does not take it."""

    reason: Text = ""


class ClaimBody(ActionBody):
    """Nothing but the action's id."""


class ReleaseBody(_DoneBody):
    """The epoch under which the rep holds the lead."""

    epoch: EventId


class ActivityBody(_DoneBody):
    """What the rep did with the lead that they hold under the epoch."""

    epoch: EventId
    contacted: bool = True
    note: Text = ""
    outcome: Annotated[str, Field(pattern="^(open|won|lost|invalid)$")] = "open"
    next_at_ms: Milliseconds | None = None


class UndoBody(_DoneBody):
    """The epoch under which the rep recorded the outcome."""

    epoch: EventId


class _ByHandBody(ActionBody):
    """What a supervisor does to a rep who could not be assigned the lead: nothing (`refuse`), goes
    over their room, presence and shift (`over`, which needs a reason), or takes back what rings
    there (`replace`).
    """

    reason: Text = ""
    without_room: WithoutRoom = "refuse"

    @field_validator("without_room")
    @classmethod
    def _for_a_reason(cls, asked: WithoutRoom, info: ValidationInfo) -> WithoutRoom:
        if asked == "over" and not info.data.get("reason"):
            raise ValueError("over goes with a reason; say in `reason` why")
        return asked


class HandOverBody(_ByHandBody):
    """Who shall have the lead, and why.

    `epoch` is the one under which the lead was seen, empty when it waited: one that has moved on
    since is left alone.
    """

    rep: Name
    epoch: Annotated[str, Field(max_length=64)] | None = None


class ReopenBody(_ByHandBody):
    """Why a closed lead is reopened, and which rep shall have it; its pool when none is named."""

    reason: Annotated[Text, Field(min_length=1)]
    rep: Name | None = None


class RevealBody(ActionBody):
    """Why the number is needed."""

    reason: Annotated[Text, Field(min_length=1)]


def _assignment(value: str, at: str) -> tuple[str, str]:
    """Lead and epoch of an assignment's id, `LEAD.EPOCH`. Raises Wrong, ValidationError."""
    lead, dot, epoch = value.rpartition(".")
    if not dot or not _EPOCH.fullmatch(epoch):
        raise Wrong(at, "is no assignment's id; it looks like ld_0-7-2.7-3")
    return NAME.validate_python(lead), epoch


def _by_rep(event: type[TenantAction]) -> Callable[[Asking], TenantAction]:
    """The event of a rep about the lead in the path, or the assignment there; the body's fields are
    the event's.
    """

    def made(asking: Asking) -> TenantAction:
        told = {**_common(asking), "rep": asking.by}
        if "assignment" in asking.path:
            told["lead"], told["epoch"] = asking.path["assignment"]
        else:
            told["lead"] = asking.path["lead"]
        return event.model_validate(told)

    return made


def _by_supervisor(event: type[TenantAction]) -> Callable[[Asking], TenantAction]:
    """The event of a supervisor about the lead in the path; the body's fields are the event's."""

    def made(asking: Asking) -> TenantAction:
        told = {**_common(asking), "lead": asking.path["lead"], "by": asking.by}
        return event.model_validate(told)

    return made


def _common(asking: Asking) -> dict[str, Any]:
    body: dict[str, Any] = asking.body.model_dump(exclude={"action_id"})
    return body | {"action_id": asking.action_id, "tenant": asking.tenant}


def _with_assignment(_event: TenantAction, answer: Answer) -> Mapping[str, str]:
    said = answer.said
    if not said.get("epoch"):
        return said
    return {**said, "assignment": assignment_id(said["lead"], said["epoch"])}


def _came_back(event: Activity, answer: Answer) -> bool:
    """What was lost meanwhile came back under a new epoch."""
    return answer.said.get("epoch") != event.epoch and event.outcome == "open"


def _of_rep(
    path: str,
    does: str,
    body: type[ActionBody],
    event: type[TenantAction],
    *,
    shows: str | None = None,
    shows_when: Callable[[Any, Answer], bool] = always,
) -> HttpCall:
    return HttpCall(
        "POST",
        path,
        does,
        "rep",
        body,
        _by_rep(event),
        names={"assignment": _assignment},
        says=_with_assignment,
        shows=shows,
        shows_when=shows_when,
    )


def _of_supervisor(
    path: str,
    does: str,
    body: type[ActionBody],
    event: type[TenantAction],
    *,
    shows: str | None = None,
) -> HttpCall:
    return HttpCall(
        "POST",
        path,
        does,
        "supervisor",
        body,
        _by_supervisor(event),
        says=_with_assignment,
        shows=shows,
    )


_ASSIGNMENT: Final = "/v1/assignments/{assignment}"
_LEAD: Final = "/v1/leads/{lead}"
_HELD: Final = "held_contact"

HTTP_CALLS: Final = (
    _of_rep(
        f"{_ASSIGNMENT}/acknowledge",
        "take the lead; shows the contact in full",
        AcknowledgeBody,
        Acknowledge,
        shows=_HELD,
    ),
    _of_rep(f"{_ASSIGNMENT}/decline", "do not take it", DeclineBody, Decline),
    _of_rep(f"{_LEAD}/claim", "take a lead that is open to all", ClaimBody, Claim, shows=_HELD),
    _of_rep(f"{_LEAD}/release", "give back a mis-tap", ReleaseBody, Release),
    _of_rep(
        f"{_LEAD}/activities",
        "first touch, follow-up, outcome",
        ActivityBody,
        Activity,
        shows=_HELD,
        shows_when=_came_back,
    ),
    _of_rep(f"{_LEAD}/undo", "take back the outcome just recorded", UndoBody, Undo, shows=_HELD),
    _of_supervisor(f"{_LEAD}/hand-over", "give the lead to another rep", HandOverBody, HandOver),
    _of_supervisor(f"{_LEAD}/reopen", "reopen a closed lead", ReopenBody, ClosedReopened),
    _of_supervisor(
        f"{_LEAD}/reveal",
        "show the contact in full, which is journalled",
        RevealBody,
        ContactRevealed,
        shows="revealed_contact",
    ),
)
