"""From valid entries of the journal to rows of the read store, change by change, in their order.

All that it must know of before is in the store itself, so it goes on wherever it stopped.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from sqlite3 import Connection
from typing import Any, Final

import orjson

from hotlead.router.kpis.lead_rows import RETURNED, LeadRows
from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.schema import OF_LEADS
from hotlead.router.rules.decay import ScoreLine
from hotlead.topics.journal import Change, Entry
from hotlead.topics.journal.assignments import (
    Acknowledged,
    Assigned,
    Contacted,
    LateActivity,
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
    Reopened,
    Rescored,
    RungFired,
)
from hotlead.topics.journal.pools import PolicyActivated

BY_SUPERVISOR: Final = "supervisor"
# The rest of an assignment is in columns of its own, or shows a person.
_NOT_KEPT: Final = frozenset({"kind", "lead", "tenant", "masked", "attributes"})
# Of a pool, what says who gets a lead.
_DECIDING: Final = ("hot", "high_intent", "top_tier", "longest_wait", "pace", "pace_window")


class LeadsProjection(Projection):
    """What became of leads. It keeps the pools that policies have named so far, as
    `policy_activated` has them.
    """

    name = "leads"
    version = 1
    tables = OF_LEADS

    def __init__(self, db: Connection, shard: int, kept: str) -> None:
        self._pools: dict[str, Any] = orjson.loads(kept or "{}")
        self._rows = LeadRows(db, shard, self._pools)
        #: Leads that this entry brings back after they were closed.
        self._returning: frozenset[str] = frozenset()
        self._takes: Mapping[type[Change], Callable[[Any], None]] = {
            Captured: self._captured,
            Merged: self._merged,
            Joined: self._rows.keep_score,
            Rescored: self._rows.keep_score,
            Queued: self._queued,
            Reopened: self._reopened,
            Hot: self._hot,
            Assigned: self._assigned,
            Withdrawn: self._withdrawn,
            Acknowledged: self._acknowledged,
            Left: self._left,
            Contacted: self._contacted,
            Closed: self._closed,
            OutcomeUndone: self._undone,
            LateActivity: self._late_activity,
            RungFired: self._rung,
            PolicyActivated: self._policy,
        }

    def kept(self) -> str:
        """The pools, as JSON."""
        return orjson.dumps(self._pools).decode()

    def take(self, entry: Entry) -> None:
        """Writes the rows of the next valid entry."""
        self._rows.entry = entry
        self._returning = frozenset(
            change.lead
            for change in entry.changes
            if isinstance(change, Reopened) and change.reason == RETURNED
        )
        for self._rows.place, change in enumerate(entry.changes):
            take = self._takes.get(type(change))
            if take is not None:
                take(change)

    # Captures, episodes and scores

    def _captured(self, change: Captured) -> None:
        self._rows.insert(
            "leads",
            {
                "shard": self._rows.shard,
                "tenant": change.tenant,
                "lead": change.lead,
                "pool": change.pool,
                "channel": change.channel,
                "test": int(change.test),
                "state": "waiting",
                "episode": 0,
                "round": 0,
                "captured_at": change.at,
                **asdict(ScoreLine.of(change)),
            },
        )
        self._rows.begin(change, 1, "captured", at=change.at, channel=change.channel)
        self._capture(change, first=1)

    def _merged(self, change: Merged) -> None:
        lead = self._rows.lead(change)
        if change.lead in self._returning:
            number = lead.episode + 1
            self._rows.begin(change, number, RETURNED, at=change.at, channel=change.channel)
        self._capture(change, first=0)

    def _capture(self, change: OfCapture, *, first: int) -> None:
        lead = self._rows.lead(change)
        self._rows.insert(
            "captures",
            {
                **self._rows.in_episode(change, lead),
                "captured_at": change.at,
                "channel": change.channel,
                "first": first,
            },
        )
        self._rows.keep_score(change)

    def _reopened(self, change: Reopened) -> None:
        lead = self._rows.lead(change)
        if change.lead in self._returning:
            return  # the capture in the same entry began it
        if change.reason == BY_SUPERVISOR:
            self._rows.take_back_outcome(change)
        channel = self._rows.db.execute(
            "SELECT channel FROM episodes WHERE tenant = ? AND lead = ? AND episode = ?",
            (change.tenant, change.lead, lead.round),
        ).fetchone()[0]
        self._rows.begin(
            change, change.episode, change.reason, at=lead.captured_at, channel=channel
        )

    def _hot(self, change: Hot) -> None:
        lead = self._rows.lead(change)
        self._rows.db.execute(
            "UPDATE episodes SET hot_seq = ?, hot_at = ?"
            " WHERE tenant = ? AND lead = ? AND episode = ?",
            (
                self._rows.entry.seq,
                change.clock_at,
                change.tenant,
                change.lead,
                lead.episode,
            ),
        )

    def _queued(self, change: Queued) -> None:
        self._rows.set_state(change, "waiting")

    # Assignments and what follows them

    def _assigned(self, change: Assigned) -> None:
        lead = self._rows.lead(change)
        kept = {name: one for name, one in change.written().items() if name not in _NOT_KEPT}
        self._rows.insert(
            "assignments",
            {
                **self._rows.in_episode(change, lead),
                "rep": change.rep,
                "pool": lead.pool,
                "epoch": change.epoch,
                "why": change.why,
                "score": change.score,
                "change": orjson.dumps(kept).decode(),
                "rules": orjson.dumps(self._rules(lead.pool)).decode(),
            },
        )
        self._rows.set_state(change, "assigned")
        self._rows.reached(change, lead, change.score)

    def _rules(self, pool: str) -> dict[str, Any]:
        fields = self._pools.get(pool, {})
        return {name: fields[name] for name in _DECIDING if name in fields}

    def _ended(self, change: Withdrawn | Acknowledged, by: str) -> None:
        self._rows.db.execute(
            "UPDATE assignments SET ended_at = ?, ended_by = ?"
            " WHERE tenant = ? AND lead = ? AND epoch = ? AND ended_at IS NULL",
            (self._rows.entry.at, by, change.tenant, change.lead, change.epoch),
        )

    def _withdrawn(self, change: Withdrawn) -> None:
        self._ended(change, change.reason)

    def _acknowledged(self, change: Acknowledged) -> None:
        self._ended(change, "acknowledged")
        self._rows.insert(
            "acknowledgements",
            {
                **self._rows.in_episode(change, self._rows.lead(change)),
                "rep": change.rep,
                "epoch": change.epoch,
                "via": change.via,
                "at_ms": self._done_at(change),
            },
        )
        self._rows.set_state(change, "acknowledged")

    def _left(self, change: Left) -> None:
        self._rows.db.execute(
            "UPDATE acknowledgements SET left_at = ?, left_by = ?"
            " WHERE tenant = ? AND lead = ? AND epoch = ? AND left_at IS NULL",
            (
                self._rows.entry.at,
                change.reason,
                change.tenant,
                change.lead,
                change.epoch,
            ),
        )

    def _contacted(self, change: Contacted) -> None:
        self._touch(change, self._rows.lead(change).episode)

    def _late_activity(self, change: LateActivity) -> None:
        if change.contacted:
            self._touch(change, change.episode)

    def _touch(self, change: Contacted | LateActivity, episode: int) -> None:
        self._rows.insert(
            "touches",
            {
                **self._rows.stamped(change),
                "episode": episode,
                "round": self._rows.round_of(change, episode),
                "rep": change.rep,
                "at_ms": self._done_at(change),
            },
        )

    def _done_at(self, change: Acknowledged | Contacted | LateActivity) -> int:
        return self._rows.entry.at if change.done_at is None else change.done_at

    def _closed(self, change: Closed) -> None:
        row = self._rows.in_episode(change, self._rows.lead(change))
        self._rows.insert("outcomes", {**row, "rep": change.rep, "outcome": change.outcome})
        self._rows.set_state(change, "closed")

    def _undone(self, change: OutcomeUndone) -> None:
        """The outcome counts no more, nor does a contact that was told with it."""
        of = (change.tenant, change.lead)
        self._rows.db.execute(
            "UPDATE acknowledgements SET left_at = NULL, left_by = NULL"
            " WHERE tenant = ? AND lead = ? AND epoch = ?",
            (*of, change.epoch),
        )
        seq = self._rows.take_back_outcome(change)
        if not change.contacted:
            self._rows.take_back_touch(change, seq)
        self._rows.set_state(change, "acknowledged")

    def _rung(self, change: RungFired) -> None:
        self._rows.insert(
            "rungs",
            {
                **self._rows.in_episode(change, self._rows.lead(change)),
                "n": change.n,
                "name": change.name,
                "due_at": change.due,
                "does": change.does,
                "score": change.score,
                "rep": change.rep,
                "moved": int(change.moved),
                "moved_to": change.to,
                "met": int(bool(change.met)),
                "behind": int(change.behind),
            },
        )

    def _policy(self, change: PolicyActivated) -> None:
        # A pool that a policy leaves out keeps its rules: leads may be in it still.
        self._pools.update(change.pools)
