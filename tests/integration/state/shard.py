"""A shard driven as its owner drives it, with time that stands still until it is moved.

The scripts take the time from Redis through an origin and a speed. The speed here is 0 and moving
the origin moves the time, so an hour passes at once and nothing depends on how fast a test runs.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock
from hotlead.router.policy.document import Policy
from hotlead.router.pools.requests import activate
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.timers import Look, Search
from hotlead.router.state.store import Outcome, Placed, ShardStore
from hotlead.topics.inbox import (
    CaptureReceived,
    InboxEvent,
    PolicyActivated,
    PresenceSet,
    RepRegistered,
    SignalReceived,
)
from hotlead.topics.journal import Entry, RawChange, decode_journal
from tests.integration.state.policies import policy

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
MONDAY_10AM = round(datetime.fromisoformat("2026-03-02T10:00:00+08:00").timestamp() * 1000)
GENERATION = 7
ROUNDS_MAX, TIMERS_MAX = 200, 5000


class Shard:
    """One shard: its store, its position, its policy, and all entries it has made so far."""

    def __init__(self, redis: Redis, generation: int = GENERATION) -> None:
        self.redis = redis
        self.store = ShardStore(redis, ShardKeys(0), AGGREGATES, generation)
        self.now = MONDAY_10AM
        self.position = 0
        self.policy = policy()
        self.entries: list[bytes] = []
        self.capacity: dict[str, int] = {}
        self._ids = 0

    async def open(self, first: Policy | None = None) -> None:
        """Claims the shard and puts the first policy into force."""
        await self.store.claim(Clock(self.now, 0, 0.0), "run", "log")
        self.policy = first or self.policy
        await self.timer(activate(self.policy, self.now, rescore=False))

    # Time

    async def set_time(self, now: int) -> None:
        """Moves the shard's time, and runs nothing."""
        self.now = now
        await self._await(self.redis.hset(self.store.keys.key("shard"), "origin", str(now)))

    async def jump(self, **spans: float) -> None:
        """Time passes in which nobody looks, as in an outage; then all timers due are run."""
        await self.set_time(self.now + span_ms(**spans))
        await self.run_timers()

    async def wait(self, **spans: float) -> None:
        """Time passes, each timer run at its own instant, as while all is well."""
        until = self.now + span_ms(**spans)
        for _ in range(TIMERS_MAX):
            due = await self.store.due(horizon_ms=until, limit=1)
            if not due.timers:
                await self.set_time(until)
                return
            await self.set_time(max(self.now, due.timers[0][1]))
            await self.run_timers()
        raise AssertionError(f"timers without end: {due.timers}")

    async def run_timers(self, *, notify_only: bool = False) -> list[str]:
        """Runs what is due up to now, as the owner does; returns the codes in order."""
        codes: list[str] = []
        for _ in range(ROUNDS_MAX):
            due = await self.store.due(
                horizon_ms=self.now,
                limit=100,
                searches=[Search(kind, 100) for kind in ("rescore", "bounds")],
            )
            members = dict(due.timers)
            look = replace(self.look(unread=notify_only), due_ms=members)
            found = {} if notify_only else due.found
            calls = [duty.call for duty in await AGGREGATES.duties(look, list(members), found)]
            if not calls:
                return codes
            said = [o.code for o in await self.run(*calls, timers=True)]
            codes += said
            if notify_only and set(said) <= {"early", "dropped"}:
                return codes  # what takes something from a rep waits for the inbox
        raise AssertionError(f"timers without end: {due.timers}")

    def look(self, *, unread: bool = False) -> Look[Policy]:
        """Under what timers act now."""
        keys, now = self.store.keys, self.now
        return Look(
            self.redis, keys, self.policy, now, seen_ms=0, since_ms=0, now_ms=now, unread=unread
        )

    # Inputs

    async def run(self, *calls: Call, timers: bool = False) -> list[Outcome]:
        """Runs calls as one pipeline, each at the next position unless they are timers."""
        placed = [
            Placed(
                call, self.position + (0 if timers else i), None if timers else self.position + i
            )
            for i, call in enumerate(calls)
        ]
        outcomes = await self.store.run(placed)
        self.position += 0 if timers else len(calls)
        self.entries += [outcome.entry for outcome in outcomes if outcome.entry]
        return outcomes

    async def timer(self, call: Call) -> str:
        """Runs one call without a position; returns its code."""
        return (await self.run(call, timers=True))[0].code

    async def send(self, *events: InboxEvent) -> list[str]:
        """Takes events from the inbox; returns their codes."""
        calls = [self._call(event) for event in events]
        return [outcome.code for outcome in await self.run(*calls)]

    async def act(self, event: InboxEvent) -> RawChange:
        """Takes an action and returns its answer, with the script's code as `code`."""
        (outcome,) = await self.run(self._call(event))
        answers = [c for c in decode(outcome.entry).raw if c["kind"] == "answered"]
        return answers[-1] | {"code": outcome.code}

    def _call(self, event: InboxEvent) -> Call:
        return AGGREGATES.call_for(event, self.policy, self.now, lead_named(event))

    def new_id(self, prefix: str) -> str:
        """An id that nobody had before."""
        self._ids += 1
        return f"{prefix}{self._ids}"

    async def rep(self, rep: str, *, presence: str = "idle", **fields: Any) -> None:
        """Registers a rep, or changes one, and sets their presence."""
        given = {"pools": ("main",), "tenant": "main", "by": "sup"} | fields
        registered = RepRegistered(action_id=self.new_id("r"), rep=rep, **given)
        self.capacity[rep] = max(self.capacity.get(rep, 0), registered.capacity)
        await self.send(registered)
        await self.presence(rep, presence, tenant=registered.tenant)

    async def presence(self, name: str, presence: str, tenant: str = "main") -> RawChange:
        """The rep sets a presence."""
        fields: Any = {"rep": name, "tenant": tenant, "presence": presence}
        return await self.act(PresenceSet(action_id=self.new_id("p"), **fields))

    async def capture(self, lead: str, grade: float = 50.0, **fields: Any) -> str:
        """A person leaves their contact, with attributes as told; returns the code.

        `person` is who it is, the lead's own by default; `age_h` how long ago it was.
        """
        age_h, person = fields.pop("age_h", 0), fields.pop("person", lead)
        attributes = {"grade": f"{grade:g}"} | fields.pop("attributes", {})
        given: dict[str, Any] = {
            "tenant": "main",
            "channel": "web-form",
            "event_id": self.new_id("e"),
            "at_ms": self.now - round(age_h * HOUR),
            "received_ms": self.now,
            "contact": {"phone": "+8613800138000"},
            "contact_id": f"{lead}.{self.new_id('c')}",
            "masked": "138****8000",
            "identities": (f"id:{person}",),
            "attributes": attributes,
        }
        return (await self.send(CaptureReceived(**(given | fields))))[0]

    async def signal(self, visitor: str, kind: str = "visit", **fields: Any) -> str:
        """A visitor does something; returns the code."""
        given = {"tenant": "main", "event_id": self.new_id("s"), "at_ms": self.now, "value": 1.0}
        event = SignalReceived(visitor=visitor, signal=kind, **(given | fields))
        return (await self.send(event))[0]

    async def activate(self, new: Policy) -> None:
        """A policy comes into force; leads are not scored anew before timers run."""
        self.policy = new
        await self.send(PolicyActivated(action_id=self.new_id("v"), version=new.version))

    # State

    async def lead(self, name: str) -> dict[str, str]:
        """A lead's fields."""
        return await self._hash("lead", name)

    async def rep_fields(self, name: str) -> dict[str, str]:
        """A rep's fields."""
        return await self._hash("rep", name)

    async def holder(self, name: str) -> str | None:
        """Who has the lead, assigned or acknowledged."""
        return (await self.lead(name)).get("rep")

    async def state(self, name: str) -> str:
        """The lead's state."""
        return (await self.lead(name))["state"]

    async def epoch(self, name: str) -> str:
        """The epoch of the lead's assignment."""
        return (await self.lead(name))["epoch"]

    async def deadline(self, kind: str, name: str) -> int | None:
        """When a timer falls due, if it is set."""
        at = await self._await(
            self.redis.zscore(self.store.keys.key("deadlines"), f"{kind}|{name}")
        )
        return None if at is None else int(at)

    async def ledger(self) -> dict[str, int]:
        """The counts of tenant `main`, zeros left out."""
        counts = (await self._hash("ledger")).items()
        return {k.removeprefix("main|"): int(v) for k, v in counts if int(v) and k[:5] == "main|"}

    async def _hash(self, *parts: str) -> dict[str, str]:
        fields = await self._await(self.redis.hgetall(self.store.keys.key(*parts)))
        return {name.decode(): value.decode() for name, value in fields.items()}

    @staticmethod
    async def _await(reply: Any) -> Any:
        return await reply

    def changes(self, kind: str | None = None, lead: str | None = None) -> list[RawChange]:
        """All changes so far, or those of a kind or lead, each with its instant as `at`."""
        return [
            change | {"entry_at": entry.at}
            for entry in map(decode, self.entries)
            for change in entry.raw
            if kind in (None, change["kind"]) and lead in (None, change.get("lead"))
        ]

    def rungs(self, lead: str) -> list[str]:
        """Names of the rungs that fired for a lead, in order."""
        return [change["name"] for change in self.changes("rung", lead)]


def lead_named(event: InboxEvent) -> str:
    """The id that a test wants for the lead, if the person is new: it begins the capture's own."""
    return event.contact_id.partition(".")[0] if isinstance(event, CaptureReceived) else ""


def span_ms(*, hours: float = 0, minutes: float = 0, seconds: float = 0) -> int:
    """A span of time in milliseconds."""
    return round(hours * HOUR + minutes * MINUTE + seconds * SECOND)


def decode(raw: bytes) -> Entry:
    """A journal entry."""
    return cast("Entry", decode_journal(raw))
