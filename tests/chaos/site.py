"""One run's installation: two workers and a gateway behind links that can be cut, and the clients.

Worker 0 reaches the brokers through links of its own, worker 1 and the gateway directly; each of
the three reaches Redis through a link of its own.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import redis.asyncio

from hotlead.router.embedded import ports
from hotlead.router.embedded.running import Running
from hotlead.topics.streams import capture_topic
from tests.chaos.clients.caller import Caller
from tests.chaos.clients.people import People
from tests.chaos.clients.phones import Phone
from tests.chaos.clients.sources import Sources
from tests.chaos.clients.staff import register
from tests.chaos.clients.webhook import Webhook
from tests.chaos.climbing import Climbing
from tests.chaos.cluster import Cluster
from tests.chaos.history import History
from tests.chaos.link import Cut
from tests.chaos.policy import chaos_policy
from tests.chaos.stamps import make_inputs
from tests.chaos.store import Store
from tests.chaos.switchboard import FarLink, Switchboard
from tests.chaos.workers import SLOTS, Workers
from tests.integration.processes import Process, Processes
from tests.integration.worker.site import TENANTS, Site

SESSION_S: Final = 5.0
SNAPSHOT_S: Final = 10.0
REPS: Final = 9
SOURCES: Final = 8
GATEWAY: Final = "gateway"
GATEWAY_S: Final = 60.0


class ChaosSite:
    """Make it with `open_chaos_site`."""

    def __init__(
        self,
        cluster: Cluster,
        scratch: Running,
        processes: Processes,
        store: Store,
        history: History,
        *,
        seed: int,
    ) -> None:
        self.cluster, self.store, self.history, self.seed = cluster, store, history, seed
        prefix = f"c{secrets.token_hex(3)}."
        self.inner = Site(cluster.address, store.primary.url, scratch.url, prefix, processes)
        self.inner.settings = self.inner.settings.model_copy(
            update={
                "replication": 3,
                "session_timeout_s": SESSION_S,
                "snapshot_every_s": SNAPSHOT_S,
                "port": ports.pick(0, GATEWAY),
            }
        )
        self._processes = processes
        self._callers: list[Caller] = []
        self._board: Switchboard | None = None
        self.kafka_links: dict[int, FarLink] = {}
        self.redis_links: dict[int | str, FarLink] = {}
        self.workers = Workers(self.inner)
        self.climbing = Climbing()
        self.inner.journal.subscribers.append(self.climbing.hear)
        self.caller = self._caller()
        self.webhook = Webhook(history, ports.pick(0, "a webhook"), seed)
        self.people = People(seed, TENANTS)
        self.sources = Sources(
            [self._caller() for _ in range(SOURCES)],
            self.inner.producer,
            self.inner.settings.topic,
            self.people,
            seed,
        )
        self.phones = [
            Phone(
                self._caller(),
                self.inner.settings,
                tenant=tenant,
                rep=f"{tenant}-r{n}",
                seed=seed,
            )
            for tenant in TENANTS
            for n in range(REPS)
        ]
        self.gateway: Process | None = None

    async def start(self) -> None:
        """All but the load."""
        await self._open_links()
        await self.webhook.open()
        await make_inputs(self.inner.settings)
        await self.inner.start(chaos_policy(self.webhook.url))
        for slot in SLOTS:
            await self.workers.start(slot, ready=False)
        await self._start_gateway()
        for slot in SLOTS:
            await self.workers.ready(slot)
        self.workers.open()
        for tenant in TENANTS:
            reps = [phone.rep for phone in self.phones if phone.tenant == tenant]
            await register(self.caller, self.inner.settings, tenant, reps)
        await asyncio.gather(*(phone.start() for phone in self.phones))

    async def close(self) -> None:
        """Ends all that is left; what a run began in order has ended before."""
        await self.sources.stop()
        await asyncio.gather(*(phone.stop() for phone in self.phones))
        for caller in self._callers:
            await caller.close()
        await self.webhook.close()
        await self.inner.close()
        await self.store.close()
        if self._board is not None:
            self._board.close()

    # What nemeses take hold of

    async def cut_redis(self, how: Cut, clients: Sequence[int | str]) -> None:
        """Cuts these off from Redis: slots of workers, or `GATEWAY`."""
        for client in clients:
            await self.redis_links[client].cut(how)

    async def mend_redis(self) -> None:
        """All reach Redis again."""
        for link in self.redis_links.values():
            await link.mend()

    async def follow_primary(self) -> None:
        """Leads all to what is the primary now."""
        self.inner.settings = self.inner.settings.model_copy(
            update={"redis": self.store.primary.url}
        )
        await self.inner.redis.aclose()
        self.inner.redis = redis.asyncio.Redis.from_url(self.store.primary.url)
        for link in self.redis_links.values():
            await link.aim(self.store.port)

    async def amid_burst(self, count: int = 200, wait_s: float = 5.0) -> None:
        """Returns when workers are in the midst of many captures, or after `wait_s`."""
        taken = self.inner.journal.taken
        target = len(taken) + count // 4
        self.sources.burst(count, grade=0)
        with contextlib.suppress(AssertionError):
            await self.inner.journal.until(lambda: len(taken) >= target, "a burst", wait_s)

    def input_topics(self) -> list[str]:
        """Full names of the topics that others write to."""
        settings = self.inner.settings
        names = [capture_topic(channel) for channel in settings.channels]
        return [settings.topic(name) for name in (*names, "signals")]

    # Processes

    async def _open_links(self) -> None:
        board = self._board = await Switchboard.start(self._processes)
        for node, (port, target) in self.cluster.linked().items():
            self.kafka_links[node] = await board.link(port, target)
        for client in (*SLOTS, GATEWAY):
            port = ports.pick(0, "a link to Redis")
            self.redis_links[client] = await board.link(port, self.store.port)
        for slot in SLOTS:
            self.workers.env[slot] = self._redis_env(slot)
        through = ",".join(f"127.0.0.1:{link.port}" for link in self.kafka_links.values())
        self.workers.env[0]["HOTLEAD_KAFKA"] = through

    def _caller(self) -> Caller:
        caller = Caller(f"http://127.0.0.1:{self.inner.settings.port}", self.history)
        self._callers.append(caller)
        return caller

    def _redis_env(self, client: int | str) -> dict[str, str]:
        return {"HOTLEAD_REDIS": f"redis://127.0.0.1:{self.redis_links[client].port}/0"}

    async def _start_gateway(self) -> None:
        self.gateway = await self._processes.start(
            *("-m", "hotlead.router.cli", "gateway"),
            env=self.inner.env | self._redis_env(GATEWAY),
            ready_port=self.inner.settings.port,
            timeout_s=GATEWAY_S,
        )
        async with asyncio.timeout(GATEWAY_S):
            while True:
                answer = await self.caller.send("GET", "/readyz")
                if answer is not None and answer.is_success:
                    return
                await asyncio.sleep(0.1)


@asynccontextmanager
async def open_chaos_site(
    cluster: Cluster, scratch: Running, directory: Path, seed: int
) -> AsyncIterator[ChaosSite]:
    """An installation that serves, and its clients; `directory` gets logs and the history."""
    with (
        Processes(directory) as processes,
        Store(directory) as store,
        History(directory / "history.jsonl") as history,
    ):
        site = ChaosSite(cluster, scratch, processes, store, history, seed=seed)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(site.close)
            await site.start()
            yield site
