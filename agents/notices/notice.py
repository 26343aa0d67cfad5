"""One thing that is told to one person, and what it takes to say it."""

from dataclasses import dataclass
from typing import Any

from hotlead.router.push.sentences import OF_REPS, Matter
from hotlead.topics.journal import Entry
from hotlead.topics.journal.assignments import Assigned
from hotlead.topics.journal.leads import RungFired, ServedAgain, SlowerRung, Unserved


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice. `at`, `hot_at` and `until` are of the shard's time, `score` in millionths.

    A rep is told of an assignment, and only while it lives: `epoch` names it. It is None for a
    notice to supervisors, which is of use until the lead is acknowledged. `until` is when the
    assignment ends or the next rung fires. `policy` is the version that says whom it goes to.
    What is told of a pool has no `lead`. `since` is since when the lead waits, or nobody serves it.
    """

    id: str
    to: str
    matter: Matter
    shard: int
    tenant: str
    lead: str
    pool: str
    channel: str
    score: int
    at: int
    policy: str = ""
    hot_at: int | None = None
    epoch: str | None = None
    until: int | None = None
    high: bool = False
    rung: str | None = None
    rep: str | None = None
    since: int | None = None

    @property
    def of_rep(self) -> bool:
        """Whether it is for a rep, and not for those at the board."""
        return self.matter in OF_REPS

    @property
    def change_id(self) -> str:
        """What it has in common with what others are told of the same change."""
        return self.id.removesuffix(f"-{self.to}")

    def id_to(self, person: str) -> str:
        """Its id if it goes to somebody else."""
        return f"{self.change_id}-{person}"

    def on_the_wire(self) -> dict[str, Any]:
        """The notice as a webhook gets it."""
        return {
            "id": self.id,
            "rung": self.rung,
            "lead": self.lead or None,
            "tenant": self.tenant,
            "pool": self.pool,
            "score": self.score / 1e6 if self.lead else None,
            "hot_at_ms": self.hot_at,
            "since_ms": self.since,
            "at_ms": self.at,
            "rep": self.rep,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """A change that somebody is told of: its entry, shard and place, and `through`.

    `through` is the offset of the last valid entry before its own, -1 when none is known: up to
    there the journal may be committed before it was told.
    """

    change: Assigned | RungFired
    entry: Entry
    shard: int
    place: int
    through: int

    def notice_id(self, to: str) -> str:
        """The id of what `to` is told of it; the same when it is told again."""
        return _id(self, to)


@dataclass(frozen=True, slots=True)
class AtBoard:
    """The same of a change that those at the board alone are told of."""

    change: SlowerRung | Unserved | ServedAgain
    entry: Entry
    shard: int
    place: int
    through: int

    def notice_id(self, to: str) -> str:
        """The id of what `to` is told of it; the same when it is told again."""
        return _id(self, to)


def _id(told: Told | AtBoard, to: str) -> str:
    return f"{told.shard}-{told.entry.seq}-{told.place}-{to}"
