"""What reps are told, on the topic `assignments` (key: rep), once the journal holds it as valid."""

from typing import Any, Final

from hotlead.topics.journal import Change, Entry
from hotlead.topics.journal.assignments import Acknowledged, Assigned, Left, Withdrawn
from hotlead.topics.journal.reps import PresenceChanged

TOLD: Final = (Assigned, Withdrawn, Acknowledged, Left, PresenceChanged)
#: What a record says of a change that has it.
_FIELDS: Final = (
    *("tenant", "rep", "lead", "epoch", "channel", "masked", "score", "profile", "heat"),
    *("why", "reason", "expires_at", "hot_at", "presence", "test"),
)
_FIELDS_OF: Final = {kind: tuple(name for name in _FIELDS if hasattr(kind, name)) for kind in TOLD}


def assignment_id(lead: str, epoch: str) -> str:
    """The id of an assignment: the lead and the epoch under which it was assigned."""
    return f"{lead}.{epoch}"


def told(change: Change, entry: Entry, shard: int, place: int) -> dict[str, Any] | None:
    """The record for the change at `place` of an entry, or None when no rep is concerned.

    `id` is unique to the change and the same when it is sent again.
    """
    if not isinstance(change, TOLD):
        return None
    found = [(name, getattr(change, name)) for name in _FIELDS_OF[type(change)]]
    body = {name: value for name, value in found if value is not None and value is not False}
    if not isinstance(change, PresenceChanged):
        body["assignment"] = assignment_id(change.lead, change.epoch)
    return {"id": f"{shard}-{entry.seq}-{place}", "kind": change.kind, "at": entry.at, **body}
