"""Invariant 5 as the audit checks it: every rung once an episode, in order and in time."""

from collections.abc import Mapping
from typing import Final

from hotlead.router.audit.lead import Lead
from hotlead.router.audit.report import Report
from hotlead.router.rules.pool_clock import Clocks
from hotlead.topics.journal import Entry, Opened
from hotlead.topics.journal.leads import Hot, RungFired
from hotlead.topics.journal.pools import PoolNumbers

LATE_LIMIT_MS: Final = 1000
MISSED_AFTER_MS: Final = 3000


class Rungs:
    """The ladders of one shard. `pools` are those that policies have named so far."""

    def __init__(
        self, shard: int, report: Report, pools: Mapping[str, PoolNumbers], clocks: Clocks
    ) -> None:
        self._shard, self._report, self._pools, self._clocks = shard, report, pools, clocks
        self._speed = 1.0
        self._opened_at = 0
        #: Since when the policy in force is.
        self.policy_at = 0

    def opened(self, opened: Opened) -> None:
        """A worker took over: the clock may run differently, and rungs due meanwhile are late."""
        self._speed = opened.speed
        self._opened_at = -1

    def read(self, entry: Entry) -> None:
        """The next valid entry begins."""
        if self._opened_at < 0:
            self._opened_at = entry.at

    def hot(self, lead: Lead, change: Hot) -> None:
        """The hot clock starts."""
        self._report.count(5)
        if lead.hot_at is not None:
            self._breach(lead, f"its hot clock started twice in episode {lead.episode}")
        lead.hot_at, lead.rung = change.clock_at, 0
        lead.hot_clock = self._clocks.of(lead.pool).at(change.clock_at)

    def fired(self, lead: Lead, change: RungFired, at: int) -> None:
        """A rung fired."""
        self._report.count(5)
        due = self._next_due(lead)
        if due is None or change.n != lead.rung + 1:
            self._breach(lead, f"rung {change.n} fired out of turn")
        else:
            if at < due or change.due != due:
                self._breach(lead, f"rung {change.n} fired early")
            # What fell due while the lead was with a rep, or by a new ladder, fires from then on.
            late_ms = (at - max(due, lead.left_at, self.policy_at)) / self._speed
            if late_ms > LATE_LIMIT_MS and not due <= self._opened_at <= at:
                self._breach(lead, f"rung {change.n} {late_ms / 1000:.1f} s late")
                self._report.late += 1
        lead.rung = change.n

    def finish(self, lead: Lead, now_ms: int) -> None:
        """The journal ends here, at this instant of the shard."""
        due = self._next_due(lead)
        if due is not None and now_ms - due > MISSED_AFTER_MS * self._speed:
            self._breach(lead, f"rung {lead.rung + 1} was due and never fired")

    def _breach(self, lead: Lead, text: str) -> None:
        self._report.breach(5, self._shard, f"lead {lead.id}: {text}")

    def _ladder(self, pool: str) -> list[tuple[str, int]]:
        rungs = (text.split(":") for text in self._pools[pool]["ladder"].split(","))
        return [(name, int(after)) for name, after, _ in rungs]

    def _next_due(self, lead: Lead) -> int | None:
        if lead.hot_at is None or lead.state not in ("waiting", "assigned"):
            return None
        ladder = self._ladder(lead.pool)
        if lead.rung >= len(ladder):
            return None
        return self._clocks.of(lead.pool).when(lead.hot_clock + ladder[lead.rung][1])
