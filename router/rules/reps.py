"""The reps of one shard, folded from the journal: the one telling in Python of what a change does.

Pure. The read store keeps what comes of it, row by row (kpis/team.py); the audit checks each
decision against it.
"""

from collections.abc import Callable
from typing import Any, Final

from hotlead.router.rules.queues import needs_of
from hotlead.router.rules.rep_state import LEDGERS, Rep, Turns, VirtualTimes, ledger_key
from hotlead.topics.journal import FAIR_ORDER, Change, Entry, rep_of
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
    OpenLeadsBounded,
    PresenceChanged,
    RepRegistered,
    ShiftChanged,
    Unpaced,
    WrapUpBegan,
    WrapUpEnded,
)

#: What is kept of a supervisor's choice.
_BY_HAND: Final = ("by", "reason", "former", "over", "replaced")
#: Of how many things that leads asked for the newest turn is kept; who fits all of them is rare.
_TURNS_EACH: Final = 12


class Reps:
    """One shard's. Whom nobody registered is passed over."""

    def __init__(self) -> None:
        self.by_id: dict[str, Rep] = {}
        #: By tenant, the pools' virtual times.
        self.virtual: dict[str, VirtualTimes] = {}
        #: By tenant, the newest turns.
        self.turns: dict[str, Turns] = {}
        #: The supervisor's choice that this entry tells of.
        self.by_hand: HandedOver | None = None
        #: Whether this entry was decided by what says that no turns are saved up.
        self._fair = False
        self._takes: dict[type[Change], Callable[[Rep, Any, int], None]] = {
            PresenceChanged: self._presence_changed,
            Offline: self._offline,
            Online: self._online,
            ShiftChanged: self._shift_changed,
            Unpaced: self._looked_at,
            OpenLeadsBounded: self._bounded,
            WrapUpBegan: self._wrap_up_began,
            WrapUpEnded: self._wrap_up_ended,
            Assigned: self._assigned,
            Withdrawn: self._withdrawn,
            Acknowledged: self._acknowledged,
            Left: self._left,
            Contacted: self._contacted,
            OutcomeUndone: self._undone,
        }

    def begin(self, entry: Entry) -> None:
        """The next entry begins."""
        self.by_hand = None
        self._fair = entry.version >= FAIR_ORDER

    def take(self, change: Change, at: int) -> Rep | None:
        """The entry's next change, made at an instant; returns the rep that it was about."""
        if isinstance(change, RepRegistered):
            return self._registered(change, at)
        if isinstance(change, HandedOver):
            self.by_hand = change
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

    def _bounded(self, rep: Rep, change: OpenLeadsBounded, _: int) -> None:
        rep.open_most = change.most

    def _wrap_up_began(self, rep: Rep, change: WrapUpBegan, _: int) -> None:
        rep.wrap_until = change.until_at

    def _wrap_up_ended(self, rep: Rep, _: WrapUpEnded, __: int) -> None:
        rep.wrap_until = None

    def _assigned(self, rep: Rep, change: Assigned, _: int) -> None:
        pool, key = change.pool, ledger_key(change.pool, change.ledger)
        virtual = self._virtual(rep)
        rep.beside = self._moment(change, virtual)
        rep.live[change.lead] = (pool, change.ledger)
        rep.today += 1
        rep.tags[key] = change.finish
        virtual[key] = max(virtual.get(key, 0), change.start)
        if self._fair and self._hand_of(change) is None and change.class_ is not None:
            self._turned(rep, key, needs_of(change.class_))
        if change.paced is not None:
            rep.paced = change.paced
        if change.paced_until is not None:
            rep.paced_until = change.paced_until

    def _moment(self, change: Assigned, virtual: VirtualTimes) -> dict[str, Any]:
        """What the decision was made by, and no later row tells."""
        times = {name: virtual.get(ledger_key(change.pool, name), 0) for name in LEDGERS}
        moment: dict[str, Any] = {"virtual": times}
        turns = self.turns.get(change.tenant, {})
        newest = {name: dict(turns.get(ledger_key(change.pool, name), {})) for name in LEDGERS}
        if self._fair and any(newest.values()):
            moment["turns"] = {name: kept for name, kept in newest.items() if kept}
        by_hand = self._hand_of(change)
        if by_hand is not None:
            hand = by_hand.written()
            moment |= {name: hand[name] for name in _BY_HAND if name in hand}
        return moment

    def _hand_of(self, change: Assigned) -> HandedOver | None:
        """The supervisor's choice that led to it."""
        hand = self.by_hand
        return hand if hand is not None and hand.lead == change.lead else None

    def _turned(self, rep: Rep, key: str, needs: str) -> None:
        """A lead that asked for this had a turn; what asks for nothing fits everybody."""
        if needs:
            turns = self.turns.setdefault(rep.tenant, {}).setdefault(key, {})
            turns.pop(needs, None)
            turns[needs] = self._virtual(rep)[key]
            if len(turns) > _TURNS_EACH:
                del turns[next(iter(turns))]

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
        (rep.contacted if change.contacted else rep.uncontacted).append(change.lead)

    def _left(self, rep: Rep, change: Left, _: int) -> None:
        for leads in (rep.uncontacted, rep.contacted):
            if change.lead in leads:
                leads.remove(change.lead)

    def _contacted(self, rep: Rep, change: Contacted, _: int) -> None:
        """It takes no room any more, and is open."""
        if change.lead in rep.uncontacted:
            rep.uncontacted.remove(change.lead)
            rep.contacted.append(change.lead)
