"""In which order waiting leads go, were one after the other taken by a rep who may serve all. Pure.

The same as `first_for` in router/leads/lua/parts/50_dispatch.lua decides lead by lead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

TURN: Final = 1_000_000
DEFAULT_SHARE: Final = 250_000
"""Of the turns, for who waits too long, in millionths; of a policy that has none yet."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A lead in line. `value` is in micropoints: the score of a `hot` one, else waiting points too;
    `late` says that it waits beyond its pool's longest wait."""

    lead: str
    pool: str
    since: int
    value: float
    hot: bool
    late: bool


@dataclass(slots=True)
class Owed:
    """What a pool owes who waits too long, and its share of each turn, in millionths of a turn."""

    credit: int = 0
    share: int = DEFAULT_SHARE

    @property
    def grown(self) -> int:
        """With one turn more."""
        return self.credit + self.share


def in_order(
    waiting: Iterable[Waits], owed: Mapping[str, Owed], limit: int | None = None
) -> list[Waits]:
    """The leads in order, or the first so many; `owed` by pool is used up."""
    every = list(waiting)
    hot = sorted((one for one in every if one.hot), key=_by_value)
    cool = sorted((one for one in every if not one.hot), key=_by_value)
    late = {pool: _Line(cool, pool) for pool in {one.pool for one in cool if one.late}}
    order, gone = hot, set[str]()
    for best in cool:
        while best.lead not in gone and (limit is None or len(order) < limit):
            due = [line.first(gone) for pool, line in late.items() if owed[pool].grown >= TURN]
            oldest = min((one for one in due if one is not None), key=_by_wait, default=None)
            first = oldest or best
            gone.add(first.lead)
            order.append(first)
            for pool, line in late.items():
                if pool == first.pool and first is not best:
                    owed[pool].credit = owed[pool].grown - TURN
                elif line.first(gone) is not None:
                    owed[pool].credit = min(TURN, owed[pool].grown)
    return order if limit is None else order[:limit]


class _Line:
    """Those of a pool that wait too long, the oldest first."""

    def __init__(self, cool: Sequence[Waits], pool: str) -> None:
        mine = (one for one in cool if one.late and one.pool == pool)
        self._line = sorted(mine, key=_by_wait)
        self._at = 0

    def first(self, gone: set[str]) -> Waits | None:
        """The oldest that has not gone."""
        while self._at < len(self._line) and self._line[self._at].lead in gone:
            self._at += 1
        return self._line[self._at] if self._at < len(self._line) else None


def _by_value(one: Waits) -> tuple[float, int, str]:
    return -one.value, one.since, one.lead


def _by_wait(one: Waits) -> tuple[int, str]:
    return one.since, one.lead
