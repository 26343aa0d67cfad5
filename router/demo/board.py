"""What the journal told so far, as the live view shows it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from hotlead.router.demo.team import BY_REP, HOUR_MS
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import Change
from hotlead.topics.journal.assignments import (
    Acknowledged,
    Assigned,
    Contacted,
    Declined,
    HandedOver,
    Left,
    Withdrawn,
)
from hotlead.topics.journal.leads import Captured, Merged, RungFired

KEPT: Final = 60
Doing = Literal["rings", "talks"]


@dataclass(slots=True)
class Person:
    """A lead as people call it: the end of the number, where from, and its score when last told."""

    tail: str
    channel: str
    region: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Holding:
    """A rep's phone rings for a lead, or the rep talks with the person, since an instant."""

    lead: str
    doing: Doing
    since_ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened: when, to whom, and what. `grade` is 0 to 4, the rung it is of."""

    at_ms: int
    lead: str
    text: str
    score: float = 0.0
    grade: int = 0


def rep_name(rep: str | None) -> str:
    """A rep as people call them."""
    member = BY_REP.get(rep or "")
    return member.name if member else rep or ""


def number_tail(masked: str) -> str:
    """The end of a masked number, by which people tell one from another."""
    return f"…{masked[-4:]}"


@dataclass
class Board:
    """Folds the journal's entries as they come."""

    people: dict[str, Person] = field(default_factory=dict)
    holdings: dict[str, dict[str, Holding]] = field(default_factory=dict)
    pushes: deque[Line] = field(default_factory=lambda: deque(maxlen=KEPT))
    alarms: deque[Line] = field(default_factory=lambda: deque(maxlen=KEPT))
    captured_at: deque[int] = field(default_factory=deque)
    pushed_at: deque[int] = field(default_factory=deque)

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        at = followed.entry.at
        for change in followed.entry.changes:
            take = self._takes().get(type(change))
            if take is not None:
                take(change, at)

    def _takes(self) -> dict[type[Change], Callable[[Any, int], None]]:
        return {
            Captured: self._captured,
            Merged: self._merged,
            Assigned: self._assigned,
            Acknowledged: self._acknowledged,
            Withdrawn: self._free,
            Left: self._free,
            Contacted: self._free,
            Declined: self._declined,
            HandedOver: self._handed_over,
            RungFired: self._rung,
        }

    def an_hour(self, instants: deque[int], now_ms: int) -> int:
        """How many of these were within the last hour of the day."""
        while instants and instants[0] < now_ms - HOUR_MS:
            instants.popleft()
        return len(instants)

    def _captured(self, change: Captured, at: int) -> None:
        self.captured_at.append(at)
        region = change.attributes.get("region", "")
        self.people[change.lead] = Person(number_tail(change.masked), change.channel, region)

    def _merged(self, change: Merged, at: int) -> None:
        self.captured_at.append(at)
        self.pushes.appendleft(Line(at, change.lead, "asks again"))

    def _assigned(self, change: Assigned, at: int) -> None:
        lead, rep, score = change.lead, change.rep, change.score / 1e6
        self.pushed_at.append(at)
        if lead in self.people:
            self.people[lead].score = score
        self._hold(rep, Holding(lead, "rings", at))
        self.pushes.appendleft(Line(at, lead, f"→ {rep_name(rep)}", score))

    def _acknowledged(self, change: Acknowledged, at: int) -> None:
        self._hold(change.rep, Holding(change.lead, "talks", at))
        if change.via == "claim":
            self.alarms.appendleft(Line(at, change.lead, f"claimed by {rep_name(change.rep)}"))

    def _free(self, change: Withdrawn | Left | Contacted, _: int) -> None:
        self.holdings.get(change.rep, {}).pop(change.lead, None)

    def _declined(self, change: Declined, at: int) -> None:
        self.pushes.appendleft(Line(at, change.lead, f"{rep_name(change.rep)} declines"))

    def _handed_over(self, change: HandedOver, at: int) -> None:
        self.alarms.appendleft(Line(at, change.lead, f"handed to {rep_name(change.rep)}"))

    def _rung(self, change: RungFired, at: int) -> None:
        name, holder = change.name, rep_name(change.rep)
        text = name.replace("-", " ")
        if name == "reminder":
            text += f" to {holder}" if holder else ": nobody has it"
        elif name == "reassign" and holder:
            text = f"taken from {holder}" if change.moved else f"stays with {holder}"
        elif name == "reassign":
            text += ": nobody is free"
        self.alarms.appendleft(Line(at, change.lead, text, change.score / 1e6, change.n))

    def _hold(self, rep: str, holding: Holding) -> None:
        self.holdings.setdefault(rep, {})[holding.lead] = holding
