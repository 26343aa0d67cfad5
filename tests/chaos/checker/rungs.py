"""Rungs: from the hot clock and the ladder, what was due, and what fired when.

A lead climbs from the start of its clock until it is acknowledged, and again from the instant at
which it comes back in the same episode; what fell due meanwhile is due then. An acknowledgement
that lies less than the allowed lateness behind a deadline makes the rung needless.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.checker.journal import Change, Entry, Shard
from tests.chaos.checker.recovery import Window, excused_ms
from tests.chaos.checker.verdict import Findings

LATE_MS = 1000


@dataclass(slots=True)
class _Lead:
    """One lead. It climbs while it is free and has a clock; `freed_at` is when it came back."""

    id: str
    free: bool = True
    freed_at: float = 0.0
    clock_at: int | None = None
    fired: set[int] = field(default_factory=set)


class Ladder:
    """Walks the shards of a run. `late_max_ms` is the longest that any rung was late."""

    def __init__(
        self, facts: Mapping[str, Any], faults: Sequence[Window], findings: Findings
    ) -> None:
        self._after_ms = [round(rung["after_s"] * 1000) for rung in facts["ladder"]]
        self._hot = facts["hot"] * 1_000_000
        self._ended_ms = facts["ended"] * 1000
        self._quiet = facts["quiet"]
        self._faults, self._findings = faults, findings
        self._leads: dict[str, _Lead] = {}
        self.late_max_ms = 0.0

    def walk(self, shard: Shard) -> None:
        """One shard, from its start to the run's end."""
        self._leads = {}
        for entry in shard.entries:
            for change in entry.changes:
                if "lead" in change:
                    self._take(self._lead(change["lead"]), entry, change)
            self._check_hot(entry)
        for lead in self._leads.values():
            self._stop(lead, self._ended_ms, acknowledged=False)

    def _lead(self, lead: str) -> _Lead:
        return self._leads.setdefault(lead, _Lead(lead))

    def _take(self, lead: _Lead, entry: Entry, change: Change) -> None:
        match change["kind"]:
            case "hot":
                self._starts(lead, change)
            case "acknowledged":
                self._stop(lead, entry.at, acknowledged=True)
                lead.free = False
            case "left":
                lead.free, lead.freed_at = change["reason"] != "closed", entry.at
            case "reopened":
                lead.clock_at, lead.free, lead.freed_at = None, True, entry.at
            case "rung":
                self._rung(lead, entry, change)

    def _starts(self, lead: _Lead, change: Change) -> None:
        if lead.clock_at is not None:
            text = f"lead {lead.id}: its clock started twice in episode {change['episode']}"
            self._findings.breach("clock_wrong", text)
        lead.clock_at, lead.fired = change["clock_at"], set()

    def _due(self, lead: _Lead, n: int) -> float | None:
        """When rung n fell due, or falls; None when the lead does not climb."""
        if lead.clock_at is None or not lead.free or not 1 <= n <= len(self._after_ms):
            return None
        return max(float(lead.clock_at + self._after_ms[n - 1]), lead.freed_at)

    def _rung(self, lead: _Lead, entry: Entry, change: Change) -> None:
        n, due = change["n"], self._due(lead, change["n"])
        what = f"lead {lead.id}: rung {n}"
        if n in lead.fired:
            self._findings.breach(
                "rungs_twice", f"{what} fired twice in episode {change['episode']}"
            )
            return
        lead.fired.add(n)
        if due is None:
            self._findings.breach("rungs_early", f"{what} fired, and no ladder was climbed")
            return
        self._findings.counts["rungs_due"] += 1
        if n - 1 not in {0, *lead.fired}:
            self._findings.breach("rungs_early", f"{what} fired before rung {n - 1}")
        if entry.at < due:
            self._findings.breach("rungs_early", f"{what} fired {due - entry.at:.0f} ms early")
        self._lateness(what, due, max(entry.at, entry.written_ms))

    def _lateness(self, what: str, due: float, fired_ms: float) -> None:
        self.late_max_ms = max(self.late_max_ms, fired_ms - due)
        if fired_ms - due <= LATE_MS:
            return
        if fired_ms - due - excused_ms(self._faults, due, fired_ms) <= LATE_MS:
            self._findings.counts["rungs_late_in_faults"] += 1
        else:
            text = f"{what} fired {(fired_ms - due) / 1000:.1f} s late"
            self._findings.breach("rungs_late", text)

    def _stop(self, lead: _Lead, at_ms: float, *, acknowledged: bool) -> None:
        """The climb ends here: rungs that were due by now and did not fire are told."""
        for n in range(1, len(self._after_ms) + 1):
            due = self._due(lead, n)
            if n in lead.fired or due is None or at_ms - due <= LATE_MS:
                continue
            what = f"lead {lead.id}: rung {n}"
            if not acknowledged and not self._quiet:
                self._findings.doubt(f"{what} had not fired when the run was cut off")
                continue
            self._findings.counts["rungs_due"] += 1
            if acknowledged:
                self._findings.counts["rungs_overtaken"] += 1
                self._lateness(f"{what} (overtaken by the acknowledgement)", due, at_ms)
            else:
                late_s = (at_ms - due) / 1000
                self._findings.breach(
                    "rungs_missed", f"{what} was due {late_s:.1f} s before the end"
                )

    def _check_hot(self, entry: Entry) -> None:
        """Whoever is assigned while hot has a clock by the end of the entry."""
        for change in entry.changes:
            if change["kind"] == "assigned" and change["score"] > self._hot:
                lead = self._lead(change["lead"])
                if lead.clock_at is None:
                    self._findings.breach("clock_wrong", f"lead {lead.id} is hot without a clock")
