"""The instants at which a lead went to a rep, with what the lead was then, from the read store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Final

import orjson

from hotlead.router.rules.queues import QueueClass
from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.verdicts import Ask, stand

_ASSIGNMENTS: Final = (
    "SELECT seq, place, at_ms, episode, rep, pool, why, score, ended_at, ended_by, change, rules"
    " FROM assignments WHERE tenant = ? AND lead = ?"
)
_ACKNOWLEDGEMENTS: Final = (
    "SELECT one.seq, one.place, one.at_ms, one.episode, one.rep, one.via, one.left_at, one.left_by,"
    " leads.pool FROM acknowledgements AS one JOIN leads USING (tenant, lead)"
    " WHERE tenant = ? AND lead = ?"
)
_REPS: Final = """
WITH RECURSIVE known (rep) AS (
  SELECT min(rep) FROM rep_states WHERE tenant = :tenant
  UNION ALL
  SELECT (SELECT min(rep) FROM rep_states WHERE tenant = :tenant AND rep > known.rep)
  FROM known WHERE known.rep IS NOT NULL
)
SELECT (SELECT state FROM rep_states AS then_
        WHERE then_.tenant = :tenant AND then_.rep = known.rep
          AND (then_.seq, then_.place) < (:seq, :place)
        ORDER BY then_.seq DESC, then_.place DESC LIMIT 1)
FROM known WHERE known.rep IS NOT NULL
"""
"""Every rep of a tenant as they stood before a change; null for who came later."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A lead went to `rep`, in place `place` of entry `seq`. Spans in ms.

    `former` is who had it until then. `score` is None for a claim, which no score decided.
    """

    seq: int
    place: int
    episode: int
    rep: str
    why: str
    ask: Ask
    ledger: str
    score: int | None
    ended_by: str | None
    former: str | None
    waited_ms: int
    longest_wait_ms: int


def moments(db: Connection, tenant: str, lead: str) -> Iterator[Moment]:
    """All of a lead, oldest first."""
    rows = _rows(db, _ASSIGNMENTS, tenant, lead) + _rows(db, _ACKNOWLEDGEMENTS, tenant, lead)
    rows.sort(key=lambda row: (row["seq"], row["place"]))
    past = _Past()
    for row in rows:
        if "why" in row:
            yield _assigned(row, past, tenant, lead)
        elif row["via"] == "claim":
            yield _claimed(row, past, tenant, lead)
        past.take(row)


def reps_then(db: Connection, moment: Moment) -> list[Rep]:
    """Every rep of the tenant as they stood right before it."""
    where = {"tenant": moment.ask.tenant, "seq": moment.seq, "place": moment.place}
    found = db.execute(_REPS, where)
    reps = [Rep.from_json(state) for (state,) in found if state is not None]
    turns = beside_of(db, moment).get("turns", {})
    for rep in reps:
        stand(rep, moment.ask.pool, turns)
    return reps


def beside_of(db: Connection, moment: Moment) -> dict[str, Any]:
    """What the fold of reps kept with the row of the chosen rep: see team.py."""
    row = db.execute(
        "SELECT state FROM rep_states WHERE tenant = ? AND rep = ? AND seq = ? AND place = ?",
        (moment.ask.tenant, moment.rep, moment.seq, moment.place),
    ).fetchone()
    return {} if row is None else Rep.from_json(row[0]).beside


def _rows(db: Connection, query: str, tenant: str, lead: str) -> list[Row]:
    found = db.execute(query, (tenant, lead))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


class _Past:
    """What is known of the rows before: who acknowledged last, and how each rep lost the lead."""

    def __init__(self) -> None:
        self.owner: str | None = None
        self.how: dict[str, str] = {}
        self.assignment: Row | None = None

    def take(self, row: Row) -> None:
        if "why" in row:
            self.assignment = row
            self.how[row["rep"]] = row["ended_by"] or ""
        else:
            self.owner = row["rep"]
            self.how[row["rep"]] = row["left_by"] or ""

    def taken_from(self, reason: str, at_ms: int) -> str | None:
        """Whose assignment ended so at this instant."""
        last = self.assignment
        if last is None or (last["ended_by"], last["ended_at"]) != (reason, at_ms):
            return None
        return str(last["rep"])


def _assigned(row: Row, past: _Past, tenant: str, lead: str) -> Moment:
    change, rules = orjson.loads(row["change"]), orjson.loads(row["rules"])
    needs, refused = _asked(change.get("class"))
    ask = Ask(
        lead=lead,
        tenant=tenant,
        pool=row["pool"],
        at_ms=row["at_ms"],
        score=row["score"],
        high_intent=rules["high_intent"],
        top_tier=rules["top_tier"],
        needs=needs,
        refused={rep: past.how.get(rep, "") for rep in refused},
        owner=past.owner,
    )
    return Moment(
        seq=row["seq"],
        place=row["place"],
        episode=row["episode"],
        rep=row["rep"],
        why=row["why"],
        ask=ask,
        ledger=change["ledger"],
        score=row["score"],
        ended_by=row["ended_by"],
        former=past.taken_from("reassigned", row["at_ms"]),
        waited_ms=row["at_ms"] - change["since"],
        longest_wait_ms=rules["longest_wait"],
    )


def _claimed(row: Row, past: _Past, tenant: str, lead: str) -> Moment:
    """A claim asks for nothing but the pool; no score and no turn counts."""
    ask = Ask(lead, tenant, row["pool"], row["at_ms"], score=0, high_intent=1, top_tier=0)
    return Moment(
        seq=row["seq"],
        place=row["place"],
        episode=row["episode"],
        rep=row["rep"],
        why="claimed",
        ask=ask,
        ledger="all",
        score=None,
        ended_by=None,
        former=past.taken_from("claimed", row["at_ms"]),
        waited_ms=0,
        longest_wait_ms=0,
    )


def _asked(class_: str | None) -> tuple[tuple[str, ...] | None, list[str]]:
    """What the class asks for, and who is passed over."""
    if class_ is None:
        return None, []
    asked = QueueClass.of(class_)
    return asked.needs, list(asked.refused)
