"""A replay from end to end: servers, worker, feeding, reps, rest, audit, summary."""

import asyncio
import logging
import secrets
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import uvloop
from prometheus_client import CollectorRegistry

from hotlead.router.actions import Actions
from hotlead.router.audit import audit
from hotlead.router.embedded.child import Child
from hotlead.router.errors import BadMap, HotleadError, NotEmpty
from hotlead.router.journal.tail import JournalTail
from hotlead.router.metrics import Metrics
from hotlead.router.policies import PolicyBook
from hotlead.router.policy_activation import activate, await_ready
from hotlead.router.producer import start_producer
from hotlead.router.replay.feeder import feed, feeding_producer, steady_ms
from hotlead.router.replay.order import Order, Outcome, Watcher
from hotlead.router.replay.pace import Pace
from hotlead.router.replay.quiet import Rest, await_rest
from hotlead.router.replay.rows import read_rows
from hotlead.router.replay.servers import Servers, run_servers, run_worker
from hotlead.router.replay.timeline import Timeline, make_timeline
from hotlead.router.replay.workforce import Workforce
from hotlead.router.settings import Settings, read_settings
from hotlead.router.state.store import connect
from hotlead.router.summary import Summary
from hotlead.router.topic_contents import records_in
from hotlead.router.topics_apply import apply_topics
from hotlead.topics.streams import DEAD_LETTERS, INBOX, JOURNAL, POLICIES

log = logging.getLogger(__name__)

LEAD_IN_S = 0.5
DRAIN_S = 120.0
CUT_SHORT_S = 10.0
WATCH_S = 0.5
STOP_S = 30.0
ACTION_TIMEOUT_S = 10.0
FINDINGS_SHOWN = 20


def run_replay(order: Order, watcher: Watcher, environ: Mapping[str, str]) -> Outcome:
    """Replays a file. Raises BadMap, NotEmpty and whatever keeps servers from starting."""
    rows = read_rows(order.file, order.map.columns())
    timeline = make_timeline(
        rows, order.map, seed=order.seed, rate=order.rate, speed=order.speed, limit=order.limit
    )
    watcher.stage("starting Kafka and Redis")
    with run_servers(environ, order.speed) as servers:
        settings = read_settings(servers.env)
        watcher.stage(f"making topics on {', '.join(servers.titles) or settings.kafka}")
        uvloop.run(_prepare(settings, order))
        watcher.stage("starting a worker")
        with run_worker(servers) as worker:
            replay = _Replay(
                order,
                timeline,
                settings=settings,
                watcher=watcher,
                worker=worker,
                servers=servers,
            )
            return uvloop.run(replay.run())


async def _prepare(settings: Settings, order: Order) -> None:
    if order.map.channel not in settings.channels:
        raise BadMap(f"channel {order.map.channel} is not in HOTLEAD_CHANNELS; add it")
    journal = settings.topic(JOURNAL)
    if not order.into and await records_in(settings.kafka, journal):
        raise NotEmpty(
            f"{journal} on {settings.kafka} holds records, and a replay would add its own for"
            " ever: set HOTLEAD_TOPIC_PREFIX and HOTLEAD_REDIS_PREFIX to names of their own, or"
            " say --into to replay into it all the same"
        )
    report = await apply_topics(settings, first_policy=order.map.policy)
    for one in report.differences:
        raise NotEmpty(
            f"topic {one.topic} has {one.property} {one.found}, not {one.wanted}:"
            " run `hotlead topics apply` to see all"
        )
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    if book.newest() != order.map.policy:
        await book.write(order.map.policy)


class _Replay:
    """One run, once the worker is there."""

    def __init__(
        self,
        order: Order,
        timeline: Timeline,
        *,
        settings: Settings,
        watcher: Watcher,
        worker: Child,
        servers: Servers,
    ) -> None:
        pools = order.map.policy.pools.values()
        self._settings, self._order, self._timeline = settings, order, timeline
        self._watcher, self._worker, self._servers = watcher, worker, servers
        self._summary = Summary(rung.name for pool in pools for rung in pool.ladder)
        ladder_ms = max(pool.ladder[-1].after_s for pool in pools) * 1000
        self._rest = Rest(settings.clock, ladder_ms)
        self._limit_s = DRAIN_S + 2 * settings.clock.real_seconds(ladder_ms)
        self._sent = 0
        self._letters_before = 0
        self._stop = asyncio.Event()

    async def run(self) -> Outcome:
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
            await asyncio.to_thread(self._worker.stop, STOP_S)
            return Outcome(await self._sum_up(), self._stop.is_set())
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    async def _play(self) -> None:
        settings = self._settings
        metrics = Metrics(CollectorRegistry())
        async with AsyncExitStack() as stack:
            redis = connect(settings.redis, timeout_s=settings.redis_timeout_s)
            stack.push_async_callback(redis.aclose)
            tail = JournalTail(
                settings.kafka,
                settings.topic(JOURNAL),
                shards=settings.shards,
                redis=redis,
                redis_prefix=settings.redis_prefix,
                metrics=metrics,
            )
            producer = await start_producer(settings.kafka, "hotlead-replay")
            stack.push_async_callback(producer.stop)
            actions = Actions(
                producer,
                settings.topic(INBOX),
                shards=settings.shards,
                tail=tail,
                metrics=metrics,
                timeout_s=ACTION_TIMEOUT_S,
            )
            await tail.start()
            stack.push_async_callback(tail.stop)
            await await_ready(tail)
            tail.subscribe(lambda one: self._summary.take(one.entry, steady_ms()))
            tail.subscribe(self._rest.hear)
            await activate(actions, self._order.map.policy.version, settings.shards)
            self._letters_before = await self._letters()
            feeding = await stack.enter_async_context(feeding_producer(settings.kafka))
            start_ms = settings.clock.now_ms() + round(LEAD_IN_S * settings.speed * 1000)
            pace = Pace(settings.clock, start_ms)
            reps = Workforce(
                actions,
                self._timeline,
                pace,
                tenant=self._order.map.tenant,
                back_after_s=self._order.map.reps.back_after_s,
                run_id=secrets.token_hex(4),
            )
            tail.subscribe(reps.hear)
            stack.push_async_callback(reps.leave)
            await reps.arrive()
            self._watcher.total(self._timeline.captures)
            self._watcher.stage("replaying")
            fed = await self._unless_stopped(
                feed(
                    self._timeline,
                    pace,
                    feeding,
                    settings,
                    channel=self._order.map.channel,
                    sent=self._note_sent,
                )
            )
            self._watcher.stage("waiting until all is at rest")
            if fed:
                await self._unless_stopped(self._drain(reps, self._limit_s))
            if self._stop.is_set():
                await reps.leave()
                await self._drain(reps, CUT_SHORT_S)

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
            for task in (doing, stopping, watching):
                task.cancel()
            await asyncio.gather(doing, stopping, watching, return_exceptions=True)

    async def _watch_worker(self) -> None:
        while True:
            code = self._worker.exit_code()
            if code is not None:
                raise self._worker.failed(f"exited with code {code} in the middle of the replay")
            await asyncio.sleep(WATCH_S)

    async def _drain(self, reps: Workforce, limit_s: float) -> bool:
        return await await_rest(
            self._rest, busy=lambda: reps.busy, through=self._through, limit_s=limit_s
        )

    async def _through(self) -> bool:
        """Whether each capture that was sent is in the journal, or with the dead letters."""
        return self._summary.captured + await self._letters() - self._letters_before >= self._sent

    async def _letters(self) -> int:
        return await records_in(self._settings.kafka, self._settings.topic(DEAD_LETTERS))

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
