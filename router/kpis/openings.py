"""When each pool was open, as the journal told it; open time between two instants."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Final

from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.schema import OF_POOLS
from hotlead.topics.journal import Entry
from hotlead.topics.journal.pools import PolicyActivated, PoolHours

_LAST: Final = (
    "SELECT at_ms, is_open, open_ms FROM openings WHERE shard = ? AND pool = ?"
    " ORDER BY at_ms DESC LIMIT 1"
)
_TOLD: Final = (
    "INSERT INTO openings VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (shard, pool, at_ms) DO UPDATE SET is_open = excluded.is_open"
)
_ALL: Final = "SELECT shard, pool, at_ms, is_open, open_ms FROM openings ORDER BY at_ms"


def note(db: Connection, shard: int, pool: str, at_ms: int, *, is_open: bool) -> None:
    """A pool is open, or closed, from an instant on; what changes nothing is no row."""
    last = db.execute(_LAST, (shard, pool)).fetchone()
    open_ms = 0
    if last is not None:
        since_ms, was_open, open_ms = last
        if was_open == is_open:
            return
        # Who closes a pool by a policy may do so at an instant that a late timer tells after it.
        at_ms = max(at_ms, since_ms)
        open_ms += (at_ms - since_ms) * was_open
    db.execute(_TOLD, (shard, pool, at_ms, int(is_open), open_ms))


class OpeningsProjection(Projection):
    """A row at each opening and closing of a pool, by the instant at which it took place."""

    name = "openings"
    version = 1
    tables = OF_POOLS

    def __init__(self, db: Connection, shard: int, kept: str) -> None:
        self._db, self._shard = db, shard

    def take(self, entry: Entry) -> None:
        """Writes what the entry tells of any pool's hours."""
        for change in entry.changes:
            match change:
                case PolicyActivated():
                    for name, pool in change.pools.items():
                        self._note(name, entry.at, pool["is_open"])
                case PoolHours(is_open=int(is_open)):
                    at_ms = entry.at if change.at is None else change.at
                    self._note(change.pool, at_ms, is_open)

    def _note(self, pool: str, at_ms: int, is_open: int) -> None:
        note(self._db, self._shard, pool, at_ms, is_open=bool(is_open))


@dataclass(slots=True)
class _Pool:
    at_ms: list[int] = field(default_factory=list)
    is_open: list[int] = field(default_factory=list)
    open_ms: list[int] = field(default_factory=list)

    def until(self, at_ms: int) -> int:
        """Open time up to an instant, from some fixed one; before the first row all time counts."""
        row = bisect_right(self.at_ms, at_ms) - 1
        if row < 0:
            return at_ms - self.at_ms[0]
        return self.open_ms[row] + (at_ms - self.at_ms[row]) * self.is_open[row]


class Openings:
    """Those of all pools, as the store has them now."""

    def __init__(self, db: Connection) -> None:
        self._pools: dict[tuple[int, str], _Pool] = defaultdict(_Pool)
        for shard, pool, at_ms, is_open, open_ms in db.execute(_ALL):
            one = self._pools[shard, pool]
            one.at_ms.append(at_ms)
            one.is_open.append(is_open)
            one.open_ms.append(open_ms)

    def between(self, shard: int, pool: str, from_ms: int, to_ms: int) -> int:
        """Open ms of a pool from one instant to a later one.

        Of a pool that is not known, or not yet, all time counts.
        """
        one = self._pools.get((shard, pool))
        if one is None:
            return to_ms - from_ms
        return one.until(to_ms) - one.until(from_ms)
