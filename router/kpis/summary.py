"""What a demo or a replay came to: a projection of the journal's valid entries.

Each shard's entries are taken in their order; entries of several shards may come mixed. Spans
called `_s` are of the day's clock, `_ms` are real.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotlead.topics.journal import Entry
from hotlead.topics.journal.assignments import Assigned, Contacted, LateActivity, OutcomeUndone
from hotlead.topics.journal.leads import Closed, Merged, OfCapture, OfLead, RungFired

DAY_MS = 24 * 3600 * 1000
_STATES = {
    "queued": "waiting",
    "assigned": "assigned",
    "acknowledged": "acknowledged",
    "closed": "closed",
    "outcome_undone": "acknowledged",
}


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The nearest rank: the smallest value that at least so many percent do not exceed."""
    if not values:
        return None
    rank = max(1, math.ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


@dataclass
class Summary:
    """Sums up as entries come. `rungs` are the names of the ladder's rungs, shown even at 0."""

    rungs: Iterable[str] = ()
    _captured: int = 0
    _merged: int = 0
    _state: dict[str, str] = field(default_factory=dict)
    _first_capture: dict[str, int] = field(default_factory=dict)
    _contacts: dict[str, list[int]] = field(default_factory=dict)
    _with_outcome: dict[str, int | None] = field(default_factory=dict)
    _fired: Counter[str] = field(default_factory=Counter)
    _sent: dict[str, float] = field(default_factory=dict)
    _push_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fired.update(dict.fromkeys(self.rungs, 0))

    def sent(self, capture: str, real_ms: float) -> None:
        """A capture (tenant|channel|event id) was sent at a real instant, on any steady clock."""
        self._sent[capture] = real_ms

    def take(self, entry: Entry, seen_ms: float) -> None:
        """The next valid entry, read back at a real instant of the same clock as `sent`."""
        captures: dict[str, str] = {}
        contacted: dict[str, int] = {}
        for change in entry.changes:
            match change:
                case OfCapture():
                    self._capture(change)
                    captures[change.lead] = change.capture
                case RungFired():
                    self._fired[change.name] += 1
                case Contacted() | LateActivity(contacted=True):
                    done_at = entry.at if change.done_at is None else change.done_at
                    contacted[change.lead] = done_at
                    self._contacts.setdefault(change.lead, []).append(done_at)
                case Closed():
                    self._with_outcome[change.lead] = contacted.get(change.lead)
                case OutcomeUndone():
                    # With the outcome goes the contact that was told with it.
                    at = self._with_outcome[change.lead]
                    if at is not None:
                        self._contacts[change.lead].remove(at)
                case Assigned() if change.lead in captures:
                    self._pushed(captures.pop(change.lead), seen_ms)
            if isinstance(change, OfLead) and change.kind in _STATES:
                self._state[change.lead] = _STATES[change.kind]
        for capture in captures.values():
            self._sent.pop(capture, None)

    def _capture(self, change: OfCapture) -> None:
        self._captured += 1
        if isinstance(change, Merged):
            self._merged += 1
        else:
            self._first_capture[change.lead] = change.at

    def _pushed(self, capture: str, seen_ms: float) -> None:
        sent = self._sent.pop(capture, None)
        if sent is not None:
            self._push_ms.append(seen_ms - sent)

    @property
    def captured(self) -> int:
        """Distinct valid captures so far."""
        return self._captured

    def touches_s(self) -> dict[str, float]:
        """By lead, seconds of the day from its first capture to its first contact."""
        return {
            lead: (min(contacts) - self._first_capture[lead]) / 1000
            for lead, contacts in self._contacts.items()
            if contacts and lead in self._first_capture
        }

    def result(self, *, dead_lettered: int, audit: dict[str, Any] | None) -> dict[str, Any]:
        """The summary, ready for JSON. What cannot be told is null."""
        states = Counter(self._state.values())
        touches = list(self.touches_s().values())
        leads = len(self._first_capture)
        within = sum(touch * 1000 <= DAY_MS for touch in touches)
        return {
            "captured": self._captured,
            "merged": self._merged,
            "waiting": states["waiting"],
            "assigned": states["assigned"],
            "acknowledged": states["acknowledged"],
            "closed": states["closed"],
            "dead_lettered": dead_lettered,
            "rungs": dict(self._fired),
            "first_touch_s": {
                "p50": _rounded(percentile(touches, 50), 1),
                "p90": _rounded(percentile(touches, 90), 1),
            },
            "capture_to_push_ms": {
                "p50": _rounded(percentile(self._push_ms, 50), 1),
                "p99": _rounded(percentile(self._push_ms, 99), 1),
            },
            "followed_up_24h": round(within / leads, 4) if leads else None,
            "audit": audit,
        }
