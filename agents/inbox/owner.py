"""The owner of one shard: its inbox in order, its timers, its journal.

The life of a shard here: the partition is assigned and held, `open_shard` claims it, the partition
is read on from the shard's position, batches are worked until the partition is revoked or the shard
is lost (a newer owner, a void entry, another Redis); a lost one is opened anew.
"""

import asyncio
import logging
from collections.abc import Sequence
from time import monotonic

from pydantic import ValidationError

from hotlead.agents.batches import Record
from hotlead.agents.inbox.publisher import Publisher
from hotlead.agents.inbox.timers import (
    LIMIT,
    POSITION_EVERY_S,
    UNREAD_LIMIT_S,
    Silence,
    presence_calls,
    rescore_calls,
    timer_calls,
)
from hotlead.agents.tools import Tools
from hotlead.router.errors import ScriptFailed
from hotlead.router.rules.policy import Policy
from hotlead.router.rules.requests import Call, activate, call_for
from hotlead.router.state.recovery import Ownership
from hotlead.router.state.store import Due, Outcome, Placed, ShardStore
from hotlead.topics.inbox import InboxEvent, Marker, PolicyActivated, decode_inbox, encode_inbox
from hotlead.topics.streams import INBOX, JOURNAL

log = logging.getLogger(__name__)

TICK_S = 0.05
LOOK_LIMIT = 100
UNREAD_LOOK_LIMIT = 20_000
ROUNDS_MAX = 40
ATTEMPTS_MAX = 2


class Owner:
    """One shard, opened. Methods run one at a time: the batch loop and the ticker take turns.

    `failures` counts by position how often a script failed, over all openings of the shard.
    """

    def __init__(
        self,
        tools: Tools,
        store: ShardStore,
        owned: Ownership,
        shard: int,
        failures: dict[int, int],
    ) -> None:
        self._tools, self._store, self.shard = tools, store, shard
        self.ownership = owned
        self.position = owned.position
        self.policy: Policy = tools.policies.get(owned.policy)
        self._failures = failures
        self._turn = asyncio.Lock()
        self._marker_sent: float | None = None
        self._journalled = (owned.position, monotonic())
        self._silence = Silence(0, 0)
        self._now_ms = 0
        self.publisher = Publisher(
            tools.producer,
            store,
            topic=tools.settings.topic(JOURNAL),
            shard=shard,
            sent_seq=owned.seq,
            read_back_seq=owned.read_back_seq,
            metrics=tools.metrics,
        )

    # The inbox

    async def work(self, records: Sequence[Record]) -> None:
        """Takes inbox records in order; returns when their effects are in Kafka.

        Raises what Redis, Kafka or the shard's guards raise; the same records may come again.
        """
        async with self._turn:
            batch: list[tuple[Record, InboxEvent | None]] = []
            for record in records:
                if record.offset < self.position:
                    continue
                event = await self._decode(record)
                batch.append((record, event))
                if isinstance(event, Marker | PolicyActivated):
                    await self._run(batch)
                    if isinstance(event, Marker):
                        await self._marker_read(event)
                    batch = []
            await self._run(batch)
            await self._settle()

    async def _decode(self, record: Record) -> InboxEvent | None:
        """The event, or None when it cannot be processed and was put with the dead letters."""
        if self._failures.get(record.offset, 0) >= ATTEMPTS_MAX:
            detail = "its script fails again and again"
            await self._tools.dead_letters.write(record, "failed", detail, stage="inbox")
            return None
        try:
            event = decode_inbox(record.value or b"")
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            detail = ".".join(["$", *(str(part) for part in first["loc"])]) + f": {first['type']}"
            await self._tools.dead_letters.write(record, "unreadable", detail, stage="inbox")
            return None
        if isinstance(event, PolicyActivated):
            await self._tools.policies.load()
        return event

    async def _run(self, batch: Sequence[tuple[Record, InboxEvent | None]]) -> None:
        if not batch:
            return
        placed, follows, policy = [], self.position, self.policy
        for record, event in batch:
            call = Call("unreadable", {"reason": "dead letter"})
            if isinstance(event, PolicyActivated):
                found = self._tools.policies.find(event.version)
                policy = found or policy
                call = (
                    activate(found, self._clock(), action=event.action_id, rescore=True)
                    if found
                    else Call("policy", {"missing": True, "action": event.action_id})
                )
            elif event is not None:
                call = self._call_for(record, event, policy)
            placed.append(Placed(call, follows, record.offset))
            follows = record.offset + 1
        await self._do(placed)
        self.position, self.policy = follows, policy

    def _call_for(self, record: Record, event: InboxEvent, policy: Policy) -> Call:
        try:
            return call_for(event, policy, self._clock())
        except Exception:
            # A defect of a rule: after some attempts the event goes to the dead letters.
            self._failures[record.offset] = self._failures.get(record.offset, 0) + 1
            raise

    async def _do(self, placed: Sequence[Placed]) -> list[Outcome]:
        """Runs a pipeline and publishes its entries."""
        began, doubt = monotonic(), self.publisher.doubt
        self.publisher.doubt = True  # until all replies are in hand
        try:
            outcomes = await self._store.run(placed)
        except ScriptFailed as error:
            if error.position is not None:
                self._failures[error.position] = self._failures.get(error.position, 0) + 1
            raise
        self.publisher.doubt = doubt
        self._tools.metrics.redis_script_duration["batch"].observe(monotonic() - began)
        self._count(placed, outcomes)
        await self.publisher.publish([outcome.entry for outcome in outcomes if outcome.entry])
        if any(outcome.entry for outcome in outcomes):
            self._journalled = (self.position, monotonic())
        return outcomes

    def _count(self, placed: Sequence[Placed], outcomes: Sequence[Outcome]) -> None:
        counts: dict[str, int] = {}
        for one, outcome in zip(placed, outcomes, strict=True):
            counts[outcome.code] = counts.get(outcome.code, 0) + 1
            if outcome.code == "duplicate":
                stage = "captures" if one.call.script == "capture" else "signals"
                self._tools.metrics.duplicates[stage].inc()
        for code, count in counts.items():
            self._tools.metrics.events_processed["inbox", code].inc(count)

    def _clock(self) -> int:
        return self._now_ms or self._tools.settings.clock.now_ms()

    async def bootstrap(self) -> None:
        """Puts the newest policy into force in a shard that never had one."""
        if self.ownership.policy:
            return
        async with self._turn:
            due = await self._look(None, limit=1)
            self.policy = self._tools.policies.newest()
            call = activate(self.policy, due.now_ms, action=None, rescore=False)
            await self._do([Placed(call, self.position, None)])

    # Timers

    async def tick(self) -> None:
        """Looks what fell due, and asks for it by a marker; to be called every TICK_S."""
        async with self._turn:
            due = await self._look(None, limit=LOOK_LIMIT)
            self._tools.metrics.escalation_overdue[str(self.shard)].set(
                sum(member.startswith("rung|") for member, _ in due.timers)
            )
            if self._marker_sent is not None:
                if monotonic() - self._marker_sent > UNREAD_LIMIT_S:
                    await self._fire(due.now_ms, notify_only=True)
            elif self._wanted(due):
                self._marker_sent = monotonic()
                marker = Marker(
                    at_ms=due.now_ms, real_ms=due.real_ms, sender=self.ownership.opened_id
                )
                try:
                    await self._tools.producer.send_and_wait(
                        self._tools.settings.topic(INBOX),
                        encode_inbox(marker),
                        partition=self.shard,
                    )
                except BaseException:
                    self._marker_sent = None
                    raise
            await self._settle()

    def _wanted(self, due: Due) -> bool:
        position, at = self._journalled
        stale = self.position > position and monotonic() - at > POSITION_EVERY_S
        return bool(due.timers or due.silent or due.back or due.rescore) or stale

    async def _look(self, horizon_ms: int | None, limit: int) -> Due:
        due = await self._store.due(
            horizon_ms=horizon_ms,
            limit=limit,
            silent_before_ms=self._silence.silent_before(self.policy),
        )
        self._now_ms = due.now_ms
        self._silence.looked(due.real_ms)
        return due

    async def _marker_read(self, marker: Marker) -> None:
        if marker.sender != self.ownership.opened_id:
            return
        self._marker_sent = None
        await self._fire(marker.at_ms, notify_only=False)

    async def _fire(self, horizon_ms: int, *, notify_only: bool) -> None:
        """Acts on all that fell due up to the horizon, in bounded rounds."""
        for _ in range(ROUNDS_MAX):
            due = await self._look(horizon_ms, limit=UNREAD_LOOK_LIMIT if notify_only else LIMIT)
            calls = await timer_calls(
                self._store, due, self.policy, horizon_ms=horizon_ms, notify_only=notify_only
            )
            if not notify_only:
                before = self._silence.silent_before(self.policy)
                calls += presence_calls(due, before)
                calls += await rescore_calls(self._store, due.rescore, self.policy)
            position, at = self._journalled
            if self.position > position and monotonic() - at > POSITION_EVERY_S:
                calls.append(Call("position", {"at_least": self.position}))
            if not calls:
                return
            outcomes = await self._do([Placed(call, self.position, None) for call in calls])
            if all(outcome.code in ("early", "dropped") for outcome in outcomes):
                return

    async def _settle(self) -> None:
        """Sends again what is in doubt, trims, and shows where the outbox stands."""
        if self.publisher.doubt:
            await self.publisher.publish(())
        await self.publisher.trim()
        metrics, shard = self._tools.metrics, str(self.shard)
        metrics.outbox_length[shard].set(self.publisher.outstanding)
        metrics.outbox_oldest_age[shard].set(self.publisher.oldest_age_s)
