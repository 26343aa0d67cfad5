"""Faust's consumer "thread", run on the main loop.

Faust gives its Kafka client a thread and an event loop of its own; each fetch then crosses threads
twice, which doubles latency when several streams share a process. Here everything runs on one loop.
The price: heartbeats depend on that loop, so nothing may block it for seconds.

Stopping leaves the group (the partitions move at once, not after the session's time) within a
deadline, also when it comes in the middle of a rebalance, where aiokafka alone would wait for the
group.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from aiokafka.protocol.group import LeaveGroupRequest
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, credentials_to_aiokafka_auth
from faust.types import TP
from mode import Service
from mode.utils.futures import maybe_async

from hotlead.agents.batches.assignor import SameNumbers
from hotlead.agents.batches.settings import BatchSettings
from hotlead.router.kafka.fetch_pacing import pace_fetches
from hotlead.router.kafka.hung_brokers import bound_requests


class InlineConsumerThread(AIOKafkaConsumerThread):
    """Has the interface of a thread and none of its own: every call is awaited in place."""

    abstract = False
    _settings: BatchSettings

    def __init__(self, *args: Any, settings: BatchSettings, **kwargs: Any) -> None:
        self._settings = settings
        self._shares = SameNumbers(settings.partitions_max)
        super().__init__(*args, **kwargs)

    async def start(self) -> None:
        """Start here and now; raises what aiokafka raises when no broker answers."""
        self._thread_started.set()
        await self._default_start()

    async def on_start(self) -> None:
        """Fetch at a measured pace."""
        await super().on_start()
        pace_fetches(self.client)

    async def stop(self) -> None:
        """Leave the group and close the sockets, within the deadline. Once."""
        if self._started.is_set() and not self._stopped.is_set():
            self._stopped.set()
            await self._leave()
            await self._default_stop_children()
            self._shutdown.set()
            await self._default_stop_futures()
            await self._default_stop_exit_stacks()

    async def call_thread(
        self, fun: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any
    ) -> Any:
        """Call `fun` and return its result."""
        return await maybe_async(fun(*args, **kwargs))

    async def cast_thread(
        self, fun: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any
    ) -> None:
        """Call `fun` for its effect."""
        await maybe_async(fun(*args, **kwargs))

    @Service.task
    async def _thread_keepalive(self) -> None:
        """There is no second loop to keep awake."""

    def close(self) -> None:
        """Faust calls this when a rebalance meets a stop; `stop` does it in the right order."""

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Faust's detector reads a monitor that is not there; see progress.py."""

    @property
    def client(self) -> AIOKafkaConsumer:
        """aiokafka's consumer, once started."""
        return self._ensure_consumer()

    @property
    def generation(self) -> int:
        """The group's generation as aiokafka knows it; -1 when the membership is lost."""
        coordinator = self._consumer._coordinator if self._consumer is not None else None
        return -1 if coordinator is None else int(coordinator.generation)

    def refuse(self, tp: TP) -> None:
        """Tell the group, by joining it anew, that another should have this one. Once."""
        if self._shares.refuse(tp.topic, tp.partition):
            coordinator: Any = self.client._coordinator
            coordinator.request_rejoin()

    async def _leave(self) -> None:
        consumer = self._consumer
        if consumer is None:
            return
        stopping = asyncio.create_task(consumer.stop())
        _, late = await asyncio.wait({stopping}, timeout=self._settings.leave_deadline_s)
        if not late:
            stopping.result()
            return
        # A join is under way, or the broker does not answer: stop waiting for the group.
        self.log.warning("the group did not let go within the deadline: leaving by force")
        coordinator: Any = consumer._coordinator
        coordinator._coordination_task.cancel()
        stopping.cancel()
        await asyncio.wait({stopping, coordinator._coordination_task}, timeout=1.0)
        # Over another connection: the broker reads nothing more on the one with a join pending.
        if coordinator.coordinator_id is not None and coordinator.member_id:
            request = LeaveGroupRequest(self._settings.group, coordinator.member_id)
            await _briefly(consumer._client.send(coordinator.coordinator_id, request))
        await _briefly(consumer._client.close())

    def _create_worker_consumer(self, transport: Any) -> AIOKafkaConsumer:
        """As Faust's own, which has a fetch wait 1.5 s and assigns by round robin."""
        settings, conf = self._settings, self.app.conf
        made = AIOKafkaConsumer(
            client_id=settings.client_id,
            group_id=settings.group,
            bootstrap_servers=list(settings.brokers),
            partition_assignment_strategy=[self._shares],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=settings.poll_records_max,
            max_poll_interval_ms=int((conf.broker_max_poll_interval or 0) * 1000),
            max_partition_fetch_bytes=settings.partition_fetch_bytes_max,
            fetch_max_wait_ms=settings.fetch_max_wait_ms,
            request_timeout_ms=int(settings.request_timeout_s * 1000),
            session_timeout_ms=int(settings.session_timeout_s * 1000),
            rebalance_timeout_ms=int(settings.rebalance_timeout_s * 1000),
            heartbeat_interval_ms=int(settings.heartbeat_s * 1000),
            metadata_max_age_ms=int(settings.metadata_max_age_s * 1000),
            **credentials_to_aiokafka_auth(conf.broker_credentials, conf.ssl_context),
        )
        bound_requests(made._client)
        return made


async def _briefly(work: Awaitable[Any]) -> None:
    """What is best done and may be left undone: the session's end does it too."""
    with contextlib.suppress(KafkaError, TimeoutError):
        await asyncio.wait_for(work, 1.0)
