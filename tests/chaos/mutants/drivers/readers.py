"""Phones that are told by what reads the journal for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
from prometheus_client import CollectorRegistry

from hotlead.router.metrics import Metrics
from hotlead.router.shard.tail import Followed, JournalTail
from hotlead.topics.journal import Entry, decode_journal
from hotlead.topics.streams import JOURNAL
from tests.chaos.mutants.office import MAIN, WAIT_S, Office, until
from tests.integration.house import gateway_at, read_event
from tests.integration.worker.claimant import Claimant
from tests.integration.worker.site import SHARDS


async def lost_branch(office: Office) -> None:
    """What an owner had decided arrives after another has begun from an emptied Redis."""
    old = await office.owner()
    await office.staff(old, "r1")
    batch = await office.capture("a")
    await office.take(old, batch, send=False)
    late = office.unsent
    await office.empty_redis()
    new = await office.owner()
    async with told_by_tail(office, new):
        await office.take(new, batch)
        await old.send(late)


async def late_follower(office: Office) -> None:
    """The same, and the phones' gateway starts when it is all over."""
    old = await office.owner()
    await office.staff(old, "r1", "r2")
    batch = await office.capture("a")
    await office.take(old, batch, send=False)
    late = office.unsent
    await office.empty_redis()
    new = await office.owner()
    await office.take(new, batch)
    await read_back(new, office.unsent[-1])
    await old.send(late)
    await office.take(new, await office.capture("b"))
    async with told_by_tail(office, new):
        pass


async def unread_snapshot(office: Office) -> None:
    """A phone connects when its assignment is decided, and the journal does not have it yet."""
    owner = await office.owner()
    await office.staff(owner, "r1")
    async with gateway_at(office.site.settings) as (address, gateway, _):
        await asyncio.wait_for(gateway.tail.ready.wait(), WAIT_S)
        token, _ = gateway.sessions.open("rep", MAIN, "r1")
        async with httpx.AsyncClient(base_url=address, timeout=WAIT_S) as http:
            await office.take(owner, await office.capture("a"), send=False)
            decided = office.unsent
            await snapshot(office, http, token)
            await office.take(owner, await office.capture("b"), send=False)
            await owner.send([*decided, *office.unsent])
            await snapshot(office, http, token)


async def snapshot(office: Office, http: httpx.AsyncClient, token: str) -> None:
    """The phone is told what is live, unless it is refused."""
    headers = {"authorization": f"Bearer {token}"}
    async with http.stream("GET", "/v1/reps/r1/events", headers=headers) as answer:
        if answer.is_success:
            event = await read_event(answer.aiter_lines())
            for held in orjson.loads(event["data"])["assignments"]:
                tell(office, held | {"rep": "r1"})


@asynccontextmanager
async def told_by_tail(office: Office, owner: Claimant) -> AsyncIterator[None]:
    """Phones are told by the gateway's follower of the journal, up to the journal's end."""
    settings = office.site.settings
    tail = JournalTail(
        settings.kafka,
        settings.topic(JOURNAL),
        shards=SHARDS,
        redis=office.site.redis,
        redis_prefix=settings.redis_prefix,
        metrics=Metrics(CollectorRegistry(), shards=SHARDS),
    )

    def hear(followed: Followed) -> None:
        for change in followed.entry.raw:
            if change["kind"] == "assigned":
                tell(office, change)

    async def at_the_end() -> bool:
        return tail.position(owner.shard) >= await owner.readers.journal.end(owner.shard)

    tail.subscribe(hear)
    await tail.start()
    try:
        await asyncio.wait_for(tail.ready.wait(), WAIT_S)
        yield
        await until(at_the_end, "the journal to be followed to its end")
    finally:
        await tail.stop()


def tell(office: Office, assigned: dict[str, Any]) -> None:
    """A phone learns of an assignment."""
    known = {name: assigned[name] for name in ("lead", "rep", "epoch")}
    process = f"phone-{known['rep']}"
    office.history.told(process, "assignment", **known, value={"event": "assigned"})


async def read_back(owner: Claimant, raw: bytes) -> None:
    """The owner's last entry was read back: Redis knows where it stands."""
    entry = decode_journal(raw)
    assert isinstance(entry, Entry)
    last = await owner.readers.journal.end(owner.shard) - 1
    await owner.store.trim(entry.seq, entry.stamp, last)
