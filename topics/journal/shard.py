"""What changes of the shard itself: answers, timers that fit nothing, its inbox."""

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from hotlead.topics.journal.change import Change, change


@change("answered")
class Answered(Change):
    """The answer to an action: its status as in HTTP, and what is true now.

    `asked` is a keyed word for what was asked under the id, `reason` names a refusal. `said` is
    whatever the aggregate that answers says besides; in the record it stands beside the others.
    """

    rest: ClassVar[str | None] = "said"

    action: str
    status: int
    asked: str | None = None
    tenant: str | None = None
    reason: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)


@change("timer_dropped")
class TimerDropped(Change):
    """A deadline that fitted no state, or with `again_at` one that is put off."""

    member: str
    again_at: int | None = None


@change("unreadable")
class Unreadable(Change):
    """An inbox record put with the dead letters."""

    reason: str


@change("position")
class Position(Change):
    """Inbox records without effect were passed."""

    at_least: int


@change("inbox_named")
class InboxNamed(Change):
    """Positions are those of this inbox from now on: `cluster/topic id`.

    With `start` it is another one than before, read from there on.
    """

    log: str
    start: int | None = None
