"""An installation of one test's own: topics, workers, an outside producer, the journal, the audit.

Two shards and two tenants, one in each, so that two workers have something to share.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import orjson
import redis.asyncio
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from hotlead.router.audit import Report, audit
from hotlead.router.dead_letters import list_letters
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.provision.apply import apply_topics
from hotlead.router.settings import Settings
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.dead_letters import DeadLetter
from hotlead.topics.inbox import InboxEvent, PresenceSet, RepRegistered, encode_inbox
from hotlead.topics.journal import RawChange
from hotlead.topics.streams import DEAD_LETTERS, INBOX, JOURNAL, POLICIES
from tests.integration.journal_log import make_topic_anew
from tests.integration.processes import Process, Processes
from tests.integration.state.policies import policy
from tests.integration.worker.listener import Listener
from tests.integration.worker.load import Load, loaded

SHARDS = 2
SESSION_S = 3.0
READY = r"^worker ready"
TENANTS = tuple(
    next(name for name in ("main", "acme", "east", "nova") if shard_of(name, SHARDS) == shard)
    for shard in range(SHARDS)
)


def brisk(**pool: Any) -> Policy:
    """A policy under which much happens: assignments expire soon, and refusals are cleared."""
    given: dict[str, Any] = {"expiry_s": 2, "clear_refusals_s": 1, "misses_before_away": 100}
    return policy(**(given | pool)).model_copy(update={"tenants": TENANTS})


class Site:
    """Make it with `open_site`. `url` is where Redis is, `scratch` an empty one for the audit."""

    tenants = TENANTS

    def __init__(
        self, kafka: str, url: str, scratch: str, prefix: str, processes: Processes
    ) -> None:
        self.settings = Settings(
            kafka=kafka,
            redis=url,
            topic_prefix=prefix,
            redis_prefix=f"{prefix}:",
            shards=SHARDS,
            partitions=SHARDS,
            tenants=TENANTS,
            group=f"{prefix}workers",
            session_timeout_s=SESSION_S,
            redis_timeout_s=2.0,
            metrics_port=0,
            snapshot_every_s=0,
            secret="a session secret of the tests",
        )
        self.journal = Listener(kafka, self.settings.topic(JOURNAL), SHARDS)
        self.producer = AIOKafkaProducer(
            bootstrap_servers=kafka, acks="all", metadata_max_age_ms=1000
        )
        self.redis = redis.asyncio.Redis.from_url(url)
        self.workers: list[Process] = []
        self._processes, self._scratch = processes, scratch
        self._actions = 0

    # Workers

    @property
    def env(self) -> dict[str, str]:
        """The settings as a process gets them."""
        given = self.settings.model_dump(exclude_defaults=True, exclude_none=True)
        return {
            f"HOTLEAD_{name.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
            for name, value in given.items()
        }

    async def worker(self, *, ready: bool = True, **env: str) -> Process:
        """Starts a worker; with `ready` when it serves its shards."""
        worker = await self._processes.start(
            "-m", "hotlead.agents", env=self.env | env, ready_line=READY if ready else None
        )
        self.workers.append(worker)
        return worker

    async def hotlead(self, *arguments: str) -> Process:
        """Runs a command of the command line to its end."""
        code = "from hotlead.router.cli import main; main()"
        process = await self._processes.start("-c", code, *arguments, env=self.env)
        await process.wait()
        return process

    # What others send

    async def send(self, topic: str, value: bytes, partition: int | None = None) -> int:
        """Publishes bytes, as any producer may; returns their offset."""
        name = self.settings.topic(topic)
        return int((await self.producer.send_and_wait(name, value, partition=partition)).offset)

    async def capture(self, event_id: str, *, grade: float = 50, **fields: Any) -> str:
        """Publishes a capture on web-form; returns how it is known."""
        body = {
            "event_id": event_id,
            "tenant": TENANTS[0],
            "contact": {"email": f"{event_id}@example.org"},
            "attributes": {"grade": f"{grade:g}"},
        } | fields
        await self.send("capture.web-form", orjson.dumps(body))
        return f"{body['tenant']}|web-form|{event_id}"

    async def captures(self, count: int, tenant: str = TENANTS[0]) -> list[str]:
        """Publishes many captures of as many people at once."""
        name = self.settings.topic("capture.web-form")
        ids = [f"m-{n}" for n in range(count)]
        sends = [
            await self.producer.send(
                name,
                orjson.dumps(
                    {"event_id": one, "tenant": tenant, "contact": {"email": f"{one}@example.org"}}
                ),
            )
            for one in ids
        ]
        await asyncio.gather(*sends)
        return [f"{tenant}|web-form|{one}" for one in ids]

    async def inbox(self, event: InboxEvent, tenant: str | None = None) -> int:
        """Writes an event to its tenant's inbox, as the gateway does; returns its position."""
        shard = shard_of(tenant or str(getattr(event, "tenant", TENANTS[0])), SHARDS)
        return await self.send(INBOX, encode_inbox(event), shard)

    def new_id(self) -> str:
        """An action id that nobody had before."""
        self._actions += 1
        return f"a{self._actions}"

    async def rep(self, rep: str, *, tenant: str = TENANTS[0], **fields: Any) -> None:
        """Registers a rep who is idle."""
        given: dict[str, Any] = {"by": "sup", "pools": ("main",), "tenant": tenant} | fields
        await self.inbox(RepRegistered(action_id=self.new_id(), rep=rep, **given))
        await self.inbox(
            PresenceSet(action_id=self.new_id(), tenant=tenant, rep=rep, presence="idle")
        )

    async def staff(self, count: int = 3, capacity: int = 4) -> None:
        """Reps for both tenants."""
        for tenant in TENANTS:
            await self.staff_of(tenant, count, capacity)

    async def staff_of(self, tenant: str, count: int, capacity: int = 4) -> None:
        """Reps for one tenant; two actions each."""
        for n in range(count):
            await self.rep(f"{tenant}-r{n}", tenant=tenant, capacity=capacity)

    def load(self) -> AbstractAsyncContextManager[Load]:
        """Captures, signals and answers for as long as the context lasts."""
        return loaded(self)

    # What is to be seen

    async def taken(self, *captures: str) -> None:
        """Awaits that these captures are in the valid chain."""
        wanted = set(captures)
        await self.journal.until(lambda: wanted <= self.journal.taken.keys(), "captures taken")

    async def answer(self, action: str) -> RawChange:
        """Awaits the journal's answer to an action."""

        def found() -> list[RawChange]:
            return [c for c in self.journal.changes("answered") if c["action"] == action]

        await self.journal.until(found, f"an answer to {action}")
        return found()[0]

    async def dead_letters(self, count: int) -> list[DeadLetter]:
        """Awaits so many dead letters."""
        async with asyncio.timeout(30):
            while True:
                found = await list_letters(self.settings.kafka, self.settings.topic(DEAD_LETTERS))
                if found.total >= count:
                    return [one.letter for one in found.letters]
                await asyncio.sleep(0.1)

    def keys(self, shard: int = 0) -> ShardKeys:
        """The names of a shard's keys."""
        return ShardKeys(shard, self.settings.redis_prefix)

    async def committed(self, topic: str) -> int:
        """The sum of the offsets that the workers' group has committed for a topic."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.settings.kafka)
        await admin.start()
        try:
            offsets = await admin.list_consumer_group_offsets(self.settings.group)
        finally:
            await admin.close()
        name = self.settings.topic(topic)
        return sum(found.offset for tp, found in offsets.items() if tp.topic == name)

    # The verdict

    async def stop_workers(self) -> None:
        """SIGTERM to all that run; each exits 0."""
        running = [worker for worker in self.workers if worker.exit_code is None]
        assert [await worker.terminate() for worker in running] == [0] * len(running)

    async def audit(self) -> Report:
        """What the audit finds."""
        return await audit(self.settings, self._scratch)

    async def holds(self, load: Load | None = None) -> None:
        """All that was sent was taken exactly once; with the workers stopped the audit holds."""
        if load is not None:
            await self.taken(*load.sent)
            assert load.sent == self.journal.taken.keys()
        assert set(self.journal.taken.values()) <= {1}
        await self.stop_workers()
        report = await self.audit()
        assert report.findings == []
        assert report.checked[1] >= len(self.journal.taken)

    async def start(self, first: Policy) -> None:
        """Makes the topics, with a policy in the book."""
        await apply_topics(self.settings, first_policy=first)
        await self.producer.start()
        await self.journal.start()

    async def publish(self, new: Policy) -> None:
        """Publishes a policy; shards follow once they are told."""
        book = PolicyBook(self.settings.kafka, self.settings.topic(POLICIES))
        await book.load()
        await book.write(new)

    async def made_anew(self, stream: str) -> None:
        """Deletes a topic and makes it, as somebody does who means to empty it."""
        await make_topic_anew(self.settings.kafka, self.settings.topic(stream), SHARDS)

    async def close(self) -> None:
        """Closes what it opened."""
        await self.journal.stop()
        await self.producer.stop()
        await self.redis.aclose()


@asynccontextmanager
async def open_site(
    kafka: str,
    url: str,
    scratch: str,
    prefix: str,
    processes: Processes,
    *,
    first: Policy | None = None,
    changes: Mapping[str, Any] | None = None,
) -> AsyncIterator[Site]:
    """A site for one test; `changes` are settings that differ."""
    site = Site(kafka, url, scratch, prefix, processes)
    site.settings = site.settings.model_copy(update=dict(changes or {}))
    try:
        await site.start(first or brisk())
        yield site
    finally:
        await site.close()
