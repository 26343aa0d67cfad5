"""The reps of a replay: they come and go with their shifts, and act on what they are assigned.

They know only what the journal says and ask only through actions, as people do.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from hotlead.router.cancelling import cancel
from hotlead.router.errors import NoAnswer
from hotlead.router.replay.pace import Pace
from hotlead.router.replay.responses import Intent
from hotlead.router.replay.shifts import RepPlan, hours_of
from hotlead.router.replay.timeline import Timeline
from hotlead.router.shard.actions import Actions, Answer
from hotlead.router.shard.tail import Followed
from hotlead.topics.event import TenantAction
from hotlead.topics.hours import WorkingHours
from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    Decline,
    Presence,
    PresenceSet,
    RepRegistered,
)
from hotlead.topics.journal.assignments import Acknowledged, Assigned, Withdrawn
from hotlead.topics.journal.leads import OfCapture
from hotlead.topics.journal.reps import PresenceChanged

log = logging.getLogger(__name__)

BEFORE_SHIFT_MS = 5 * 60_000
TRIES = 5
DECLINED = "not for me"
Had = Assigned | Acknowledged
"""By which a rep came to have a lead."""


class Workforce:
    """All reps of one timeline. `run_id` keeps the ids of actions of several runs apart."""

    def __init__(
        self,
        actions: Actions,
        timeline: Timeline,
        pace: Pace,
        *,
        tenant: str,
        back_after_s: float,
        run_id: str,
    ) -> None:
        self._actions = actions
        self._timeline = timeline
        self._pace = pace
        self._tenant = tenant
        self._back_after_ms = back_after_s * 1000
        self._run_id = run_id
        self._serving: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._others: set[asyncio.Task[None]] = set()
        self._newest: dict[str, str] = {}
        self._held: Counter[tuple[str, str]] = Counter()
        self._asked = 0
        self.unanswered = 0

    @property
    def busy(self) -> bool:
        """Whether a rep is about to act on a lead."""
        return bool(self._serving)

    async def arrive(self) -> None:
        """Registers the reps who are always there, and lets the others come when it is time."""
        always = [plan for plan in self._timeline.reps if not plan.shifts]
        await asyncio.gather(*(self._register(plan, WorkingHours()) for plan in always))
        for plan in self._timeline.reps:
            if plan.shifts:
                self._start(self._work(plan))
            if plan.breaks:
                self._start(self._take_breaks(plan))

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        for change in followed.entry.changes:
            match change:
                case OfCapture():
                    self._newest[change.lead] = change.event_id
                case Assigned():
                    self._assigned(change, followed.entry.at)
                case Acknowledged(via="claim"):
                    self._claimed(change, followed.entry.at)
                case Withdrawn():
                    task = self._serving.pop((change.lead, change.epoch), None)
                    if task is not None:
                        task.cancel()
                case PresenceChanged(why="missed"):
                    self._start(self._come_back(change.rep, followed.entry.at))

    async def leave(self) -> None:
        """Ends all that the reps are about to do."""
        await cancel((*self._serving.values(), *self._others))

    def _intent(self, change: Had) -> Intent | None:
        """What the rep will do with the lead that they have now; None when it is not known."""
        event = self._newest.get(change.lead)
        plan = self._timeline.plans.get(event) if event is not None else None
        if plan is None or event is None:
            return None
        attempt = self._held[change.lead, event]
        self._held[change.lead, event] += 1
        return plan.intent(attempt, change.rep)

    def _assigned(self, change: Assigned, at_ms: int) -> None:
        intent = self._intent(change)
        if intent is not None and intent.acknowledge_s is not None:
            at = at_ms + intent.acknowledge_s * 1000
            self._begin(change, self._serve(change, at, intent))

    def _claimed(self, change: Acknowledged, at_ms: int) -> None:
        intent = self._intent(change)
        if intent is not None:
            self._begin(change, self._talk(change, at_ms + intent.talk_s * 1000, intent))

    def _begin(self, change: Had, work: Coroutine[Any, Any, None]) -> None:
        key = (change.lead, change.epoch)
        task = asyncio.create_task(work)
        self._serving[key] = task
        task.add_done_callback(lambda done: self._served(key, done))

    def _served(self, key: tuple[str, str], task: asyncio.Task[None]) -> None:
        if self._serving.get(key) is task:
            del self._serving[key]
        _note(task)

    async def _serve(self, change: Assigned, at_ms: float, intent: Intent) -> None:
        """Acknowledges at its time and talks; or declines."""
        lead, rep, epoch = change.lead, change.rep, change.epoch
        await self._pace.until(at_ms)
        if intent.declines:
            await self._ask(
                Decline(
                    action_id=f"{self._run_id}-decline-{lead}-{epoch}",
                    tenant=self._tenant,
                    lead=lead,
                    epoch=epoch,
                    rep=rep,
                    reason=DECLINED,
                )
            )
            return
        taken = await self._ask(
            Acknowledge(
                action_id=f"{self._run_id}-take-{lead}-{epoch}",
                tenant=self._tenant,
                lead=lead,
                epoch=epoch,
                rep=rep,
            )
        )
        if taken is not None and taken.status == 200:
            await self._talk(change, at_ms + intent.talk_s * 1000, intent)

    async def _talk(self, change: Had, until_ms: float, intent: Intent) -> None:
        """Records the contact when the talk is over."""
        lead, rep, epoch = change.lead, change.rep, change.epoch
        await self._pace.until(until_ms)
        told = Activity.model_validate(
            {
                "action_id": f"{self._run_id}-talk-{lead}-{epoch}",
                "tenant": self._tenant,
                "lead": lead,
                "epoch": epoch,
                "rep": rep,
                "contacted": True,
                "outcome": intent.outcome,
            }
        )
        await self._ask(told)

    async def _work(self, plan: RepPlan) -> None:
        for shift in plan.shifts:
            await self._pace.until_offset(shift.start_ms - BEFORE_SHIFT_MS)
            start = self._pace.start_ms
            await self._register(plan, hours_of(start + shift.start_ms, start + shift.end_ms))

    async def _register(self, plan: RepPlan, hours: WorkingHours) -> None:
        await self._ask(
            RepRegistered(
                action_id=self._action_id("register"),
                by="replay",
                tenant=self._tenant,
                rep=plan.rep,
                name=plan.name or plan.rep,
                pools=plan.pools,
                regions=plan.regions,
                tier=plan.tier,
                weight=plan.weight,
                capacity=plan.capacity,
                hours=hours,
            )
        )
        await self._set(plan.rep, "idle")

    async def _take_breaks(self, plan: RepPlan) -> None:
        for pause in plan.breaks:
            await self._pace.until_offset(pause.start_ms)
            await self._set(plan.rep, "away")
            await self._pace.until_offset(pause.end_ms)
            await self._set(plan.rep, "idle")

    async def _come_back(self, rep: str, at_ms: int) -> None:
        await self._pace.until(at_ms + self._back_after_ms)
        await self._set(rep, "idle")

    async def _set(self, rep: str, presence: Presence) -> None:
        await self._ask(
            PresenceSet(
                action_id=self._action_id(presence),
                tenant=self._tenant,
                rep=rep,
                presence=presence,
            )
        )

    def _action_id(self, what: str) -> str:
        self._asked += 1
        return f"{self._run_id}-{what}-{self._asked}"

    async def _ask(self, event: TenantAction) -> Answer | None:
        """Asks until there is an answer; the same id never acts twice."""
        for _ in range(TRIES):
            try:
                return await self._actions.ask(event)
            except NoAnswer:
                log.info("no answer to %s, asking again", event.action_id)
        self.unanswered += 1
        return None

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)
        task.add_done_callback(_note)


def _note(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("a rep of the replay failed", exc_info=task.exception())
