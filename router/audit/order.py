"""Invariant 4 as the audit checks it: whoever is given a lead is given their first.

Which is the first is judged by the rule under which an entry was decided: its version tells.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from hotlead.router.audit.lead import Lead, serves
from hotlead.router.audit.report import Report
from hotlead.router.audit.waiting import Waiting
from hotlead.router.rules.pool_clock import Clocks
from hotlead.router.rules.rep_state import Rep
from hotlead.topics.journal import FAIR_ORDER, Entry
from hotlead.topics.journal.assignments import Assigned
from hotlead.topics.journal.pools import PoolNumbers

ROUNDING: Final = 2.0
TURN: Final = 1_000_000
DEFAULT_SHARE: Final = 250_000
"""Of a pool whose policy came into force before there was one, in millionths of a turn."""

Credits = dict[str, int]


class Order:
    """The order of one shard's leads. `pools` are those that policies have named so far."""

    def __init__(
        self,
        shard: int,
        report: Report,
        waiting: Waiting,
        pools: Mapping[str, PoolNumbers],
        clocks: Clocks,
    ) -> None:
        self._shard, self._report, self._clocks = shard, report, clocks
        self._waiting, self._pools = waiting, pools
        self._fair = False
        #: By tenant and pool, what is owed to those who wait too long.
        self._credits: dict[tuple[str, str], int] = {}

    def read(self, entry: Entry) -> None:
        """The next valid entry begins."""
        self._fair = entry.version >= FAIR_ORDER

    def assigned(self, change: Assigned, lead: Lead, rep: Rep, at: int) -> None:
        """A lead went to a rep, and nobody chose by hand."""
        fits = lead.pool in rep.pools and lead.tenant == rep.tenant
        if not fits or not serves(rep, lead.asks()):
            self._breach(f"rep {rep.id}: may not serve lead {lead.id}")
        others = [one for one in self._waiting.for_rep(rep) if one is not lead]
        before = self._before(lead, others, at) if self._fair else self._once(lead, others, at)
        if before is not None:
            self._breach(f"rep {rep.id}: lead {before.id} came before {lead.id}")
        if self._fair:
            self._credit(change, lead, others, at)

    def _late(self, lead: Lead, at: int) -> bool:
        waited = self._clocks.of(lead.pool).at(at) - lead.since_clock
        return waited > self._pools[lead.pool]["longest_wait"]

    def _value(self, lead: Lead, at: int) -> float:
        return lead.value(at, self._clocks.of(lead.pool).at(at))

    def _grown(self, lead: Lead) -> int:
        """What is owed in the lead's pool with one turn more."""
        share = self._pools[lead.pool].get("overdue_share", DEFAULT_SHARE)
        return self._credits.get((lead.tenant, lead.pool), 0) + share

    def _owed(self, lead: Lead, at: int) -> bool:
        return self._late(lead, at) and self._grown(lead) >= TURN

    def _before(self, lead: Lead, others: Sequence[Lead], at: int) -> Lead | None:
        """Another lead that was to go first: hot ones by score; else who is owed the turn, the
        oldest; else by value."""
        hot = [one for one in others if one.hot_at is not None]
        if lead.hot_at is not None:
            score = lead.line.at(at)
            return next((one for one in hot if one.line.at(at) > score + ROUNDING), None)
        if hot:
            return hot[0]
        owed = min(
            (one for one in others if self._owed(one, at)), key=lambda one: one.since, default=None
        )
        if self._owed(lead, at):
            return owed if owed is not None and owed.since < lead.since else None
        return owed or self._better(lead, others, at)

    def _once(self, lead: Lead, others: Sequence[Lead], at: int) -> Lead | None:
        """The same as it was once: who waits too long before all others, the oldest first."""
        late = [one for one in others if self._late(one, at)]
        if self._late(lead, at):
            return next((one for one in late if one.since < lead.since), None)
        return late[0] if late else self._better(lead, others, at)

    def _credit(self, change: Assigned, lead: Lead, others: Sequence[Lead], at: int) -> None:
        """What pools owe afterwards is what the turn made of it."""
        said = dict(change.credits or {})
        late = [] if lead.hot_at is not None else [one for one in others if self._late(one, at)]
        owed = lead.hot_at is None and self._owed(lead, at)
        worth = self._value(lead, at)
        # Of two that are worth the same either may count as the better one.
        paid = {
            owed and any(self._value(one, at) > worth + by for one in others)
            for by in (ROUNDING, -ROUNDING)
        }
        meant = [self._after(lead, late, paid=one) for one in paid]
        if said not in meant:
            self._breach(f"lead {lead.id}: pools owe {said} afterwards, not {meant[0]}")
        for pool, credit in said.items():
            self._credits[lead.tenant, pool] = credit

    def _after(self, lead: Lead, late: Sequence[Lead], *, paid: bool) -> Credits:
        """By pool, the credits that change: a pool with somebody passed over gains its share,
        the one whose turn it was has paid it."""
        after = {one.pool: min(TURN, self._grown(one)) for one in late}
        if paid:
            after[lead.pool] = self._grown(lead) - TURN
        before = {pool: self._credits.get((lead.tenant, pool), 0) for pool in after}
        return {pool: credit for pool, credit in after.items() if credit != before[pool]}

    def _better(self, lead: Lead, others: Sequence[Lead], at: int) -> Lead | None:
        value = self._value(lead, at)
        return next((one for one in others if self._value(one, at) > value + ROUNDING), None)

    def _breach(self, text: str) -> None:
        self._report.breach(4, self._shard, text)
