"""The reps of all shards, folded from the journal: a row of `rep_states` at each change of one."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import orjson

from hotlead.router.kpis.rep_rows import RepState
from hotlead.router.rules.rep_state import LEDGERS, Rep, VirtualTimes, ledger_key
from hotlead.topics.journal import Change, Entry, rep_of
from hotlead.topics.journal.assignments import (
    Acknowledged,
    Assigned,
    Contacted,
    HandedOver,
    Left,
    OutcomeUndone,
    Withdrawn,
)
from hotlead.topics.journal.reps import (
    Offline,
    Online,
    PresenceChanged,
    RepRegistered,
    ShiftChanged,
    Unpaced,
)

#: What is kept of a supervisor's choice.
_BY_HAND: Final = ("by", "reason", "former", "over", "replaced")


class Team:
    """The fold of reps, as rep_rows.py says it is used. Whom nobody registered is passed over.

    The state of an `assigned` row holds in `beside` the pool's virtual times before it (`virtual`,
    by ledger) and, when a supervisor chose, `by`, `reason`, `former`, `over` and `replaced`.
    """

    def __init__(self) -> None:
        self._shards: dict[int, _Reps] = {}

    def resume(self, shard: int, states: Iterable[RepState], rest: str, pools: str) -> None:
        """Goes on from what the store holds of a shard. Pools decide nothing here."""
        reps = _Reps()
        reps.virtual = orjson.loads(rest or "{}")
        for row in states:
            rep = Rep.from_json(row.state)
            reps.by_id[rep.id], reps.told[rep.id] = rep, row.state
        self._shards[shard] = reps

    def take(self, entry: Entry, shard: int) -> list[RepState]:
        """The rows that the entry adds: one for each change that left a rep other than before."""
        return self._of(shard).take(entry, shard)

    def rest(self, shard: int) -> str:
        """JSON: the pools' virtual times, by tenant."""
        return orjson.dumps(self._of(shard).virtual).decode()

    def reps(self, shard: int) -> list[Rep]:
        """Every rep of a shard as they are now."""
        return list(self._of(shard).by_id.values())

    def _of(self, shard: int) -> "_Reps":
        return self._shards.setdefault(shard, _Reps())


class _Reps:
    """One shard's."""

    def __init__(self) -> None:
        self.by_id: dict[str, Rep] = {}
        #: By rep, the state in the newest row; and by tenant, virtual times.
        self.told: dict[str, str] = {}
        self.virtual: dict[str, VirtualTimes] = {}
        self._by_hand: HandedOver | None = None
        self._takes: dict[type[Change], Callable[[Rep, Any, int], None]] = {
            PresenceChanged: self._presence_changed,
            Offline: self._offline,
            Online: self._online,
            ShiftChanged: self._shift_changed,
            Unpaced: self._looked_at,
            Assigned: self._assigned,
            Withdrawn: self._withdrawn,
            Acknowledged: self._acknowledged,
            Left: self._let_go,
            Contacted: self._let_go,
            OutcomeUndone: self._undone,
        }

    def take(self, entry: Entry, shard: int) -> list[RepState]:
        self._by_hand = None
        rows = []
        for place, change in enumerate(entry.changes):
            rep = self._change(change, entry.at)
            if rep is None:
                continue
            state = rep.to_json()
            if state != self.told.get(rep.id):
                self.told[rep.id] = state
                row = RepState(shard, rep.tenant, rep.id, entry.seq, place, entry.at, state)
                rows.append(row)
        return rows

    def _change(self, change: Change, at: int) -> Rep | None:
        if isinstance(change, RepRegistered):
            return self._registered(change, at)
        if isinstance(change, HandedOver):
            self._by_hand = change
        take = self._takes.get(type(change))
        rep = None if take is None else self.by_id.get(rep_of(change) or "")
        if take is None or rep is None:
            return None
        rep.beside = {}
        take(rep, change, at)
        rep.look(at, self._virtual(rep))
        return rep

    def _virtual(self, rep: Rep) -> VirtualTimes:
        return self.virtual.setdefault(rep.tenant, {})

    def _registered(self, change: RepRegistered, at: int) -> Rep:
        rep = self.by_id.get(change.rep)
        new = rep is None
        if rep is None:
            rep = self.by_id[change.rep] = Rep(change.rep, change.tenant)
        rep.beside = {}
        rep.register(change, at, new=new)
        rep.look(at, self._virtual(rep))
        return rep

    def _presence_changed(self, rep: Rep, change: PresenceChanged, _: int) -> None:
        rep.presence, rep.presence_why, rep.missed = change.presence, change.why, 0

    def _offline(self, rep: Rep, _: Offline, at: int) -> None:
        rep.reachable, rep.offline_at = False, at

    def _online(self, rep: Rep, _: Online, __: int) -> None:
        rep.reachable = True

    def _shift_changed(self, rep: Rep, change: ShiftChanged, at: int) -> None:
        rep.change_shift(change, at)

    def _looked_at(self, _: Rep, __: Unpaced, ___: int) -> None:
        """Nothing but time has moved: a paced start is over."""

    def _assigned(self, rep: Rep, change: Assigned, _: int) -> None:
        pool, key = change.pool, ledger_key(change.pool, change.ledger)
        virtual = self._virtual(rep)
        rep.beside = self._moment(change, virtual)
        rep.live[change.lead] = (pool, change.ledger)
        rep.today += 1
        rep.tags[key] = change.finish
        virtual[key] = max(virtual.get(key, 0), change.start)
        if change.paced is not None:
            rep.paced = change.paced
        if change.paced_until is not None:
            rep.paced_until = change.paced_until

    def _moment(self, change: Assigned, virtual: VirtualTimes) -> dict[str, Any]:
        """What the decision was made by, and no later row tells."""
        times = {name: virtual.get(ledger_key(change.pool, name), 0) for name in LEDGERS}
        moment: dict[str, Any] = {"virtual": times}
        if self._by_hand is not None and self._by_hand.lead == change.lead:
            hand = self._by_hand.written()
            moment |= {name: hand[name] for name in _BY_HAND if name in hand}
        return moment

    def _withdrawn(self, rep: Rep, change: Withdrawn, _: int) -> None:
        pool, ledger = rep.live.pop(change.lead, ("", ""))
        if change.missed is not None:
            rep.missed = change.missed
        if change.refund is not None and pool:
            key = ledger_key(pool, ledger)
            rep.tags[key] = rep.tags.get(key, 0) - change.refund

    def _acknowledged(self, rep: Rep, change: Acknowledged, _: int) -> None:
        rep.live.pop(change.lead, None)
        rep.uncontacted.append(change.lead)
        rep.missed = 0

    def _undone(self, rep: Rep, change: OutcomeUndone, _: int) -> None:
        if not change.contacted:
            rep.uncontacted.append(change.lead)

    def _let_go(self, rep: Rep, change: Left | Contacted, _: int) -> None:
        """It takes no room any more; if it was contacted before, it took none."""
        if change.lead in rep.uncontacted:
            rep.uncontacted.remove(change.lead)
