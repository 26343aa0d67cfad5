"""The worker: the one place where its parts are wired."""

import asyncio
import logging
import os
import secrets
import sys
from collections.abc import Sequence
from importlib.metadata import version

from faust.types import TP
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.agents.batches import Batch, BatchApp, Silent, batch_app, run
from hotlead.agents.dead_letters import DeadLetterWriter
from hotlead.agents.followers import Followers
from hotlead.agents.health import Health
from hotlead.agents.inbox.shards import Shards
from hotlead.agents.intake import Intake
from hotlead.agents.liveness import Liveness
from hotlead.agents.notices import Notices
from hotlead.agents.tools import Tools
from hotlead.router.aggregates import AGGREGATES
from hotlead.router.cancelling import cancel
from hotlead.router.errors import HotleadError
from hotlead.router.kafka.producer import start_producer
from hotlead.router.metrics import Metrics
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.connection import connect
from hotlead.router.state.recovery import Readers
from hotlead.router.state.store_clock import StoreClock
from hotlead.router.watchdog import Watchdog
from hotlead.topics.streams import INBOX, JOURNAL, POLICIES

log = logging.getLogger(__name__)

READY_LOOK_S = 0.1
READY_REDIS_S = 2.0
ASK_TIME_EVERY_S = 10.0


class Counting(Silent):
    """What batches tell the metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def handled(self, agent: str, batches: Sequence[Batch], seconds: float) -> None:
        self._metrics.batch_records[agent].observe(sum(len(batch) for batch in batches))
        if agent == "inbox":
            self._metrics.stage_duration[agent].observe(seconds)

    def failed(
        self, agent: str, batches: Sequence[Batch], error: BaseException, attempt: int
    ) -> None:
        self._metrics.retries[agent].inc()

    def assigned(self, partitions: frozenset[TP]) -> None:
        self._metrics.rebalances.inc()


def _timings(settings: Settings) -> dict[str, float]:
    """What follows from the one time that is set; any that Settings allows must work."""
    session = settings.session_timeout_s
    rebalance = max(session * 2, 6.0)
    return {
        "session_timeout_s": session,
        "heartbeat_s": session / 5,
        "rebalance_timeout_s": rebalance,
        "request_timeout_s": max(session, 30.0),
        "drain_deadline_s": min(10.0, rebalance * 0.75),
    }


async def work(settings: Settings, stop: asyncio.Event, aggregates: Aggregates[Policy]) -> int:
    """Runs a worker until `stop` is set; the exit code. Raises HotleadError if it cannot start."""
    name = f"{os.uname().nodename}-{os.getpid()}-{secrets.token_hex(2)}"
    metrics = Metrics(
        CollectorRegistry(),
        channels=settings.channels,
        tenants=settings.tenants,
        shards=settings.shards,
        version=version("hotlead"),
    )
    producer = await start_producer(settings.kafka, f"hotlead-{name}")
    readers = await Readers.start(settings, aggregates)
    policies = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await policies.load()
    dead_letters = DeadLetterWriter(producer, settings, metrics)
    app = batch_app(
        settings.group,
        settings.kafka,
        observer=Counting(metrics),
        partitions_max={settings.topic(name): settings.shards for name in (INBOX, JOURNAL)},
        **_timings(settings),
    )
    failed: list[BaseException] = []

    def fatal(error: BaseException) -> None:
        failed.append(error)
        stop.set()

    tools = Tools(settings, producer, policies, dead_letters, metrics, aggregates)
    asked = connect(settings.redis, timeout_s=settings.redis_timeout_s)
    store_clock = StoreClock(settings.clock)
    notices = Notices(tools, asked, store_clock)
    Intake(app, tools)
    shards = Shards(app, tools, readers, name, fatal)
    Followers(app, tools, readers.journal, shards, notices)
    liveness = Liveness(app, settings, shards.suspects, shards.standing)
    redis = connect(settings.redis, timeout_s=READY_REDIS_S)
    health = Health(
        settings,
        metrics,
        stuck=lambda: liveness.stuck,
        waiting=lambda: _not_ready(app, shards, redis, liveness),
        before_scrape=lambda: _note(app, metrics, settings, liveness),
    )
    await health.start()
    watching = asyncio.create_task(liveness.run())
    telling = asyncio.create_task(_tell_ready(app, shards))
    await _ask_time(store_clock, redis, metrics)
    keeping = asyncio.create_task(_keep_time(store_clock, redis, metrics))
    async with Watchdog():
        code = await run(app, stop)
    await cancel((watching, telling, keeping))
    await notices.stop()
    await health.stop()
    await asked.aclose()
    await redis.aclose()
    await readers.stop()
    await producer.stop()
    if failed:
        raise failed[0]
    return code


def _waiting(app: BatchApp, shards: Shards) -> list[str]:
    reasons = []
    if not app.ready():
        reasons.append("no partitions yet, or a rebalance is under way")
    if shards.opening():
        reasons.append("a shard is being opened")
    reasons += [f"there is no topic {name}: run `hotlead topics apply`" for name in app.missing()]
    reasons += [f"shard {shard}: its inbox is tried again" for shard in shards.failing()]
    return reasons + shards.closed()


async def _not_ready(
    app: BatchApp, shards: Shards, redis: "Redis", liveness: Liveness
) -> list[str]:
    """Why it cannot serve its shards now."""
    reasons = _waiting(app, shards) + liveness.still
    try:
        async with asyncio.timeout(READY_REDIS_S):
            await redis.ping()
    except (RedisError, OSError, TimeoutError):
        reasons.append("Redis does not answer")
    return reasons


async def _ask_time(clock: StoreClock, redis: "Redis", metrics: Metrics) -> None:
    """While Redis is away the time goes on as it was told last."""
    try:
        metrics.process.clock_skew.set(await clock.ask(redis))
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("Redis does not tell its time: %s", type(error).__name__)


async def _keep_time(clock: StoreClock, redis: "Redis", metrics: Metrics) -> None:
    while True:
        await asyncio.sleep(ASK_TIME_EVERY_S)
        await _ask_time(clock, redis, metrics)


def _note(app: BatchApp, metrics: Metrics, settings: Settings, liveness: Liveness) -> None:
    metrics.process.standing_still.set(len(liveness.still))
    lags: dict[str, int] = {}
    for progress in app.progress():
        stream = progress.tp.topic.removeprefix(settings.topic_prefix).partition(".")[0]
        lags[stream] = lags.get(stream, 0) + progress.lag
    for stream, lag in lags.items():
        metrics.consumer_lag_records[stream].set(lag)


async def _tell_ready(app: BatchApp, shards: Shards) -> None:
    while _waiting(app, shards):  # noqa: ASYNC110  (it asks Faust, which has no event for it)
        await asyncio.sleep(READY_LOOK_S)
    numbers = ",".join(str(shard) for shard in sorted(shards.open_shards()))
    sys.stdout.write(f"worker ready, shards {numbers or 'none'}\n")
    sys.stdout.flush()


async def main(
    settings: Settings, stop: asyncio.Event, aggregates: Aggregates[Policy] = AGGREGATES
) -> int:
    """`work`, with errors that a user can mend told in a sentence."""
    try:
        return await work(settings, stop, aggregates)
    except HotleadError as error:
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        return 1
