"""All notices of a worker, without Redis, Kafka or the web."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import httpx
from aiokafka.errors import KafkaConnectionError
from prometheus_client import CollectorRegistry

from hotlead.agents.notices import Notices
from hotlead.agents.tools import Tools
from hotlead.router.clock import Clock, real_ms
from hotlead.router.metrics import Metrics
from hotlead.router.policy.document import DEFAULT_POLICY, Policy
from hotlead.router.policy.people import Person, WebhookChannel
from hotlead.router.settings import Settings
from hotlead.router.state.store_clock import StoreClock
from hotlead.topics.inbox import NoticeSent, decode_inbox
from hotlead.topics.journal import Change, Entry, RawChange
from tests.whole_changes import whole

SOON_S = 5.0


class Inbox:
    """A producer that keeps what it is sent, or that fails."""

    def __init__(self) -> None:
        self.events: list[tuple[int, NoticeSent]] = []
        self.fails = False

    async def send_and_wait(self, _: str, value: bytes, partition: int, **__: object) -> None:
        if self.fails:
            raise KafkaConnectionError
        event = decode_inbox(value)
        assert isinstance(event, NoticeSent)
        self.events.append((partition, event))


class NoRedis:
    """A Redis with nobody's phone in it."""

    def pipeline(self, **_: object) -> "NoRedis":
        self.asked: list[str] = []
        return self

    looks = 0

    def hexists(self, *_: object) -> None:
        self.asked.append("hexists")

    def hvals(self, *_: object) -> None:
        self.asked.append("hvals")

    def hget(self, *_: object) -> None:
        self.looks += 1
        self.asked.append("hget")

    def hgetall(self, *_: object) -> None:
        self.asked.append("hgetall")

    async def execute(self) -> list[object]:
        answers: dict[str, object] = {"hget": None, "hexists": False, "hvals": [], "hgetall": {}}
        return [answers[one] for one in self.asked]

    def register_script(self, _: str) -> Callable[..., Any]:
        return lambda **_: None


@asynccontextmanager
async def told_by(
    book: dict[str, Policy],
    hook: Callable[[httpx.Request], Any],
    redis: NoRedis | None = None,
) -> AsyncIterator[tuple[Notices, Inbox]]:
    inbox = Inbox()
    policies = SimpleNamespace(get=lambda version: book.get(version, DEFAULT_POLICY))
    tools = Tools(
        Settings(),
        cast("Any", inbox),
        cast("Any", policies),
        cast("Any", None),
        Metrics(CollectorRegistry()),
    )
    notices = Notices(tools, cast("Any", redis or NoRedis()), StoreClock(Clock()))
    # The queues are made with the client; ours answers in its place.
    notices._http._transport = httpx.MockTransport(hook)
    notices._http._mounts = {}
    try:
        yield notices, inbox
    finally:
        await notices.stop()


def supervised_by(person: str, *rungs: str) -> Policy:
    channel = WebhookChannel(url=f"http://hooks.example.org/{person}", rungs=rungs)
    return Policy(version=person, supervisors=(Person(id=person, channels=(channel,)),))


def rung(policy: str, **given: Any) -> tuple[Change, Entry]:
    change: RawChange = {
        "kind": "rung",
        "name": "supervisors",
        "does": "open+supervisors",
        "lead": "ld_1",
        "tenant": "main",
        "pool": "main",
        "score": 80_000_000,
        "hot_at": 1,
    } | given
    entry = Entry(7, "s", "p", 1, 1, real_ms(), policy, (whole(change),))
    return entry.changes[0], entry


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(SOON_S):
        while not holds():  # noqa: ASYNC110  (it asks what has no event)
            await asyncio.sleep(0.01)
