"""Reminders as one record: opened over HTTP, due by a timer, done."""

from importlib.resources import files
from typing import Final, Literal

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import Policy
from hotlead.router.shard.aggregate import Aggregate
from hotlead.router.shard.call import Call
from hotlead.router.shard.http_call import ActionBody, Asking, HttpCall
from hotlead.router.shard.keys import KeySpec
from hotlead.router.shard.requests import Given
from hotlead.router.shard.timers import Timer, plain
from hotlead.topics.event import Milliseconds, TenantAction
from hotlead.topics.journal.change import Change, change, part
from hotlead.topics.names import Name

# What flows


class Remind(TenantAction):
    """Somebody wants to be reminded at an instant."""

    kind: Literal["remind"] = "remind"
    reminder: Name
    by: Name
    due_ms: Milliseconds


class RemindDone(TenantAction):
    """What they were reminded of is done."""

    kind: Literal["remind_done"] = "remind_done"
    reminder: Name
    by: Name


@part
class OfReminder(Change):
    """A change of a reminder."""

    reminder: str
    tenant: str


@change("reminder_opened")
class ReminderOpened(OfReminder):
    """It is there, and falls due at `due` (UTC ms)."""

    by: str
    due: int


@change("reminder_fell_due")
class ReminderFellDue(OfReminder):
    """Its instant came, and it was not done."""


@change("reminder_done")
class ReminderDone(OfReminder):
    """It is done."""

    by: str


# What becomes of it


def _remind(event: Remind, _given: Given[Policy]) -> Call:
    fields = event.model_dump(include={"tenant", "reminder", "by"})
    return Call("remind", fields | {"due": event.due_ms})


def _done(event: RemindDone, _given: Given[Policy]) -> Call:
    return Call("remind_done", event.model_dump(include={"tenant", "reminder", "by"}))


class RemindBody(ActionBody):
    """When to be reminded, UTC milliseconds."""

    due_ms: Milliseconds


def _asked(asking: Asking) -> Remind:
    return Remind(
        action_id=asking.action_id,
        tenant=asking.tenant,
        by=asking.by,
        reminder=asking.path["reminder"],
        due_ms=asking.body.due_ms,
    )


def _asked_done(asking: Asking) -> RemindDone:
    return RemindDone(
        action_id=asking.action_id,
        tenant=asking.tenant,
        by=asking.by,
        reminder=asking.path["reminder"],
    )


_AT: Final = "/v1/reminders/{reminder}"

REMINDER: Final = Aggregate[Policy](
    "reminder",
    lua=files("tests.integration.reminder") / "lua",
    keys=(
        KeySpec("reminders", "set", "ids of all reminders"),
        KeySpec("reminder:REMINDER", "hash", "one reminder: whose, when, how it stands"),
    ),
    changes=(ReminderOpened, ReminderFellDue, ReminderDone),
    events={Remind: _remind, RemindDone: _done},
    timers=(Timer("reminder", plain),),
    http=(
        HttpCall("PUT", _AT, "be reminded", "supervisor", RemindBody, _asked),
        HttpCall("POST", f"{_AT}/done", "it is done", "supervisor", ActionBody, _asked_done),
    ),
)
#: A hotlead that has reminders too.
WITH_REMINDERS: Final = AGGREGATES.and_(REMINDER)
