"""From an event of the inbox to the request that its transition reads, by what all events share.

Pure: what depends on the state is decided inside the transition, in the order of the inbox.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from hotlead.router.privacy.masking import mask_text
from hotlead.router.shard.asked import asked
from hotlead.router.shard.call import Call, Request
from hotlead.topics.event import ActionEvent, InboxEvent

P = TypeVar("P")

#: What people type, which may hold a number.
_TYPED: Final = ("name", "note", "reason")


@dataclass(frozen=True)
class Given(Generic[P]):
    """What an event's call may be made of besides the event.

    `policy` is the one in force, `now_ms` the shard's time in UTC milliseconds, `new_id` an id that
    nothing had before, for what the event may make; `find` gives a published policy by its version.
    """

    policy: P
    now_ms: int
    new_id: str
    find: Callable[[str], P | None]


def as_asked(event: InboxEvent, _: Given[P]) -> Call:
    """What its transition takes as it is asked: instants without their `_ms`, digits hidden."""
    told = event.model_dump(exclude={"kind", "action_id"}, exclude_none=True)
    request: Request = {name.removesuffix("_ms"): value for name, value in told.items()}
    for name in _TYPED:
        if name in request:
            request[name] = mask_text(request[name])
    return Call(event.kind, request)


def under_its_id(event: ActionEvent, call: Call) -> Call:
    """The call of an action, which is answered under its id, and once."""
    return Call(call.script, call.request | {"action": event.action_id, "asked": asked(event)})
