"""What reps are told, on the topic `assignments` (key: rep), once the journal holds it as valid."""

from typing import Any, Final

from hotlead.topics.journal import Entry, RawChange

TOLD: Final = frozenset({"assigned", "withdrawn", "acknowledged", "left", "presence_changed"})


def assignment_id(lead: str, epoch: str) -> str:
    """The id of an assignment: the lead and the epoch under which it was assigned."""
    return f"{lead}.{epoch}"


def told(change: RawChange, entry: Entry, shard: int, place: int) -> dict[str, Any] | None:
    """The record for the change at `place` of an entry, or None when no rep is concerned.

    `id` is unique to the change and the same when it is sent again.
    """
    if change["kind"] not in TOLD:
        return None
    body: dict[str, Any] = {
        name: change[name]
        for name in (
            *("tenant", "rep", "lead", "epoch", "channel", "masked", "score", "profile", "heat"),
            *("why", "reason", "expires_at", "hot_at", "presence", "test"),
        )
        if name in change
    }
    if "epoch" in change and "lead" in change:
        body["assignment"] = assignment_id(change["lead"], change["epoch"])
    return {"id": f"{shard}-{entry.seq}-{place}", "kind": change["kind"], "at": entry.at, **body}
