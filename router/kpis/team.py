"""A row of `rep_states` at each change of a rep."""

from collections.abc import Iterable
from sqlite3 import Connection

import orjson

from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.rep_history import RepState, everyone, newest
from hotlead.router.kpis.schema import OF_REPS, REP_STATES
from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.reps import Reps
from hotlead.topics.journal import Entry


class Team:
    """Folds reps from valid entries of any shard; each shard's come in their order.

    It is made anew from what it gave: `resume` takes a shard's newest row of each rep and `rest`'s
    text for the shard. The state of an `assigned` row holds in `beside` the pool's virtual times
    and newest turns before it (`virtual` and `turns`, by ledger) and, when a supervisor chose,
    `by`, `reason`, `former`, `over` and `replaced`.
    """

    def __init__(self) -> None:
        self._shards: dict[int, Reps] = {}
        #: By shard and rep, the state in the newest row.
        self._told: dict[int, dict[str, str]] = {}

    def resume(self, shard: int, states: Iterable[RepState], rest: str) -> None:
        """Goes on from what the store holds of a shard; '' when it holds nothing."""
        reps, told = Reps(), dict[str, str]()
        kept = orjson.loads(rest or "{}")
        reps.virtual, reps.turns = kept.get("virtual", {}), kept.get("turns", {})
        for row in states:
            rep = Rep.from_json(row.state)
            reps.by_id[rep.id], told[rep.id] = rep, row.state
        self._shards[shard], self._told[shard] = reps, told

    def take(self, entry: Entry, shard: int) -> list[RepState]:
        """The rows that the entry adds: one for each change that left a rep other than before."""
        reps, told = self._of(shard), self._told.setdefault(shard, {})
        reps.begin(entry)
        rows = []
        for place, change in enumerate(entry.changes):
            rep = reps.take(change, entry.at)
            if rep is None:
                continue
            state = rep.to_json()
            if state != told.get(rep.id):
                told[rep.id] = state
                row = RepState(shard, rep.tenant, rep.id, entry.seq, place, entry.at, state)
                rows.append(row)
        return rows

    def rest(self, shard: int) -> str:
        """JSON: what it keeps of a shard beside the reps, by tenant: the pools' virtual times and
        their newest turns."""
        reps = self._of(shard)
        return orjson.dumps({"virtual": reps.virtual, "turns": reps.turns}).decode()

    def reps(self, shard: int) -> list[Rep]:
        """Every rep of a shard as they are now."""
        return list(self._of(shard).by_id.values())

    def _of(self, shard: int) -> Reps:
        return self._shards.setdefault(shard, Reps())


class RepsProjection(Projection):
    """A row at each change of a rep. It keeps the pools' virtual times and newest
    turns."""

    name = "reps"
    version = 3
    tables = OF_REPS

    def __init__(self, db: Connection, shard: int, kept: str) -> None:
        self._db, self._shard, self._team = db, shard, Team()
        found = (newest(db, tenant, rep) for tenant, rep in everyone(db))
        states = [one for one in found if one is not None and one.shard == shard]
        self._team.resume(shard, states, kept)

    def take(self, entry: Entry) -> None:
        """Writes a row for each change that left a rep other than before."""
        rows = self._team.take(entry, self._shard)
        self._db.executemany(REP_STATES.insert(), [row._asdict() for row in rows])

    def kept(self) -> str:
        """The pools' virtual times and newest turns by tenant, as JSON."""
        return self._team.rest(self._shard)
