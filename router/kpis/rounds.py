"""What KPIs are counted from: rounds of leads, read from the store.

A round is a lead from the capture that makes it wait, its first or the one that brings it back
after its end, to its end. Episodes that begin for another reason belong to the round before, those
too with which a supervisor reopens it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Any, Final

_ROUNDS: Final = (
    "SELECT shard, lead, episode, captured_at, channel, pool FROM episodes WHERE tenant = ?"
    " AND test = ? AND episode = round AND captured_at >= ? AND captured_at < ?"
    " ORDER BY captured_at, lead"
)
_JOINED: Final = (
    "SELECT one.lead, one.round, {columns} FROM episodes AS began JOIN {table} AS one"
    " ON one.tenant = began.tenant AND one.lead = began.lead AND one.round = began.episode"
    " WHERE began.tenant = ? AND began.test = ? AND began.episode = began.round"
    " AND began.captured_at >= ? AND began.captured_at < ?{counts} ORDER BY one.lead, {order}"
)
_COUNTS: Final = " AND one.undone_at IS NULL"


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode; `hot_seq` is the entry that started its hot clock, `hot_at` its start in ms."""

    number: int
    hot_seq: int | None
    hot_at: int | None
    high: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A rep was given a lead, or took it: who, in which episode and by which entry, and its end."""

    episode: int
    rep: str
    seq: int
    at_ms: int
    ended_by: str | None
    ended_at: int | None


@dataclass(slots=True)
class Round:
    """One, with all that happened in it, each kind in its order. Instants in UTC ms."""

    shard: int
    lead: str
    number: int
    captured_at: int
    channel: str
    pool: str
    captures: list[str] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    assignments: list[Held] = field(default_factory=list)
    acknowledgements: list[Held] = field(default_factory=list)
    touches: list[tuple[str, int]] = field(default_factory=list)
    #: Who ended it and how; None while it goes on.
    outcome: tuple[str, str] | None = None

    @property
    def first_touch(self) -> tuple[str, int] | None:
        """Who made the first contact, and when."""
        return self.touches[0] if self.touches else None

    @property
    def high(self) -> bool:
        """Whether the score reached the pool's high intent."""
        return any(episode.high for episode in self.episodes)

    def given_to(self, rep: str, by_ms: int) -> int | None:
        """When a rep was given the lead last, up to an instant: assigned it, else took it."""
        for had in (self.assignments, self.acknowledgements):
            found = [held.at_ms for held in had if held.rep == rep and held.at_ms <= by_ms]
            if found:
                return max(found)
        return None

    @property
    def reps(self) -> set[str]:
        """Who had the lead in it."""
        return {held.rep for held in (*self.assignments, *self.acknowledgements)}


def rounds(
    db: Connection, tenant: str, from_ms: int, to_ms: int, *, test: bool = False
) -> list[Round]:
    """The rounds whose first capture lies in [from_ms, to_ms): of test leads alone, or of none."""
    of = (tenant, int(test), from_ms, to_ms)
    found = {(row[1], row[2]): Round(*row) for row in db.execute(_ROUNDS, of)}

    def joined(
        table: str, columns: str, order: str = "one.seq, one.place", counts: str = ""
    ) -> Iterator[Any]:
        sql = _JOINED.format(table=table, columns=columns, order=order, counts=counts)
        for lead, number, *rest in db.execute(sql, of):
            yield found[lead, number], rest

    for one, (channel,) in joined("captures", "one.channel"):
        one.captures.append(channel)
    columns = "one.episode, one.hot_seq, one.hot_at, one.high"
    for one, (number, hot_seq, hot_at, high) in joined("episodes", columns, "one.episode"):
        one.episodes.append(Episode(number, hot_seq, hot_at, bool(high)))
    columns = "one.episode, one.rep, one.seq, one.at_ms, "
    for one, rest in joined("assignments", columns + "one.ended_by, one.ended_at"):
        one.assignments.append(Held(*rest))
    for one, rest in joined("acknowledgements", columns + "one.left_by, one.left_at"):
        one.acknowledgements.append(Held(*rest))
    # Of two contacts that which was made first, whichever was told first.
    in_time = "one.at_ms, one.seq, one.place"
    for one, (rep, at_ms) in joined("touches", "one.rep, one.at_ms", in_time, _COUNTS):
        one.touches.append((rep, at_ms))
    for one, (rep, outcome) in joined("outcomes", "one.rep, one.outcome", counts=_COUNTS):
        one.outcome = (rep, outcome)
    return list(found.values())
