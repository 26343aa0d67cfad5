"""Room: capacity less what is live and what is acknowledged without a first contact."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.chaos.checker.journal import Change, Entry, Shard
from tests.chaos.checker.verdict import Findings


@dataclass(slots=True)
class _Rep:
    capacity: int = 0
    takes: set[str] = field(default_factory=set)


def check_room(shards: Mapping[int, Shard], findings: Findings) -> None:
    """Nothing is assigned or claimed without room at that instant."""
    for shard in shards.values():
        reps: dict[str, _Rep] = {}
        for entry, change in shard.changes():
            if "rep" in change:
                _take(reps.setdefault(change["rep"], _Rep()), entry, change, findings)


def _take(rep: _Rep, entry: Entry, change: Change, findings: Findings) -> None:
    match change["kind"]:
        case "rep_registered":
            rep.capacity = change["capacity"]
        case "assigned" | "acknowledged":
            # What was assigned and is now acknowledged takes the room that it had.
            if change["lead"] not in rep.takes and len(rep.takes) >= rep.capacity:
                text = f"rep {change['rep']}: lead {change['lead']} came to {len(rep.takes)} others"
                where = f"journal {entry.partition} at {entry.offset}"
                findings.breach("over_capacity", f"{text}, room for {rep.capacity} ({where})")
            rep.takes.add(change["lead"])
        case "withdrawn" | "left" | "contacted":
            rep.takes.discard(change["lead"])
