"""The journal read by a second mind: every decision of one shard checked against the rules.

Changes are taken one by one in the order of the chain. The model knows leads, reps and pools, and
what each change does to them; before a change takes effect, the invariants that it could break are
checked against what stood at that instant.
"""

from collections.abc import Callable
from typing import Any

from hotlead.router.audit.lead import Lead
from hotlead.router.audit.order import Order
from hotlead.router.audit.report import Report
from hotlead.router.audit.rungs import Rungs
from hotlead.router.audit.slower import Slower
from hotlead.router.audit.waiting import Waiting
from hotlead.router.rules.pool_clock import Clocks
from hotlead.router.rules.reps import Reps
from hotlead.topics.journal import Change, Entry, Opened, WrongChange
from hotlead.topics.journal.assignments import (
    Acknowledged,
    Assigned,
    Contacted,
    Left,
    OutcomeUndone,
    Withdrawn,
)
from hotlead.topics.journal.leads import (
    Captured,
    Closed,
    Hot,
    Joined,
    Merged,
    OfCapture,
    Queued,
    RefusalsCleared,
    Relaxed,
    Reopened,
    Rescored,
    RungFired,
    ServedAgain,
    SlowerRung,
    Unserved,
)
from hotlead.topics.journal.pools import PolicyActivated, PoolHours, PoolNumbers
from hotlead.topics.journal.strict import check

SEEN_FOR_MS = 72 * 3_600_000
BY_HAND = "handed over"
LATE = "late_contact"


class Model:
    """One shard. Feed it every `opened` and every valid entry, then `finish`."""

    def __init__(self, shard: int, report: Report) -> None:
        self._shard, self._report = shard, report
        self._leads: dict[str, Lead] = {}
        #: As they stood before the change that is checked.
        self._reps = Reps()
        self._pools: dict[str, PoolNumbers] = {}
        self._clocks = Clocks()
        self._rungs = Rungs(shard, report, self._pools, self._clocks)
        self._slower = Slower(shard, report, self._pools)
        self._waiting = Waiting()
        self._order = Order(shard, report, self._waiting, self._pools, self._clocks)
        self._epochs: set[str] = set()
        self._taken_at: dict[str, int] = {}
        self._taken = 0
        self.merged = 0
        #: The newest policy_activated.
        self.activated: PolicyActivated | None = None
        self._takes: dict[type[Change], Callable[[Any, int], None]] = {
            Captured: self._captured,
            Merged: self._merged,
            Joined: self._scored,
            Rescored: self._scored,
            Queued: self._queued,
            Hot: self._hot,
            Relaxed: self._relaxed,
            RefusalsCleared: self._refusals_cleared,
            Assigned: self._assigned,
            Withdrawn: self._withdrawn,
            Acknowledged: self._acknowledged,
            Left: self._left,
            Reopened: self._reopened,
            Contacted: self._contacted,
            Closed: self._closed,
            OutcomeUndone: self._undone,
            RungFired: self._rung,
            SlowerRung: self._slower_rung,
            Unserved: self._unserved,
            ServedAgain: self._served_again,
            PolicyActivated: self._policy,
            PoolHours: self._hours,
        }

    @property
    def leads(self) -> dict[str, Lead]:
        """Every lead, as the journal leaves it."""
        return self._leads

    @property
    def captures(self) -> frozenset[str]:
        """Every capture that was taken."""
        return frozenset(self._taken_at)

    def opened(self, opened: Opened) -> None:
        """A worker took over: the clock may run differently, and rungs due meanwhile are late."""
        self._rungs.opened(opened)

    def fits(self, entry: Entry) -> bool:
        """Whether each change fits its type; what does not is folded by chance at best."""
        try:
            for change in entry.raw:
                check(change, entry.policy)
        except WrongChange as error:
            self._breach(7, f"journal entry {entry.seq}: {error}")
            return False
        return True

    def read(self, entry: Entry) -> None:
        """Takes one valid entry."""
        self._rungs.read(entry)
        self._order.read(entry)
        self._reps.begin(entry)
        for change in entry.changes:
            take = self._takes.get(type(change))
            if take is not None:
                try:
                    take(change, entry.at)
                except KeyError as error:
                    text = f"entry {entry.seq}: {change.kind} without {error} before it"
                    self._breach(7, text)
            self._clocks.take(change, entry.at)
            self._reps.take(change, entry.at)

    def finish(self, now_ms: int) -> None:
        """The journal ends here, at this instant of the shard."""
        for lead in self._leads.values():
            self._rungs.finish(lead, now_ms)
        states = len(self._leads) + self.merged
        if states != self._taken:
            self._breach(1, f"{self._taken} captured, but {states} merged or in a state")

    def _breach(self, invariant: int, text: str) -> None:
        self._report.breach(invariant, self._shard, text)

    # Leads

    def _capture_once(self, change: OfCapture, at: int) -> None:
        self._report.count(1)
        before = self._taken_at.get(change.capture)
        if before is not None and at - before < SEEN_FOR_MS:
            self._breach(1, f"lead {change.lead}: one capture was taken twice")
        self._taken_at[change.capture] = at
        self._taken += 1

    def _wait_since(self, lead: Lead, at: int) -> None:
        lead.since, lead.since_clock = at, self._clocks.of(lead.pool).at(at)

    def _keep_needs(self, lead: Lead, change: OfCapture) -> None:
        for name in change.attributes:
            lead.needs.pop(name, None)
        for name, tokens in (change.needs or {}).items():
            lead.needs[name] = tuple(tokens.split(","))

    def _captured(self, change: Captured, at: int) -> None:
        self._capture_once(change, at)
        lead = Lead(change.lead, change.tenant, change.pool)
        self._wait_since(lead, at)
        self._leads[lead.id] = lead
        self._keep_needs(lead, change)
        lead.scored(change)

    def _merged(self, change: Merged, at: int) -> None:
        self._capture_once(change, at)
        self.merged += 1
        lead = self._leads[change.lead]
        self._keep_needs(lead, change)
        lead.scored(change)
        self._waiting.file(lead)

    def _scored(self, change: Joined | Rescored, _: int) -> None:
        lead = self._leads[change.lead]
        if isinstance(change, Rescored):
            lead.needs = {name: tuple(some.split(",")) for name, some in change.needs.items()}
        lead.scored(change)
        self._waiting.file(lead)

    def _queued(self, change: Queued, _: int) -> None:
        lead = self._leads[change.lead]
        lead.state = "waiting"
        if change.since is not None:
            self._wait_since(lead, change.since)
            lead.dropped = frozenset()
        self._waiting.file(lead)

    def _relaxed(self, change: Relaxed, _: int) -> None:
        lead = self._leads[change.lead]
        lead.dropped |= frozenset(change.drop.split("+"))
        self._waiting.file(lead)

    def _refusals_cleared(self, change: RefusalsCleared, _: int) -> None:
        lead = self._leads[change.lead]
        lead.refused = frozenset()
        self._waiting.file(lead)

    def _reopened(self, change: Reopened, _: int) -> None:
        lead = self._leads[change.lead]
        lead.episode, lead.rung, lead.hot_at = change.episode, 0, None
        if change.since is not None:
            self._wait_since(lead, change.since)
        if lead.state == "closed":
            lead.state, lead.closed_by = "reopened", None
        lead.refused = frozenset() if change.refused is None else frozenset({change.refused})

    def _closed(self, change: Closed, _: int) -> None:
        lead = self._leads[change.lead]
        lead.state, lead.closed_by = "closed", change.rep

    def _undone(self, change: OutcomeUndone, _: int) -> None:
        """Nothing is assigned or claimed: what comes back may lie over the rep's room."""
        lead, rep = self._leads[change.lead], self._reps.by_id[change.rep]
        self._report.count(2)
        if lead.state != "closed" or lead.closed_by != rep.id:
            self._breach(2, f"lead {lead.id}: {rep.id} undid an outcome that was not theirs")
        lead.state, lead.rep, lead.epoch = "acknowledged", rep.id, change.epoch

    # Assignments

    def _assigned(self, change: Assigned, at: int) -> None:
        lead, rep = self._leads[change.lead], self._reps.by_id[change.rep]
        for invariant in (2, 3, 4):
            self._report.count(invariant)
        if lead.state in ("assigned", "acknowledged", "closed"):
            self._breach(2, f"lead {lead.id}: assigned while {lead.state}")
        if change.epoch in self._epochs:
            self._breach(2, f"lead {lead.id}: epoch {change.epoch} was issued before")
        self._epochs.add(change.epoch)
        if rep.room < 1 and not self._given_over("no_room", change):
            self._breach(3, f"rep {rep.id}: lead {lead.id} assigned without room")
        if rep.wrap_until is not None and not self._given_over("wrap_up", change):
            self._breach(3, f"rep {rep.id}: lead {lead.id} assigned in wrap-up")
        if rep.too_many_open and not self._given_over("too_many_open", change):
            self._breach(3, f"rep {rep.id}: lead {lead.id} assigned with too many open")
        if change.why != BY_HAND:
            self._order.assigned(change, lead, rep, at)
        lead.state, lead.rep, lead.epoch = "assigned", rep.id, change.epoch
        self._waiting.file(lead)

    def _given_over(self, what: str, change: Assigned) -> bool:
        """Whether a supervisor went over that in this entry, for a reason."""
        hand = self._reps.by_hand
        if hand is None or change.why != BY_HAND or hand.lead != change.lead:
            return False
        return what in (hand.over or "").split("+") and bool(hand.reason)

    def _withdrawn(self, change: Withdrawn, _: int) -> None:
        lead, rep = self._leads[change.lead], self._reps.by_id[change.rep]
        self._report.count(2)
        if lead.state != "assigned" or lead.rep != rep.id or lead.epoch != change.epoch:
            self._breach(2, f"lead {lead.id}: withdrawn from {rep.id}, who did not have it")
        lead.state, lead.rep, lead.epoch = "withdrawn", None, None
        if change.refused:
            lead.refused |= {rep.id}

    def _acknowledged(self, change: Acknowledged, _: int) -> None:
        lead, rep = self._leads[change.lead], self._reps.by_id[change.rep]
        self._report.count(2)
        if change.via == "claim":
            self._report.count(3)
            if rep.room < 1:
                self._breach(3, f"rep {rep.id}: lead {lead.id} claimed without room")
            if rep.too_many_open:
                self._breach(3, f"rep {rep.id}: lead {lead.id} claimed with too many open")
            if rep.wrap_until is not None:
                self._breach(3, f"rep {rep.id}: lead {lead.id} claimed in wrap-up")
            if lead.state not in ("waiting", "withdrawn"):
                self._breach(2, f"lead {lead.id}: claimed while {lead.state}")
            self._epochs.add(change.epoch)
        elif change.via == LATE and lead.state in ("waiting", "left"):
            # Of the contact that this entry tells of; so it takes no room.
            self._epochs.add(change.epoch)
        elif lead.state != "assigned" or lead.epoch != change.epoch or lead.rep != rep.id:
            self._breach(2, f"lead {lead.id}: acknowledged under an epoch that was not live")
        lead.state, lead.rep, lead.epoch = "acknowledged", rep.id, change.epoch
        self._waiting.file(lead)

    def _left(self, change: Left, at: int) -> None:
        lead, rep = self._leads[change.lead], self._reps.by_id[change.rep]
        self._report.count(2)
        if lead.state != "acknowledged" or lead.rep != rep.id:
            self._breach(2, f"lead {lead.id}: left {rep.id}, who did not have it")
        lead.state, lead.rep, lead.epoch, lead.left_at = "left", None, None, at
        if change.refused:
            lead.refused |= {rep.id}

    def _contacted(self, change: Contacted, _: int) -> None:
        if change.rep not in self._reps.by_id:
            raise KeyError(change.rep)

    # Escalation

    def _hot(self, change: Hot, _: int) -> None:
        self._rungs.hot(self._leads[change.lead], change)

    def _rung(self, change: RungFired, at: int) -> None:
        self._rungs.fired(self._leads[change.lead], change, at)

    def _slower_rung(self, change: SlowerRung, at: int) -> None:
        self._slower.fired(self._leads[change.lead], change, self._reps.by_id.values(), at)

    def _unserved(self, change: Unserved, at: int) -> None:
        self._slower.unserved(change, self._leads.values(), self._reps.by_id.values(), at)

    def _served_again(self, change: ServedAgain, _: int) -> None:
        self._slower.served(change)

    # Pools

    def _hours(self, change: PoolHours, at: int) -> None:
        self._goes_on(change.pool, change.clock_ms, at if change.at is None else change.at)

    def _goes_on(self, pool: str, told: int | None, at: int) -> None:
        """A clock that turns shows what it had come to.

        One that begins may begin with the pool's opening, see pools.clock_from of the scripts.
        """
        clock, numbers = self._clocks.of(pool), self._pools.get(pool)
        shows = clock.at(at)
        waited = clock.total is None and numbers is not None and numbers.get("clock_waits")
        if told is not None and told != shows and not (waited and told > shows):
            self._breach(7, f"pool {pool}: its clock shows {told}, and had come to {shows}")

    def _policy(self, change: PolicyActivated, at: int) -> None:
        for name, numbers in change.pools.items():
            self._goes_on(name, numbers.get("clock_ms"), at)
        self._pools.update(change.pools)
        self.activated = change
        self._rungs.policy_at = at
