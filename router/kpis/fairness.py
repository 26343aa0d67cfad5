"""Fairness between reps: how far a rep's share of assignments is from the share of their weight."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

import orjson

from hotlead.router.kpis.rep_history import came_on_shift, everyone, newest

_ASSIGNED: Final = (
    "SELECT given.pool, given.rep, began.channel, count(*) FROM assignments AS given"
    " JOIN episodes AS began ON began.tenant = given.tenant AND began.lead = given.lead"
    " AND began.episode = given.episode"
    " WHERE given.tenant = ? AND given.at_ms >= ? AND given.at_ms < ? AND began.test = ?"
    " GROUP BY given.pool, given.rep, began.channel"
)


@dataclass(frozen=True, slots=True)
class Deviation:
    """Of one rep in one pool: share of assignments less share of weight, in points of percent.

    `assigned` is how many assignments the shares are of.
    """

    pool: str
    rep: str
    points: float
    assigned: int


@dataclass(frozen=True, slots=True)
class Shares:
    """What was assigned in a range, by pool, rep and channel; and the weights of who was there.

    `weights` maps each pool to its reps who were on shift at some instant of the range.
    """

    assigned: dict[tuple[str, str, str], int]
    weights: dict[str, dict[str, float]]

    def deviations(self, channel: str | None = None) -> list[Deviation]:
        """Of each rep in each pool that assigned anything to them; of one channel's leads alone
        when it is named.
        """
        found = []
        for pool, weights in sorted(self.weights.items()):
            given: Counter[str] = Counter()
            for (in_pool, rep, of_channel), count in self.assigned.items():
                if in_pool == pool and rep in weights and channel in (None, of_channel):
                    given[rep] += count
            total, weight = given.total(), sum(weights.values())
            for rep, own in sorted(weights.items()) if total else ():
                points = 100 * (given[rep] / total - own / weight)
                found.append(Deviation(pool, rep, points, total))
        return found


def largest(deviations: list[Deviation]) -> Deviation | None:
    """The largest of them, whichever its sign; None when there are none."""
    return max(deviations, key=lambda one: abs(one.points), default=None)


def shares(db: Connection, tenant: str, from_ms: int, to_ms: int, *, test: bool = False) -> Shares:
    """Of the assignments made in [from_ms, to_ms): of test leads alone, or of none.

    A rep's pools and weight are those that they had at the end of it.
    """
    assigned = {
        (pool, rep, channel): count
        for pool, rep, channel, count in db.execute(_ASSIGNED, (tenant, from_ms, to_ms, int(test)))
    }
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for _, rep in everyone(db, tenant):
        last = newest(db, tenant, rep, to_ms)
        if last is None:
            continue
        before = newest(db, tenant, rep, from_ms)
        was_on = before is not None and orjson.loads(before.state)["on_shift"]
        if was_on or came_on_shift(db, tenant, rep, from_ms, to_ms):
            state = orjson.loads(last.state)
            for pool in state["pools"]:
                weights[pool][rep] = float(state["weight"])
    return Shares(assigned, dict(weights))
