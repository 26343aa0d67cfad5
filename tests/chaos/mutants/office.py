"""A small installation that a driver runs: what clients do there is written in a history.

Owners of shards are driven step by step in this process (tests/integration/worker/claimant.py), so
that who wakes when is no matter of luck.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

import orjson

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import DEFAULT_LADDER, Rung
from hotlead.router.state.store import Placed
from hotlead.topics.contacts import capture_key, contact_key
from hotlead.topics.inbox import (
    Acknowledge,
    CaptureReceived,
    HandOver,
    InboxEvent,
    PresenceSet,
    RepRegistered,
)
from hotlead.topics.journal import RawChange
from hotlead.topics.streams import CONTACTS
from tests.chaos.history import History, Operation
from tests.integration.worker.claimant import Claimant, captured, claimant, lead_named
from tests.integration.worker.site import TENANTS, Site

MAIN = TENANTS[0]
WAIT_S = 30.0


class Office:
    """One site with its history. Drivers run on shard 0, which is tenant `main`'s."""

    def __init__(self, site: Site, history: History, stack: AsyncExitStack) -> None:
        self.site, self.history = site, history
        self.unsent: list[bytes] = []
        self.ladder: Sequence[Rung] = DEFAULT_LADDER
        self._stack = stack

    async def empty_redis(self) -> None:
        """Redis loses all that it had of this site."""
        prefix = self.site.settings.redis_prefix
        async for name in self.site.redis.scan_iter(match=f"{prefix}*", count=1000):
            await self.site.redis.delete(name)

    async def owner(self) -> Claimant:
        """One more process that opens the shard, and so is its owner from now on."""
        return await self._stack.enter_async_context(claimant(self.site))

    # Inputs, sent and not yet taken

    def sends(self, event_id: str) -> Operation:
        """A source begins to send a capture."""
        known = {"tenant": MAIN, "channel": "web-form", "event_id": event_id}
        return self.history.invoke("source", "capture", **known)

    async def capture(self, lead: str, grade: float = 50) -> tuple[CaptureReceived, int]:
        """A capture that was acknowledged: its event, and where it is in the inbox."""
        event = captured(lead, grade=grade)
        operation = self.sends(event.event_id)
        capture = capture_key(MAIN, event.channel, event.event_id)
        key = contact_key(capture, event.contact_id).encode()
        topic = self.site.settings.topic(CONTACTS)
        await self.site.producer.send_and_wait(topic, event.contact_json().encode(), key=key)
        at = await self.site.inbox(event)
        operation.end("ok", status=202)
        return event, at

    # Steps of an owner

    async def take(
        self, owner: Claimant, *inputs: tuple[InboxEvent, int], send: bool = True
    ) -> list[RawChange]:
        """The owner takes these and, with `send`, publishes; `unsent` are the entries it made."""
        self.unsent = []
        for event, at in inputs:
            call = AGGREGATES.call_for(
                event, owner.policy, time.time_ns() // 1_000_000, lead_named(event)
            )
            [outcome] = await owner.store.run([Placed(call, owner.position, at)])
            owner.position = max(owner.position, at + 1)
            self.unsent += [outcome.entry] if outcome.entry else []
        if send:
            await owner.send(self.unsent)
        return [change for raw in self.unsent for change in orjson.loads(raw)["changes"]]

    async def act(self, owner: Claimant, *events: InboxEvent) -> list[RawChange]:
        """Sent, taken and published at once."""
        return await self.take(owner, *[(event, await self.site.inbox(event)) for event in events])

    async def staff(self, owner: Claimant, *reps: str, capacity: int = 1) -> None:
        """Reps who are idle."""
        for rep in reps:
            given: dict[str, Any] = {"tenant": MAIN, "rep": rep}
            fields = given | {"by": "sup", "pools": ("main",), "capacity": capacity}
            await self.act(
                owner,
                RepRegistered(action_id=self.site.new_id(), **fields),
                PresenceSet(action_id=self.site.new_id(), presence="idle", **given),
            )

    async def acknowledge(self, owner: Claimant, assigned: RawChange) -> int:
        """The rep acknowledges what was assigned, then or now; returns the status."""
        known = {name: assigned[name] for name in ("tenant", "lead", "rep", "epoch")}
        operation = self.history.invoke(f"phone-{known['rep']}", "acknowledge", **known)
        changes = await self.act(owner, Acknowledge(action_id=self.site.new_id(), **known))
        [status] = [int(change["status"]) for change in changes if change["kind"] == "answered"]
        operation.end("ok" if status == 200 else "fail", status=status)
        return status

    async def hand_over(self, owner: Claimant, lead: str, rep: str) -> RawChange:
        """A supervisor gives the lead to a rep; returns the assignment."""
        given = {"tenant": MAIN, "lead": lead, "rep": rep, "by": "sup"}
        action = HandOver(action_id=self.site.new_id(), reason="asked for", **given)
        return only("assigned", await self.act(owner, action))


def only(kind: str, changes: Sequence[RawChange]) -> RawChange:
    """The one change of this kind."""
    [found] = [change for change in changes if change["kind"] == kind]
    return found


async def until(holds: Callable[[], Awaitable[bool]], what: str, timeout_s: float = WAIT_S) -> None:
    """Looks again and again, bounded; for what no event tells of. Raises AssertionError."""
    try:
        async with asyncio.timeout(timeout_s):
            while not await holds():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"waited in vain for {what}") from None
