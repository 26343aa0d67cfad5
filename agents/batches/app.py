"""The Faust app of a worker: what Faust is left to do, and what is turned off.

Left to Faust: group membership, rebalances, agents and their supervision. Off: tables, its web
server, its monitor, its producer (agents have their own), topic declaration, the data directory.
"""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from faust.app.base import App, BootStrategy
from faust.serializers.schemas import Schema
from faust.types import TP, EventT, Message
from mode import ServiceT
from mode.utils.logging import get_logger
from yarl import URL

from hotlead.agents.batches.batch import Batch, Partitions, Through
from hotlead.agents.batches.consumer import BatchConsumer, BatchTransport
from hotlead.agents.batches.observer import Observer, Silent
from hotlead.agents.batches.progress import Progress
from hotlead.agents.batches.settings import BatchSettings
from hotlead.agents.batches.where import where

if TYPE_CHECKING:
    from hotlead.agents.batches.loop import BatchLoop

log = get_logger(__name__)

#: Faust's own buffer is made so large that it never pushes back: full_topics() does, without
#: waiting.
FAUST_BUFFER = 1 << 20
#: The last commit of a drain is given this much even when the handlers took all the time.
COMMIT_GRACE_S = 2.0


class BatchSchema(Schema[Any, Any]):
    """Passes a batch through as it is."""

    def compile(self, app: Any, **_: Any) -> Any:
        """Faust calls what this returns for each message."""

        async def decode(message: Message, *, propagate: bool = False) -> EventT[Any]:
            return cast("EventT[Any]", app.create_event(None, message.value, {}, message))

        return decode


class Boot(BootStrategy):
    """No producer, no web server."""

    enable_kafka_producer = False
    enable_web = False


class BatchApp(App):
    """Make it with `batch_app` inside the running loop, add agents, `run` it. Runs once."""

    BootStrategy = Boot

    def __init__(self, settings: BatchSettings, observer: Observer | None = None) -> None:
        self.settings = settings
        self.observer: Observer = observer or Silent()
        self.loops: dict[str, BatchLoop] = {}
        self.when_assigned: list[Partitions] = []
        self.when_revoked: list[Partitions] = []
        self.when_made_anew: list[Partitions] = []
        #: Set from the moment partitions are to be given back until new ones come.
        self.draining = asyncio.Event()
        self._drain_lock = asyncio.Lock()
        # Since when the group is not settled: from the start, and from each rebalance's start.
        self._unsettled_at: float | None = monotonic()
        super().__init__(
            settings.group,
            broker=[URL(f"kafka://{broker}") for broker in settings.brokers],
            broker_client_id=settings.client_id,
            broker_credentials=settings.credentials,
            broker_commit_interval=settings.commit_interval_s,
            # A commit for every n acknowledgements would be awaited by the loop that hands out.
            broker_commit_every=1 << 30,
            broker_session_timeout=settings.session_timeout_s,
            broker_heartbeat_interval=settings.heartbeat_s,
            broker_rebalance_timeout=settings.rebalance_timeout_s,
            broker_request_timeout=settings.request_timeout_s,
            broker_max_poll_records=settings.poll_records_max,
            consumer_auto_offset_reset="earliest",
            processing_guarantee="at_least_once",
            stream_wait_empty=True,
            stream_publish_on_commit=False,
            stream_buffer_maxsize=FAUST_BUFFER,
            topic_allow_declare=False,
            topic_disable_leader=True,
            store="memory://",
            table_standby_replicas=0,
            web_enabled=False,
            autodiscover=False,
        )

    @property
    def batches(self) -> BatchConsumer:
        """The consumer, as the type that it is."""
        return cast("BatchConsumer", self.consumer)

    # For owners of partitions

    def assigned(self) -> frozenset[TP]:
        """The partitions that are ours now; none before the first assignment."""
        return self.batches.assigned() if self.started else frozenset()

    def ready(self) -> bool:
        """Whether partitions are assigned and no rebalance is under way."""
        return bool(self.started and not self.rebalancing and not self.draining.is_set()) and bool(
            self.assigned()
        )

    def missing(self) -> list[str]:
        """Topics that are not there, never made or deleted, though Kafka was asked for them."""
        return self.batches.missing() if self.started else []

    async def made_anew(self, topic: str) -> None:
        """Has a topic that is another log now read from its start; the owners hear of it first."""
        partitions = frozenset(tp for tp in self.assigned() if tp.topic == topic)
        for tell in self.when_made_anew:
            await tell(partitions)
        for tp in partitions:
            self.seek(tp, 0)

    def hold(self, partitions: Iterable[TP]) -> None:
        """Hand out nothing of these until released: for a shard that is being opened.

        To be called from a callback of `when_assigned`, before anything is handed out, or later,
        when batches that are queued already still come. Ends by itself when partitions are assigned
        anew.
        """
        self.batches.hold(partitions)

    def release(self, partitions: Iterable[TP]) -> None:
        """Hand them out (again), from where they stood or were sought to."""
        self.batches.release(partitions)

    def seek(self, tp: TP, offset: int) -> bool:
        """Read a partition from `offset`, back or forth; False when it is not ours any more.

        Batches of it that are queued or in work are void from now on: dropped, never acknowledged.
        May be called as soon as `when_assigned` is told. What is committed follows, also back.
        """
        return self.batches.seek_to(tp, offset)

    def refuse(self, tp: TP) -> None:
        """Give a partition back for good, and those of its number with it, as far as another member
        of the group takes it; if none does it comes again.
        """
        self.batches.refuse(tp)

    def may_commit(self, batch: Batch, through: Through) -> None:
        """Says anew what may be committed of a worked batch: more than its handler said."""
        offset = batch.committable(through)
        if offset is not None and self.batches.is_current(batch):
            self.batches.may_commit(batch.tp, offset)

    # For the watchdog

    def progress(self) -> list[Progress]:
        """How far each assigned partition is, in order of their names."""
        return self.batches.progress(monotonic()) if self.started else []

    def suspects(self, after_s: float) -> list[str]:
        """What has stood still for `after_s`; nothing when all is well.

        A reason to end this worker only when Kafka answers: see agents/liveness.py. A rebalance is
        given the time that the group may take for two, and `after_s` on top.
        """
        now = monotonic()
        if not self.started or self.should_stop:
            return []
        if self._unsettled_at is not None:
            unsettled_s = now - self._unsettled_at
            allowed_s = 2 * self.settings.rebalance_timeout_s + after_s
            return [f"a rebalance for {unsettled_s:.0f} s"] if unsettled_s > allowed_s else []
        reasons = [
            f"{p.tp.topic}-{p.tp.partition}: lag {p.lag}, still for {now - p.moved_at:.0f} s"
            for p in self.progress()
            if p.lag and now - p.moved_at > after_s and not self.batches.is_held(p.tp)
        ]
        if self.assigned() and now - self.batches.polled_at > after_s:
            reasons.append(f"no fetch for {now - self.batches.polled_at:.0f} s")
        return reasons

    # Draining

    async def drain(self) -> None:
        """Hand out nothing more, let handlers end, commit. Bounded; harmless when done before."""
        self.draining.set()
        consumer = self.batches
        consumer.stop_flow()
        self.flow_control.suspend()
        self.flow_control.clear()
        async with self._drain_lock:
            deadline = monotonic() + self.settings.drain_deadline_s
            await asyncio.gather(*(loop.drain(deadline) for loop in self.loops.values()))
            commit = asyncio.ensure_future(consumer.commit_now())
            # Not wait_for, which awaits the end of what it cancels: Faust takes a cancellation
            # while it waits for one commit as leave to start another.
            left = max(deadline - monotonic(), COMMIT_GRACE_S)
            done, _ = await asyncio.wait({commit}, timeout=left)
            if done:
                commit.result()
            else:
                commit.cancel()
                log.error("offsets were not committed in time: some batches will come again")

    async def let_go(self, partitions: frozenset[TP]) -> None:
        """Drain, then tell the owners. Called while the partitions are still ours."""
        await self.drain()
        self.observer.revoked(partitions)
        for tell in self.when_revoked:
            try:
                await asyncio.wait_for(tell(partitions), self.settings.drain_deadline_s)
            except Exception as error:  # noqa: BLE001  # they go all the same
                log.error("an owner failed to let go: %s", where(error))  # noqa: TRY400  (no payload)

    async def take_on(self, partitions: frozenset[TP]) -> None:
        """Tell the owners, before anything of the partitions is handed out."""
        self.draining.clear()
        self.observer.assigned(partitions)
        if partitions:
            for tell in self.when_assigned:
                await asyncio.wait_for(tell(partitions), self.settings.session_timeout_s / 3)

    async def on_stop(self) -> None:
        """Before anything is torn down: drain, commit, and tell the owners."""
        self.rebalancing = False  # else Faust takes the end of its fetcher for a crash
        partitions = self.assigned()
        if partitions:
            await self.let_go(partitions)
        await super().on_stop()

    def full_topics(self) -> frozenset[str]:
        """Topics whose agent has as much queued as it may."""
        return frozenset(topic for topic, loop in self.loops.items() if loop.full())

    def on_rebalance_start(self) -> None:
        """Without sensors Faust would miss their state, and say so at each rebalance."""
        super().on_rebalance_start()
        self._rebalancing_sensor_state = {"sensors": None}
        if self._unsettled_at is None:
            self._unsettled_at = monotonic()

    def on_rebalance_end(self) -> None:
        """The group is settled."""
        super().on_rebalance_end()
        self._unsettled_at = None

    # What is turned off

    def on_init_dependencies(self) -> Iterable[ServiceT]:
        """The services of a worker, without Faust's monitor among the sensors."""
        return self.boot_strategy.server()

    def _create_directories(self) -> None:
        """There are no tables to keep."""

    def _new_transport(self) -> BatchTransport:
        return BatchTransport(self.conf.broker_consumer, self)


def batch_app(
    group: str, brokers: str | Iterable[str], *, observer: Observer | None = None, **settings: Any
) -> BatchApp:
    """The app of a worker of `group`; `settings` are BatchSettings' fields.

    `brokers` is `host:port`, several with commas between or as an iterable. To be called inside the
    loop that will run the app.
    """
    hosts = brokers.split(",") if isinstance(brokers, str) else brokers
    named = tuple(host.strip() for host in hosts if host.strip())
    return BatchApp(BatchSettings(group=group, brokers=named, **settings), observer)
