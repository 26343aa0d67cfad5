"""The owner's marker: batches go on while it is sent, and an inbox that takes none is unread."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock

import pytest
from prometheus_client import CollectorRegistry

from hotlead.agents.batches import Record
from hotlead.agents.inbox import owner as owner_module
from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.owner import Owner
from hotlead.agents.inbox.timers import UNREAD_LIMIT_S
from hotlead.agents.tools import Tools
from hotlead.router.aggregates import AGGREGATES
from hotlead.router.metrics import Metrics
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.recovery import Ownership
from hotlead.router.state.store import Due, Outcome, Placed, ShardStore
from hotlead.topics.inbox import CaptureReceived, PolicyActivated, encode_inbox

DUE = Due(1000, 1000, 0, (("rung|L1", 900),), {})


class Store:
    """A shard in which one rung is due."""

    def __init__(self) -> None:
        self.ran: list[Placed] = []
        self.code, self.known = "dropped", set[str]()
        self.aggregates, self.redis, self.keys = AGGREGATES, self, ShardKeys(0)

    async def due(self, **_: Any) -> Due:
        return DUE

    async def policy(self) -> str:
        return "newer"

    async def run(self, placed: list[Placed], at_once: int) -> list[Outcome]:
        self.ran += placed
        return [Outcome(self.code, b"") for _ in placed]

    async def hmget(self, name: str, captures: list[str]) -> list[str | None]:
        assert name == self.keys.key("contact_of")
        return ["a lead" if one in self.known else None for one in captures]

    async def trim(self, *_: Any) -> None:
        pass


class Inbox:
    """A producer whose sends last until `taken`, or fail."""

    def __init__(self) -> None:
        self.taken = asyncio.Event()
        self.fails = False
        self.asked = 0
        self.sent: list[tuple[str, bytes | None, bytes | None]] = []
        self.under_way = asyncio.Event()

    async def send_and_wait(
        self, topic: str, value: bytes | None, *, key: bytes | None = None, **_: Any
    ) -> None:
        self.asked += 1
        self.sent.append((topic, value, key))
        self.under_way.set()
        if self.fails:
            raise ConnectionError
        await self.taken.wait()


def named(version: str) -> Policy:
    return Policy(version=version)


def made(store: Store, inbox: Inbox) -> Owner:
    metrics = Metrics(CollectorRegistry(), shards=1)
    policies = SimpleNamespace(get=named, find=named, load=AsyncMock())
    tools = Tools(Settings(), cast("Any", inbox), cast("Any", policies), cast("Any", None), metrics)
    return Owner(
        tools,
        cast("ShardStore", store),
        Ownership(1, "me", 0, 0, 0, "p", rebuilt=False),
        0,
        Failures(),
    )


async def test_batches_go_on_while_a_marker_is_sent() -> None:
    inbox = Inbox()
    owner = made(Store(), inbox)
    ticking = asyncio.create_task(owner.tick())
    await inbox.under_way.wait()
    async with asyncio.timeout(1):
        await owner.work([])
    inbox.taken.set()
    await ticking


async def test_rungs_that_only_notify_fire_though_no_marker_can_be_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now_s = 100.0
    monkeypatch.setattr(owner_module, "monotonic", lambda: now_s)
    store, inbox = Store(), Inbox()
    inbox.fails = True
    owner = made(store, inbox)
    for _ in range(3):
        with pytest.raises(ConnectionError):
            await owner.tick()
    assert store.ran == []
    now_s += UNREAD_LIMIT_S + 1
    with pytest.raises(ConnectionError):
        await owner.tick()
    assert [one.call.request["notify_only"] for one in store.ran] == [True]
    assert inbox.asked == 4, "and it is tried again"


async def test_the_policy_in_force_is_the_shards_own_word() -> None:
    """An activation that is asked again changes nothing, whatever version it names."""
    owner = made(Store(), Inbox())
    event = PolicyActivated(action_id="k", version="old")
    value = encode_inbox(event)
    await owner.work([Record("inbox", 0, 0, 1, 0, None, value, None, -1, len(value), ())])
    assert owner.policy.version == "newer"


def captured(own: str) -> CaptureReceived:
    return CaptureReceived(
        tenant="main",
        channel="web-form",
        event_id="e",
        at_ms=1,
        received_ms=1,
        contact={"email": "a@example.org"},
        contact_id=own,
        masked="****",
        identities=("i",),
    )


async def test_each_lead_has_an_id_of_shard_generation_and_count_and_repeats_leave_nothing() -> (
    None
):
    store, inbox = Store(), Inbox()
    store.code, store.known = "duplicate", {"main|web-form|e|first"}
    inbox.taken.set()
    owner = made(store, inbox)
    values = [encode_inbox(captured(own)) for own in ("first", "again")]
    await owner.work(
        [Record("inbox", 0, n, 1, 0, None, v, None, -1, 9, ()) for n, v in enumerate(values)]
    )
    assert [one.call.request["lead"] for one in store.ran] == ["ld_0-1-1", "ld_0-1-2"]
    # The very same capture that came twice keeps its contact.
    assert inbox.sent == [("hotlead.contacts", None, b"main|web-form|e|again")]
