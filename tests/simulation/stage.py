"""Who works on the shard: the owner, its successors, those who sleep and those who wake too late.

Kafka's group names one owner; after the session's time-out it names another. Whoever sleeps does
not hear of that, and goes on where it was.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from tests.simulation.agenda import MINUTE, SECOND, Agenda
from tests.simulation.process import Killed, Process, Weather
from tests.simulation.worker import Site, Worker

SESSION_MS: Final = 15 * SECOND
LAST_TURNS_MAX: Final = 3


class Stage:
    """The processes of one shard. `turn` lets the owner, and zombies beside it, do one round."""

    def __init__(self, site: Site, weather: Weather, agenda: Agenda) -> None:
        self._site, self._weather, self._agenda = site, weather, agenda
        self._chance = agenda.chance
        self.owner: Worker | None = None
        self._successor_at = agenda.now
        self._resumed: asyncio.Task[bool] | None = None
        #: Those who sleep in the middle of a turn, and turns of those who woke too late.
        self._asleep: dict[Worker, asyncio.Task[bool]] = {}
        self._late: list[asyncio.Task[bool]] = []
        #: How many of the next owners are killed while they open the shard.
        self.fragile = 0
        self.workers = self.slept = 0

    @property
    def may_work(self) -> bool:
        """Whether there is an owner, or may be one now."""
        return self.owner is not None or self._agenda.now >= self._successor_at

    @property
    def at_rest(self) -> bool:
        """Whether the owner has nothing left to do, and nobody else is at work."""
        return self.owner is not None and self.owner.at_rest and not self._weather.zombies

    @property
    def position(self) -> int:
        """How far the owner has taken the inbox; before its start while nobody has the shard."""
        if self.owner is None or self.owner.owner is None:
            return -1
        return self.owner.owner.position

    @property
    def nothing_ahead(self) -> bool:
        """Whether no process sleeps and nothing is planned for the owner's."""
        return not self._asleep and (self.owner is None or not self.owner.process.planned)

    async def turn(self, *, unread: bool, again: int) -> bool:
        """One round of the owner's; False when it could not work, or is gone."""
        if self.owner is None:
            if self._agenda.now < self._successor_at:
                return False
            self.owner = self._new_worker()
        worker, process = self.owner, self.owner.process
        if process.planned or self._resumed is not None:
            task = self._resumed or asyncio.create_task(self._round(worker, unread, again))
            self._resumed = None
            await self._until_done_or_asleep(process, task)
            if not task.done():
                self._falls_asleep(worker, task)
                return False
            well = task.result()
        else:
            well = await self._round(worker, unread, again)
        if process.dead:
            self._has_no_owner()
            return False
        late, self._late = self._late, []
        await asyncio.gather(*late)
        return well

    async def _round(self, worker: Worker, unread: bool, again: int) -> bool:
        """A turn; of one who is not the owner a few more, until it hears so or is stopped."""
        try:
            well = await self._one(worker, unread, again)
            if worker is not self.owner:
                for _ in range(LAST_TURNS_MAX):
                    if worker.owner is not None:
                        await self._one(worker, unread=False, again=0)
                worker.process.kill()
            return well
        except Killed:
            return False

    async def _one(self, worker: Worker, unread: bool, again: int) -> bool:
        batch_max = self._chance.choice((1, 3, 20, 500))
        deaf, early = self._chance.random() < 0.1, self._chance.random() < 0.3
        return await worker.turn(batch_max, deaf=deaf, early=early, unread=unread, again=again)

    @staticmethod
    async def _until_done_or_asleep(process: Process, task: "asyncio.Task[bool]") -> None:
        asleep = asyncio.create_task(process.asleep.wait())
        await asyncio.wait((task, asleep), return_when=asyncio.FIRST_COMPLETED)
        asleep.cancel()

    def plan(self, requests: int, happens: Callable[[Process], None]) -> None:
        """At the n-th half of a request of the owner's from now this happens."""
        if self.owner is not None:
            process = self.owner.process
            process.plan(requests, lambda: happens(process))

    def rival(self) -> None:
        """Another worker takes the shard over while the owner is at work, and knows of nothing."""
        worker, self.owner = self.owner, self._new_worker()
        if worker is not None:
            self._goes_on_late(worker, asyncio.create_task(self._round(worker, False, 0)))

    def calm(self) -> None:
        """All sleepers wake, nothing more is planned, and there is an owner."""
        self.fragile = 0
        self._successor_at = self._agenda.now
        for worker in list(self._asleep):
            self._wakes(worker)
        if self.owner is not None:
            self.owner.process.forget_plans()

    def _new_worker(self) -> Worker:
        self.workers += 1
        process = Process(self._weather)
        if self.fragile:
            self.fragile -= 1
            process.plan(self._chance.randrange(5, 60), process.kill)
        return Worker(self._site, process)

    def _has_no_owner(self) -> None:
        self.owner = None
        self._successor_at = self._agenda.now + SESSION_MS
        self._agenda.look_after(SESSION_MS)

    def _falls_asleep(self, worker: Worker, task: "asyncio.Task[bool]") -> None:
        self.slept += 1
        self._asleep[worker] = task
        self._has_no_owner()
        span = self._chance.choice((5 * SECOND, 16 * SECOND, MINUTE, 20 * MINUTE))
        self._agenda.after(span, lambda: self._wakes(worker))

    def _wakes(self, worker: Worker) -> None:
        task = self._asleep.pop(worker, None)
        if task is None:
            return
        if self.owner is None:  # in time: nobody has taken its place
            self.owner, self._resumed = worker, task
        else:
            self._goes_on_late(worker, task)
        worker.process.wake()

    def _goes_on_late(self, worker: Worker, task: "asyncio.Task[bool]") -> None:
        worker.process.forget_plans()
        self._weather.zombies.add(worker.process)
        self._late.append(task)
