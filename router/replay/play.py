"""One play of a timeline, for replay and demo: feeding, reps, rest, audit, summary."""

import asyncio
import logging
import secrets
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from hotlead.router.audit import audit
from hotlead.router.cancelling import cancel
from hotlead.router.dead_letters import fold
from hotlead.router.embedded.child import Child
from hotlead.router.errors import HotleadError
from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.kpis.summary import Summary
from hotlead.router.metrics import Metrics
from hotlead.router.policy.activation import activate, await_ready
from hotlead.router.policy.document import Policy
from hotlead.router.replay.feeder import feed, feeding_producer, steady_ms
from hotlead.router.replay.order import Outcome, Watcher
from hotlead.router.replay.pace import Pace
from hotlead.router.replay.quiet import Rest, await_rest
from hotlead.router.replay.servers import Servers
from hotlead.router.replay.timeline import Timeline
from hotlead.router.replay.workforce import Workforce
from hotlead.router.settings import Settings
from hotlead.router.shard.actions import Actions
from hotlead.router.shard.line import open_line
from hotlead.router.shard.tail import JournalTail
from hotlead.topics.streams import DEAD_LETTERS, JOURNAL

log = logging.getLogger(__name__)

LEAD_IN_S = 0.5
DRAIN_S = 120.0
CUT_SHORT_S = 10.0
WATCH_S = 0.5
STOP_S = 30.0
READ_ON_S = 5.0
READ_ON_LOOK_S = 0.05
ACTION_TIMEOUT_S = 10.0
FINDINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is for those who take part beside the reps, or look on."""

    settings: Settings
    pace: Pace
    tail: JournalTail
    actions: Actions
    redis: Redis
    summary: Summary


Company = Callable[[Scene], AbstractAsyncContextManager[None]]


def _nobody(_: Scene) -> AbstractAsyncContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Job:
    """What is played. `opens_ms` is the instant of the timeline's 0, now or later.

    Without `closes_ms` (ms after the timeline's 0) it is over when nobody has anything to do.
    With it the reps go on until then, and until every ladder has run out; what they have not done
    by then stays as it is. `company` is there from the first event to the last.
    """

    timeline: Timeline
    policy: Policy
    tenant: str
    back_after_s: float
    opens_ms: int = 0
    closes_ms: int | None = None
    company: Company = _nobody


class Play:
    """One run, once servers and worker are there."""

    def __init__(
        self, job: Job, *, settings: Settings, watcher: Watcher, worker: Child, servers: Servers
    ) -> None:
        pools = job.policy.pools.values()
        self._settings, self._job = settings, job
        self._watcher, self._worker, self._servers = watcher, worker, servers
        self._summary = Summary(rung.name for pool in pools for rung in pool.ladder)
        ladder_ms = max(pool.ladder[-1].after_s for pool in pools) * 1000
        self._rest = Rest()
        self._limit_s = DRAIN_S + 2 * settings.clock.real_seconds(ladder_ms)
        self._sent = 0
        self._letters_before = 0
        self._stop = asyncio.Event()

    async def run(self) -> Outcome:
        """Plays to the end, or until Ctrl-C; the second one raises KeyboardInterrupt."""
        loop, here = asyncio.get_running_loop(), asyncio.current_task()

        def interrupt() -> None:
            # The second time it is meant.
            if self._stop.is_set() and here is not None:
                here.cancel()
            self._stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupt)
        try:
            await self._play()
            self._watcher.stage("auditing")
            return Outcome(await self._sum_up(), self._stop.is_set())
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    async def _play(self) -> None:
        settings, job = self._settings, self._job
        async with AsyncExitStack() as stack:
            line = await stack.enter_async_context(
                open_line(
                    settings,
                    "hotlead-replay",
                    Metrics(CollectorRegistry()),
                    answer_timeout_s=ACTION_TIMEOUT_S,
                )
            )
            redis, tail, actions = line.redis, line.tail, line.actions
            await tail.start()
            await await_ready(tail)
            tail.subscribe(lambda one: self._summary.take(one.entry, steady_ms()))
            tail.subscribe(self._rest.hear)
            await activate(actions, job.policy.version, settings.shards)
            self._letters_before = await self._letters()
            feeding = await stack.enter_async_context(feeding_producer(settings.kafka))
            soon_ms = settings.clock.now_ms() + round(LEAD_IN_S * settings.speed * 1000)
            pace = Pace(settings.clock, max(soon_ms, job.opens_ms))
            reps = Workforce(
                actions,
                job.timeline,
                pace,
                tenant=job.tenant,
                back_after_s=job.back_after_s,
                run_id=secrets.token_hex(4),
            )
            tail.subscribe(reps.hear)
            stack.push_async_callback(reps.leave)
            scene = Scene(settings, pace, tail, actions, redis, self._summary)
            async with job.company(scene):
                await reps.arrive()
                await self._through_the_timeline(reps, pace, feeding)
            await reps.leave()
            await asyncio.to_thread(self._worker.stop, STOP_S)
            await self._read_on(tail)

    async def _through_the_timeline(
        self, reps: Workforce, pace: Pace, feeding: AIOKafkaProducer
    ) -> None:
        self._watcher.total(self._job.timeline.captures)
        self._watcher.stage("replaying")
        fed = await self._unless_stopped(
            feed(self._job.timeline, pace, feeding, self._settings, sent=self._note_sent)
        )
        self._watcher.stage("waiting until all is at rest")
        over = self._over(reps, pace)
        if fed:
            await self._unless_stopped(await_rest(over, self._through, limit_s=self._limit_s))
        if self._stop.is_set():
            await reps.leave()
            settled = self._settled(reps)
            await await_rest(settled, self._through, limit_s=CUT_SHORT_S)

    def _over(self, reps: Workforce, pace: Pace) -> Callable[[], bool]:
        closes_ms, settled = self._job.closes_ms, self._settled(reps)
        if closes_ms is None:
            return settled
        return lambda: settled() and pace.clock.now_ms() >= pace.start_ms + closes_ms

    def _settled(self, reps: Workforce) -> Callable[[], bool]:
        """Whether it may end here: at rest, or for a day that closes once no ladder runs."""
        if self._job.closes_ms is None:
            return lambda: self._rest.reached and not reps.busy
        return lambda: self._rest.ladders_over

    def _note_sent(self, capture: str, at_ms: float) -> None:
        self._summary.sent(capture, at_ms)
        self._sent += 1
        self._watcher.sent(self._sent)

    async def _unless_stopped(self, work: Any) -> bool:
        """Does the work; False when Ctrl-C came first. Raises StartFailed if the worker ends."""
        doing = asyncio.ensure_future(work)
        stopping = asyncio.create_task(self._stop.wait())
        watching = asyncio.create_task(self._watch_worker())
        try:
            await asyncio.wait({doing, stopping, watching}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
            if doing.done():
                doing.result()
                return True
            return False
        finally:
            await cancel((doing, stopping, watching))

    async def _watch_worker(self) -> None:
        while True:
            code = self._worker.exit_code()
            if code is not None:
                raise self._worker.failed(f"exited with code {code} in the middle of the replay")
            await asyncio.sleep(WATCH_S)

    async def _read_on(self, tail: JournalTail) -> None:
        """Reads what the worker wrote to its last, so that the summary is of the whole journal."""
        journal, shards = self._settings.topic(JOURNAL), range(self._settings.shards)
        async with LogReader(self._settings.kafka, journal) as reader:
            ends = {shard: await reader.end(shard) for shard in shards}
        deadline_ms = steady_ms() + READ_ON_S * 1000
        while any(tail.position(shard) < end for shard, end in ends.items()):
            if steady_ms() > deadline_ms:
                self._watcher.note("the summary lacks the last of the journal: it was not read")
                return
            await asyncio.sleep(READ_ON_LOOK_S)

    async def _through(self) -> bool:
        """Whether each capture that was sent is in the journal, or with the dead letters."""
        return self._summary.captured + await self._letters() - self._letters_before >= self._sent

    async def _letters(self) -> int:
        """Dead letters that nobody has sent back."""
        letters, _ = await fold(self._settings.kafka, self._settings.topic(DEAD_LETTERS))
        return sum(letters.waiting.values())

    async def _sum_up(self) -> dict[str, Any]:
        letters = await self._letters() - self._letters_before
        return self._summary.result(dead_lettered=letters, audit=await self._audit())

    async def _audit(self) -> dict[str, Any] | None:
        """The audit, or None (unknown) when it could not be made."""
        try:
            report = await audit(self._settings, self._servers.scratch_url)
        except HotleadError as error:
            self._watcher.note(f"no audit: {error}")
        except Exception as error:
            # A checker that fails says nothing of what it checks, and the rest is still told.
            log.exception("the audit failed")
            self._watcher.note(f"no audit: {type(error).__name__}: {error}")
        else:
            for finding in report.findings[:FINDINGS_SHOWN]:
                self._watcher.note(
                    f"invariant {finding.invariant}, shard {finding.shard}: {finding.text}"
                )
            return dict(report.as_json())
        return None
