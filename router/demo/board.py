"""What the journal told so far, as the live view shows it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from hotlead.router.demo.team import BY_REP, HOUR_MS
from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import RawChange

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
        for change in followed.entry.raw:
            take = self._takes().get(change["kind"])
            if take is not None:
                take(change, at)

    def _takes(self) -> dict[str, Callable[[RawChange, int], None]]:
        return {
            "captured": self._captured,
            "merged": self._merged,
            "assigned": self._assigned,
            "acknowledged": self._acknowledged,
            "withdrawn": self._free,
            "left": self._free,
            "contacted": self._free,
            "declined": self._declined,
            "handed_over": self._handed_over,
            "rung": self._rung,
        }

    def an_hour(self, instants: deque[int], now_ms: int) -> int:
        """How many of these were within the last hour of the day."""
        while instants and instants[0] < now_ms - HOUR_MS:
            instants.popleft()
        return len(instants)

    def _captured(self, change: RawChange, at: int) -> None:
        self.captured_at.append(at)
        region = str((change.get("attributes") or {}).get("region", ""))
        self.people[change["lead"]] = Person(
            number_tail(change["masked"]), change["channel"], region
        )

    def _merged(self, change: RawChange, at: int) -> None:
        self.captured_at.append(at)
        self.pushes.appendleft(Line(at, change["lead"], "asks again"))

    def _assigned(self, change: RawChange, at: int) -> None:
        lead, rep, score = change["lead"], change["rep"], change["score"] / 1e6
        self.pushed_at.append(at)
        if lead in self.people:
            self.people[lead].score = score
        self._hold(rep, Holding(lead, "rings", at))
        self.pushes.appendleft(Line(at, lead, f"→ {rep_name(rep)}", score))

    def _acknowledged(self, change: RawChange, at: int) -> None:
        self._hold(change["rep"], Holding(change["lead"], "talks", at))
        if change.get("via") == "claim":
            self.alarms.appendleft(
                Line(at, change["lead"], f"claimed by {rep_name(change['rep'])}")
            )

    def _free(self, change: RawChange, _: int) -> None:
        self.holdings.get(change["rep"], {}).pop(change["lead"], None)

    def _declined(self, change: RawChange, at: int) -> None:
        self.pushes.appendleft(Line(at, change["lead"], f"{rep_name(change['rep'])} declines"))

    def _handed_over(self, change: RawChange, at: int) -> None:
        self.alarms.appendleft(Line(at, change["lead"], f"handed to {rep_name(change['rep'])}"))

    def _rung(self, change: RawChange, at: int) -> None:
        name, holder = change["name"], rep_name(change.get("rep"))
        text = name.replace("-", " ")
        if name == "reminder":
            text += f" to {holder}" if holder else ": nobody has it"
        elif name == "reassign" and holder:
            text = f"taken from {holder}" if change.get("moved") else f"stays with {holder}"
        elif name == "reassign":
            text += ": nobody is free"
        self.alarms.appendleft(Line(at, change["lead"], text, change["score"] / 1e6, change["n"]))

    def _hold(self, rep: str, holding: Holding) -> None:
        self.holdings.setdefault(rep, {})[holding.lead] = holding
