"""The supervisor of the demo, and the keen rep: what they do when a rung calls them.

They know what the journal and the board tell, and ask through actions, as people do.
"""

import asyncio
import logging
from collections.abc import Coroutine
from random import Random
from typing import Any, Final

from hotlead.router.cancelling import cancel
from hotlead.router.demo.day import TENANT, Day
from hotlead.router.demo.team import BY_REP
from hotlead.router.errors import NoAnswer
from hotlead.router.replay.play import Scene
from hotlead.router.shard.actions import Answer
from hotlead.router.shard.tail import Followed
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_views
from hotlead.topics.inbox import Claim, HandOver
from hotlead.topics.journal.leads import OfCapture, RungFired

log = logging.getLogger(__name__)

LOOK_S: Final = (45.0, 150.0)
CLAIMED: Final = 0.5
"""The share of opened leads that a keen rep takes before the supervisor gives them to somebody."""
TRIES: Final = 4


class Supervisor:
    """Hears rungs that open a lead to all, and sees to it that somebody takes the lead.

    Those that the day has forgotten are left alone: they climb the whole ladder.
    """

    def __init__(self, scene: Scene, place: Place, day: Day, seed: int) -> None:
        self._scene, self._place, self._day = scene, place, day
        self._seed = seed
        self._event: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        for change in followed.entry.changes:
            if isinstance(change, OfCapture):
                self._event[change.lead] = change.event_id
            elif isinstance(change, RungFired) and change.open:
                event = self._event.get(change.lead, "")
                if event not in self._day.forgotten:
                    self._start(self._see_to(change.lead, followed.entry.at, event))

    async def leave(self) -> None:
        """Ends all that was about to be done."""
        await cancel(tuple(self._tasks))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _see_to(self, lead: str, at_ms: int, event: str) -> None:
        draw = Random(f"supervisor|{self._seed}|{event}")
        keen_first = draw.random() < CLAIMED
        for attempt in range(1, TRIES + 1):
            at_ms += round(draw.uniform(*LOOK_S) * 1000)
            await self._scene.pace.until(at_ms)
            try:
                answer = await self._act(lead, attempt, keen_first)
            except NoAnswer:
                log.info("no answer about lead %s", lead)
                continue
            if answer is not None and (
                answer.status == 200 or answer.reason in ("taken", "closed")
            ):
                return

    async def _act(self, lead: str, attempt: int, keen_first: bool) -> Answer | None:
        free = [one for one in await rep_views(self._place) if one.free and one.room > 0]
        free = [one for one in free if BY_REP[one.rep].declines == 0]
        if not free:
            return None
        keen = [one for one in free if BY_REP[one.rep].keen]
        if keen_first and keen:
            claim = Claim(
                action_id=f"demo-claim-{lead}-{attempt}", tenant=TENANT, lead=lead, rep=keen[0].rep
            )
            return await self._scene.actions.ask(claim)
        # To who has had the fewest today.
        chosen = min(free, key=lambda one: (one.today, one.rep))
        return await self._scene.actions.ask(
            HandOver(
                action_id=f"demo-hand-over-{lead}-{attempt}",
                tenant=TENANT,
                lead=lead,
                rep=chosen.rep,
                by="supervisor",
                reason="nobody has answered",
            )
        )
