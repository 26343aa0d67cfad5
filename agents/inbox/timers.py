"""A shard's timers: what fell due before the instant at which the inbox was last read to the end.

The owner looks what is due; if anything is, it writes a marker into its own inbox and acts when it
reads the marker back, so that whatever was sent before comes first: a timer never beats an
acknowledgement that was sent in time. What each kind does stands with its aggregate.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hotlead.agents.inbox.failures import Failures
from hotlead.router.policy.document import Policy
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Duty, Look
from hotlead.router.state.store import Due, Outcome, ShardStore

log = logging.getLogger(__name__)

LIMIT: Final = 500
PUT_OFF_MS: Final = 60_000
UNREAD_LIMIT_S: Final = 30.0
POSITION_EVERY_S: Final = 50.0
#: What a call comes to that changes nothing: a round of those alone is the last.
IDLE: Final = ("early", "dropped")


@dataclass(slots=True)
class Watch:
    """Since when somebody looks at the shard without a gap, in milliseconds as Redis tells them."""

    since_ms: int
    last_look_ms: int

    GAP_MS = 5_000

    def looked(self, real_ms: int) -> None:
        """The owner looked; a gap before this means that heartbeats may not have been taken."""
        if real_ms - self.last_look_ms > self.GAP_MS:
            self.since_ms = real_ms
        self.last_look_ms = real_ms


class Counts:
    """How many duties of each kind came to each outcome."""

    def __init__(self) -> None:
        self.by_kind: dict[str, Counter[str]] = {}

    def add(self, duties: Sequence[Duty], outcomes: Sequence[Outcome]) -> bool:
        """Counts one round; False when nothing came of it."""
        for duty, outcome in zip(duties, outcomes, strict=True):
            self.by_kind.setdefault(duty.kind, Counter())[outcome.code] += 1
        return any(outcome.code not in IDLE for outcome in outcomes)


class Timers:
    """The duties of one shard."""

    def __init__(self, store: ShardStore, failures: Failures) -> None:
        self._store, self._failures = store, failures
        self._watch = Watch(0, 0)

    async def look(
        self,
        policy: Policy,
        limit: int,
        *,
        horizon_ms: int | None = None,
        seen_ms: int | None = None,
        unread: bool = False,
    ) -> tuple[Look[Policy], Due]:
        """What fell due up to the horizon, else up to now, at most `limit` of each look-up.

        `seen_ms` is the horizon by Redis's clock, for what a rep did counts up to there too.
        """
        look = self._look(policy, horizon_ms or 0, seen_ms, 0, unread=unread)
        kinds = self._store.aggregates.timers
        due = await self._store.due(
            horizon_ms=horizon_ms,
            limit=limit,
            searches=[search for kind in kinds if (search := kind.search(look, limit))],
        )
        self._watch.looked(due.real_ms)
        horizon_ms = due.now_ms if horizon_ms is None else horizon_ms
        return self._look(policy, horizon_ms, seen_ms, due.now_ms, unread=unread), due

    def _look(
        self, policy: Policy, horizon_ms: int, seen_ms: int | None, now_ms: int, *, unread: bool
    ) -> Look[Policy]:
        last = self._watch.last_look_ms
        return Look(
            redis=self._store.redis,
            keys=self._store.keys,
            policy=policy,
            horizon_ms=horizon_ms,
            seen_ms=last if seen_ms is None else min(seen_ms, last),
            since_ms=self._watch.since_ms,
            now_ms=now_ms,
            unread=unread,
        )

    async def duties(self, look: Look[Policy], due: Due, *, first: bool) -> list[Duty]:
        """What one round has to do; `first` tells the first round after a marker."""
        look = replace(look, due_ms=dict(due.timers))
        duties = await self._store.aggregates.duties(
            look, list(look.due_ms), due.found, first=first
        )
        return put_off(duties, self._failures, look.now_ms)


def put_off(duties: Sequence[Duty], failures: Failures, now_ms: int) -> list[Duty]:
    """The same duties; those whose script failed again and again set their timer to later.

    Else one that always fails would have its shard rebuilt for ever, and no other timer would fire.
    """
    spared = []
    for duty in duties:
        timer = duty.call.request.get("member")
        if timer is not None and failures.too_many(timer):
            log.error("the script of timer %s fails again and again; it is put off", timer)
            failures.forget(timer)
            later = Call("put_off", duty.call.request | {"again_at": now_ms + PUT_OFF_MS})
            spared.append(Duty(duty.kind, later))
        else:
            spared.append(duty)
    return spared
