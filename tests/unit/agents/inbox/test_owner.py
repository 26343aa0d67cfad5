"""The owner's marker: batches go on while it is sent, and an inbox that takes none is unread."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry

from hotlead.agents.inbox import owner as owner_module
from hotlead.agents.inbox.failures import Failures
from hotlead.agents.inbox.owner import Owner
from hotlead.agents.inbox.timers import UNREAD_LIMIT_S
from hotlead.agents.tools import Tools
from hotlead.router.metrics import Metrics
from hotlead.router.rules.policy import Policy
from hotlead.router.settings import Settings
from hotlead.router.state.recovery import Ownership
from hotlead.router.state.store import Due, Outcome, Placed, ShardStore

DUE = Due(1000, 1000, 0, (("rung|L1", 900),), (), (), ())


class Store:
    """A shard in which one rung is due."""

    def __init__(self) -> None:
        self.ran: list[Placed] = []

    async def due(self, **_: Any) -> Due:
        return DUE

    async def run(self, placed: list[Placed], at_once: int) -> list[Outcome]:
        self.ran += placed
        return [Outcome("dropped", b"") for _ in placed]


class Inbox:
    """A producer whose sends last until `taken`, or fail."""

    def __init__(self) -> None:
        self.taken = asyncio.Event()
        self.fails = False
        self.asked = 0
        self.under_way = asyncio.Event()

    async def send_and_wait(self, *_: Any, **__: Any) -> None:
        self.asked += 1
        self.under_way.set()
        if self.fails:
            raise ConnectionError
        await self.taken.wait()


def made(store: Store, inbox: Inbox) -> Owner:
    metrics = Metrics(CollectorRegistry(), shards=1)
    policies = SimpleNamespace(get=lambda _: Policy())
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
