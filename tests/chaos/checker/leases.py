"""Leases: a lead is with one rep at a time, under epochs that grow.

A lease is one lead with one rep under one epoch, from `assigned` (or a claim) to the end of what
follows from it. Its phases are live, and taken once it was acknowledged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.chaos.checker.journal import Change, Entry, Shard
from tests.chaos.checker.verdict import Findings

Who = tuple[str, str, str]
TIMERS = ("expired", "reassigned")


@dataclass(slots=True)
class Lease:
    """`*_ms` are when the journal had it. `beaten_at_ms` is the deadline at which a timer took it.

    `expires_at` is the assignment's own deadline, None while the ladder rules.
    """

    lead: str
    rep: str
    epoch: str
    told_ms: float
    expires_at: int | None = None
    taken_ms: float | None = None
    via: str = ""
    ended_ms: float | None = None
    beaten_at_ms: float | None = None

    @property
    def who(self) -> Who:
        """Lead, rep and epoch."""
        return self.lead, self.rep, self.epoch


def read_leases(shards: Mapping[int, Shard], findings: Findings) -> list[Lease]:
    """All leases of the journal; what overlaps or goes back is found on the way."""
    leases: list[Lease] = []
    for shard in shards.values():
        leases += _Leases(findings).read(shard)
    return leases


class _Leases:
    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._all: list[Lease] = []
        self._held: dict[str, Lease] = {}
        self._last_epoch = (-1, -1)

    def read(self, shard: Shard) -> list[Lease]:
        for entry, change in shard.changes():
            match change["kind"]:
                case "assigned":
                    self._assigned(entry, change)
                case "acknowledged" if change["via"] == "claim":
                    self._claimed(entry, change)
                case "acknowledged":
                    self._acknowledged(entry, change)
                case "withdrawn":
                    self._withdrawn(entry, change)
                case "left":
                    self._ended(entry, change, taken=True)
                case "rung" | "rescored" if "expires_at" in change:
                    self._ends_at(change)
        return self._all

    def _opened(self, entry: Entry, change: Change, how: str) -> Lease:
        lease = Lease(change["lead"], change["rep"], change["epoch"], entry.written_ms)
        held = self._held.get(lease.lead)
        if held is not None:
            self._live_twice(entry, change, f"{how} {lease.rep} while {held.rep} had it")
        first, _, second = lease.epoch.partition("-")
        epoch = (int(first), int(second))
        if epoch <= self._last_epoch:
            text = f"lead {lease.lead}: epoch {lease.epoch} came after {self._last_epoch}"
            self._findings.breach("epochs_back", text)
        self._last_epoch = max(epoch, self._last_epoch)
        self._held[lease.lead] = lease
        self._all.append(lease)
        return lease

    def _assigned(self, entry: Entry, change: Change) -> None:
        lease = self._opened(entry, change, "assigned to")
        lease.expires_at = change.get("expires_at")

    def _claimed(self, entry: Entry, change: Change) -> None:
        lease = self._opened(entry, change, "claimed by")
        lease.taken_ms, lease.via = entry.written_ms, "claim"

    def _acknowledged(self, entry: Entry, change: Change) -> None:
        lease = self._held.get(change["lead"])
        if lease is None or lease.who != _who(change) or lease.taken_ms is not None:
            self._live_twice(
                entry, change, f"acknowledged by {change['rep']} under {change['epoch']}, not live"
            )
            return
        lease.taken_ms, lease.via = entry.written_ms, "acknowledge"

    def _withdrawn(self, entry: Entry, change: Change) -> None:
        lease = self._ended(entry, change, taken=False)
        if lease is None or change["reason"] not in TIMERS:
            return
        rungs = [c for c in entry.changes if c["kind"] == "rung" and c["lead"] == lease.lead]
        lease.beaten_at_ms = rungs[0]["due"] if rungs else lease.expires_at

    def _ends_at(self, change: Change) -> None:
        """Behind the last rung an assignment has a deadline of its own again."""
        lease = self._held.get(change["lead"])
        if lease is not None:
            lease.expires_at = change["expires_at"]

    def _ended(self, entry: Entry, change: Change, *, taken: bool) -> Lease | None:
        lease = self._held.get(change["lead"])
        if lease is None or lease.who != _who(change) or (lease.taken_ms is not None) != taken:
            self._live_twice(entry, change, f"{change['kind']} {change['rep']}, who had it not")
            return None
        lease.ended_ms = entry.written_ms
        del self._held[change["lead"]]
        return lease

    def _live_twice(self, entry: Entry, change: Change, what: str) -> None:
        where = f"journal {entry.partition} at {entry.offset}"
        self._findings.breach("live_twice", f"lead {change['lead']}: {what} ({where})")


def _who(change: Change) -> Who:
    return change["lead"], change["rep"], change["epoch"]
