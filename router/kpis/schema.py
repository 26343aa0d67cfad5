"""The tables of the read store, each column with its meaning; docs/kpis.md is compared with them.

Every row comes from one change of a valid entry: `shard`, `seq` and `place` say which (the shard,
the entry's sequence, the change's place in it from 0). Instants are UTC ms of the day's clock,
scores micropoints. No phone number, no name and no event id of a source is in any of them.
"""

from dataclasses import dataclass
from typing import Final

VERSION: Final = 7
"""Of what the file keeps of its projections: one with another version is made anew from the
journal. Each projection has a version of its own tables (projections.py).
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its SQL type with constraints, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns, its primary key and its indexes."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    def insert(self) -> str:
        """The statement that puts a row in, each value by its column's name."""
        marks = ", ".join(f":{column.name}" for column in self.columns)
        return f"INSERT INTO {self.name} VALUES ({marks})"  # noqa: S608  (no text of others)

    def ddl(self) -> list[str]:
        """The statements that make it."""
        columns = [f"{column.name} {column.type}" for column in self.columns]
        body = ", ".join([*columns, f"PRIMARY KEY ({', '.join(self.key)})"])
        made = [f"CREATE TABLE {self.name} ({body}) WITHOUT ROWID"]
        for index in self.indexes:
            name = "_".join((self.name, *index))
            made.append(f"CREATE INDEX {name} ON {self.name} ({', '.join(index)})")
        return made


WHOLE: Final = "INTEGER NOT NULL"
TEXT: Final = "TEXT NOT NULL"
SHARE: Final = "REAL NOT NULL"
MAYBE: Final = "INTEGER"
MAYBE_TEXT: Final = "TEXT"

_SHARD: Final = Column("shard", WHOLE, "the shard")
_TENANT: Final = Column("tenant", TEXT, "whose it is")
_LEAD: Final = Column("lead", TEXT, "the lead's id")
_EPISODE: Final = Column("episode", WHOLE, "number of the lead's episode, from 1")
_ROUND: Final = Column("round", WHOLE, "number of the episode with which the round began")
_REP: Final = Column("rep", TEXT, "the rep's id")
_SEQ: Final = Column("seq", WHOLE, "sequence of the entry")
_PLACE: Final = Column("place", WHOLE, "place of the change in the entry, from 0")
_AT: Final = Column("at_ms", WHOLE, "instant of the entry")

_DONE: Final = Column(
    "at_ms", WHOLE, "instant at which it was done; if told later, before the entry"
)
_UNDONE: Final = Column("undone_at", MAYBE, "instant at which it was undone; null while it counts")

_CHANGE: Final = ("shard", "seq", "place")
_OF_LEAD: Final = (("tenant", "lead"),)

PROJECTIONS: Final = Table(
    "projections",
    "a projection of the journal, with its tables",
    (
        Column("projection", TEXT, "its name"),
        Column("version", WHOLE, "version of its tables"),
        Column("tables", TEXT, "JSON: their names"),
    ),
    ("projection",),
)
POSITIONS: Final = Table(
    "positions",
    "how far each shard's journal is in a projection, written with its rows themselves",
    (
        Column("projection", TEXT, "the projection"),
        _SHARD,
        Column("log", TEXT, "identity of the journal: the random id in its first record"),
        Column("next", WHOLE, "offset of the record that is read next"),
        Column("stamp", TEXT, "stamp of the last valid entry"),
        Column("seq", WHOLE, "sequence of the last valid entry"),
        Column("at_ms", WHOLE, "instant of the last valid entry"),
        Column("policy", TEXT, "version of the policy in force"),
        Column("kept", TEXT, "JSON: what the projection must know of before, beside its rows"),
    ),
    ("projection", "shard"),
)
LEADS: Final = Table(
    "leads",
    "a lead as the journal leaves it",
    (
        _SHARD,
        _TENANT,
        _LEAD,
        Column("pool", TEXT, "its pool"),
        Column("channel", TEXT, "channel of its first capture"),
        Column("test", WHOLE, "1 for a test lead, which no KPI counts"),
        Column("state", TEXT, "waiting, assigned, acknowledged or closed"),
        _EPISODE,
        _ROUND,
        Column("captured_at", WHOLE, "instant of the round's first capture, the source's"),
        Column("base", WHOLE, "profile's and heat's share of the score"),
        Column("start", WHOLE, "freshness's share of the score at `fresh_at`"),
        Column("slope", WHOLE, "what it loses an hour"),
        Column("fresh_at", WHOLE, "instant of the latest capture, from which its age counts"),
    ),
    ("tenant", "lead"),
)
EPISODES: Final = Table(
    "episodes",
    "an episode of a lead",
    (
        _SHARD,
        _TENANT,
        _LEAD,
        _EPISODE,
        _ROUND,
        Column("captured_at", WHOLE, "instant of the round's first capture, the source's"),
        Column("channel", TEXT, "channel of the round's first capture"),
        Column("pool", TEXT, "the lead's pool"),
        Column("test", WHOLE, "1 for a test lead"),
        Column("began_at", WHOLE, "instant of the entry with which it began"),
        Column("began_by", TEXT, "captured, returned, no_contact, handed_over or supervisor"),
        Column("hot_seq", MAYBE, "sequence of the entry that made it hot"),
        Column("hot_at", MAYBE, "start of the hot clock"),
        Column("highest", WHOLE, "highest score at a capture, signal or assignment of it"),
        Column("high", WHOLE, "1 when such a score reached the pool's `high_intent` of then"),
    ),
    ("tenant", "lead", "episode"),
    (("tenant", "captured_at"),),
)
CAPTURES: Final = Table(
    "captures",
    "a capture that was taken",
    (
        _SHARD,
        _SEQ,
        _PLACE,
        _TENANT,
        _LEAD,
        _EPISODE,
        _ROUND,
        _AT,
        Column("captured_at", WHOLE, "its own instant, the source's"),
        Column("channel", TEXT, "where it came from"),
        Column("first", WHOLE, "1 when the person was not known before"),
    ),
    _CHANGE,
    _OF_LEAD,
)
ASSIGNMENTS: Final = Table(
    "assignments",
    "an assignment, with all that it was decided by",
    (
        _SHARD,
        _SEQ,
        _PLACE,
        _TENANT,
        _LEAD,
        _EPISODE,
        _ROUND,
        _REP,
        _AT,
        Column("pool", TEXT, "the lead's pool"),
        Column("epoch", TEXT, "its epoch"),
        Column("why", TEXT, "the reason in the journal"),
        Column("score", WHOLE, "the lead's score then"),
        Column("ended_at", MAYBE, "instant of its end; null while it is live"),
        Column("ended_by", MAYBE_TEXT, "acknowledged, or the reason of its withdrawal"),
        Column("change", TEXT, "JSON: the change `assigned`, number and attributes left out"),
        Column(
            "rules",
            TEXT,
            "JSON: the pool's fields then that say who gets a lead",
        ),
    ),
    _CHANGE,
    (*_OF_LEAD, ("tenant", "at_ms")),
)
ACKNOWLEDGEMENTS: Final = Table(
    "acknowledgements",
    "a rep took a lead",
    (
        _SHARD,
        _SEQ,
        _PLACE,
        _TENANT,
        _LEAD,
        _EPISODE,
        _ROUND,
        _REP,
        _DONE,
        Column("epoch", TEXT, "the epoch under which they hold it"),
        Column("via", TEXT, "acknowledge, claim or late_contact"),
        Column("left_at", MAYBE, "instant at which the lead left them; null while they hold it"),
        Column("left_by", MAYBE_TEXT, "released, no_contact, handed_over or closed"),
    ),
    _CHANGE,
    _OF_LEAD,
)
TOUCHES: Final = Table(
    "touches",
    "the first contact that a holder recorded, or one told after they lost the lead",
    (_SHARD, _SEQ, _PLACE, _TENANT, _LEAD, _EPISODE, _ROUND, _REP, _DONE, _UNDONE),
    _CHANGE,
    _OF_LEAD,
)
RUNGS: Final = Table(
    "rungs",
    "a step of escalation that fired",
    (
        _SHARD,
        _SEQ,
        _PLACE,
        _TENANT,
        _LEAD,
        _EPISODE,
        _ROUND,
        _AT,
        Column("n", WHOLE, "its number on the ladder, from 1"),
        Column("name", TEXT, "its name"),
        Column("due_at", WHOLE, "instant at which it fell due"),
        Column("does", TEXT, "what it does, by the ladder: its steps joined by +"),
        Column("score", WHOLE, "the lead's score then"),
        Column("rep", MAYBE_TEXT, "who had the lead; null when nobody"),
        Column("moved", WHOLE, "1 when it moved the lead to another rep"),
        Column("moved_to", MAYBE_TEXT, "who that was"),
        Column("met", MAYBE, "1 when the holder had got it shortly before, so it was not moved"),
        Column("behind", MAYBE, "1 when inputs were unread, so it was not moved"),
    ),
    _CHANGE,
    (*_OF_LEAD, ("tenant", "at_ms")),
)
SCORE_POINTS: Final = Table(
    "score_points",
    "an event that moved a lead's score, and the line on which the score runs from there",
    (
        _SHARD,
        _SEQ,
        _PLACE,
        _TENANT,
        _LEAD,
        _AT,
        Column("kind", TEXT, "captured, merged, joined or rescored"),
        Column("event", TEXT, "JSON: a capture's channel, or the signals, each with its instant"),
        Column("profile", WHOLE, "the profile part, in micropoints"),
        Column("heat", WHOLE, "the heat part, in micropoints"),
        Column("base", WHOLE, "their share of the score"),
        Column("start", WHOLE, "freshness's share of the score at `fresh_at`"),
        Column("slope", WHOLE, "what it loses an hour"),
        Column("fresh_at", WHOLE, "instant of the latest capture"),
        Column("freezes_at", WHOLE, "instant from which the score stands still"),
        Column("policy", TEXT, "version of the policy in force"),
        Column("weight_profile", SHARE, "the share of the profile part in the score"),
        Column("weight_heat", SHARE, "the share of the heat part"),
        Column(
            "counted",
            TEXT,
            "JSON: `points` by attribute, and `signals` with points and cap or, under a new"
            " policy, `heats` by kind; micropoints",
        ),
        Column("hot", WHOLE, "the pool's `hot` of then"),
        Column("high_intent", WHOLE, "the pool's `high_intent` of then"),
    ),
    _CHANGE,
    _OF_LEAD,
)
OUTCOMES: Final = Table(
    "outcomes",
    "a lead that ended",
    (
        _SHARD,
        _SEQ,
        _PLACE,
        _TENANT,
        _LEAD,
        _EPISODE,
        _ROUND,
        _REP,
        _AT,
        Column("outcome", TEXT, "won, lost or invalid"),
        _UNDONE,
    ),
    _CHANGE,
    _OF_LEAD,
)
REP_STATES: Final = Table(
    "rep_states",
    "a rep as one change left them",
    (
        _SHARD,
        _TENANT,
        _REP,
        _SEQ,
        _PLACE,
        _AT,
        Column(
            "state",
            TEXT,
            "JSON: the rep; `pools` (a list), `weight` and `on_shift` (a truth value) among it",
        ),
    ),
    ("tenant", "rep", "seq", "place"),
    (("tenant", "at_ms"),),
)
OPENINGS: Final = Table(
    "openings",
    "a pool opened or closed, or is first known",
    (
        _SHARD,
        Column("pool", TEXT, "the pool"),
        Column("at_ms", WHOLE, "the instant at which it did"),
        Column("is_open", WHOLE, "1 when it is open from then on"),
        Column("open_ms", WHOLE, "how long it had been open by then, since it is known"),
    ),
    ("shard", "pool", "at_ms"),
)

OF_THE_FILE: Final = (PROJECTIONS, POSITIONS)
OF_LEADS: Final = (
    LEADS,
    EPISODES,
    CAPTURES,
    ASSIGNMENTS,
    ACKNOWLEDGEMENTS,
    TOUCHES,
    RUNGS,
    SCORE_POINTS,
    OUTCOMES,
)
OF_REPS: Final = (REP_STATES,)
OF_POOLS: Final = (OPENINGS,)
TABLES: Final = (*OF_THE_FILE, *OF_LEADS, *OF_REPS, *OF_POOLS)
