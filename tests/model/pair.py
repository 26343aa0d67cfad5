"""The model and a real Redis side by side: each step is done to both, and both are compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import Clock
from hotlead.router.errors import ShardLost, StoreBehind
from hotlead.router.policy.document import Policy
from hotlead.router.reps.heartbeats import heartbeat
from hotlead.router.shard.call import Call
from hotlead.router.shard.timers import Look
from hotlead.router.state.store import Outcome, Placed, ShardStore
from hotlead.topics.inbox import RepRegistered
from hotlead.topics.journal import Entry
from tests.integration.state.checking import check
from tests.integration.state.shard import GENERATION, Shard, decode, lead_named
from tests.integration.state.snapshot import take
from tests.model.comparison import Diverged, differences, same_told, take_epochs
from tests.model.model import Event, Model
from tests.model.timers import due
from tests.model.world import World

ROUNDS_MAX, DUE_MAX, HELD_MAX = 800, 500, 4


@dataclass(frozen=True, slots=True)
class Sent:
    """An event in its place in the inbox."""

    event: Event
    follows: int
    position: int


class Pair:
    """One shard in Redis and its model. Every method raises Diverged where they differ."""

    def __init__(self, redis: Redis, first: Policy) -> None:
        self.shard = Shard(redis)
        self.model = Model(first, self.shard.now, HELD_MAX)
        self.batch: list[Sent] = []
        self._tip = ""

    @property
    def world(self) -> World:
        """What the model holds to be so."""
        return self.model.world

    async def open(self) -> None:
        """An empty store, the shard claimed, the first policy in force."""
        await self.shard.redis.flushdb()
        self.model.claim(GENERATION)
        await self.shard.open(self.world.policy)
        opened = Outcome("applied", self.shard.entries.pop())
        self._same("opening", self.model.open, opened)
        await self._compare()

    # The inbox

    async def take(self, *events: Event, new: Policy | None = None, leap: int = 0) -> None:
        """Events at the next positions of the inbox, or `leap` beyond, as one batch."""
        first = self.shard.position
        self.batch = [
            Sent(event, first + (leap + i if i else 0), first + leap + i)
            for i, event in enumerate(events)
        ]
        await self.deliver(self.batch, new=new)
        self.shard.position = first + leap + len(events)

    async def deliver(
        self,
        batch: Sequence[Sent],
        *,
        new: Policy | None = None,
        generation: int | None = None,
    ) -> None:
        """A batch as it comes from the inbox, in place or out of it, to an owner new or old."""
        owner = self.world.generation if generation is None else generation
        policy = new or self.world.policy
        placed = [Placed(self._call(one.event, policy), one.follows, one.position) for one in batch]
        store = ShardStore(self.shard.redis, self.shard.store.keys, AGGREGATES, owner)
        try:
            outcomes = await store.run(placed)
        except ShardLost:
            outcomes = [Outcome("stale", b"")] * len(batch)
        except StoreBehind:
            outcomes = [Outcome("gap", b"")] * len(batch)
        for one, outcome in zip(batch, outcomes, strict=True):
            decide = partial(
                self.model.take,
                one.event,
                policy,
                generation=owner,
                follows=one.follows,
                position=one.position,
            )
            self._same(repr(one.event), decide, outcome)
            if isinstance(one.event, RepRegistered):
                most = self.shard.capacity.get(one.event.rep, 0)
                self.shard.capacity[one.event.rep] = max(most, one.event.capacity)
        self.shard.policy = self.world.policy
        await self._compare()

    async def skip_ahead(self, event: Event, by: int) -> None:
        """An event whose predecessors Redis never saw: it has fallen back."""
        at = self.world.next + by
        await self.deliver([Sent(event, at, at)])

    async def old_owner(self, event: Event, back: int) -> None:
        """An owner of an older generation wakes, with an event in its place."""
        sent = [Sent(event, self.world.next, self.world.next)]
        await self.deliver(sent, generation=self.world.generation - back)

    def _call(self, event: Event, policy: Policy) -> Call:
        call = AGGREGATES.call_for(event, policy, self.world.now, lead_named(event))
        if call.script == "signal":
            call.request["held_max"] = HELD_MAX
        return call

    # Time and timers

    async def set_time(self, now: int) -> None:
        """Moves the clock, back too, and runs nothing."""
        self.world.clock = now
        await self.shard.set_time(now)

    async def wait(self, seconds: int) -> None:
        """Time passes, each timer run at its own instant, as while all is well."""
        until = self.world.now + seconds * 1000
        for _ in range(ROUNDS_MAX):
            first = min(self.world.timers.values(), default=until)
            if first > until:
                await self.set_time(until)
                return
            await self.set_time(max(self.world.now, first))
            await self.run_due(self.world.now)
        raise Diverged(f"timers without end: {self.world.timers}")

    async def run_due(self, horizon: int, *, notify_only: bool = False) -> None:
        """Runs all that fell due up to the horizon, in rounds, as the owner does."""
        for _ in range(ROUNDS_MAX):
            members = await self._due(horizon)
            if notify_only:
                members = [member for member in members if member.startswith(("rung|", "slower|"))]
            if not members:
                return
            codes = await self._fire(members, horizon, notify_only=notify_only)
            if set(codes) <= {"early", "dropped"}:
                return
        raise Diverged(f"timers without end: {members}")

    async def _due(self, horizon: int) -> list[str]:
        found = await self.shard.store.due(horizon_ms=horizon, limit=DUE_MAX)
        theirs = [timer for timer in found.timers if not timer[0].startswith("freeze|")]
        if theirs != due(self.world, horizon):
            raise Diverged(f"due in Redis {theirs}, in the model {due(self.world, horizon)}")
        return [member for member, _ in found.timers]

    async def _fire(self, members: Sequence[str], horizon: int, *, notify_only: bool) -> list[str]:
        look = self._look(horizon, unread=notify_only)
        calls = [duty.call for duty in await AGGREGATES.duties(look, members, {})]
        outcomes = await self._run(*calls)
        for member, outcome in zip(members, outcomes, strict=True):
            decide = partial(self.model.fire, member, horizon, notify_only=notify_only)
            if member.startswith("freeze|"):
                decide = partial(self.model.freeze, outcome.code)
            self._same(member, decide, outcome)
        await self._compare()
        return [outcome.code for outcome in outcomes]

    def _look(self, horizon: int, *, unread: bool = False) -> Look[Policy]:
        look = self.shard.look(unread=unread)
        return replace(
            look,
            policy=self.world.policy,
            horizon_ms=horizon,
            now_ms=self.world.now,
            due_ms=self.world.timers,
        )

    async def fire(self, member: str) -> None:
        """One timer, due or not."""
        await self._fire([member], self.world.now, notify_only=False)

    async def rescore(self, most: int) -> None:
        """Some of the leads that are to be scored anew."""
        leads = sorted(self.world.rescore)[:most]
        duties = await AGGREGATES.duties(self._look(self.world.now), [], {"rescore": leads})
        calls = [duty.call for duty in duties]
        for lead, outcome in zip(leads, await self._run(*calls), strict=True):
            self._same(f"rescore {lead}", partial(self.model.rescore, lead), outcome)
        await self._compare()

    async def bound(self, most: int) -> None:
        """Some of the reps who are to have another bound of open leads."""
        reps = sorted(self.world.bounds)[:most]
        duties = await AGGREGATES.duties(self._look(self.world.now), [], {"bounds": reps})
        calls = [duty.call for duty in duties]
        for rep, outcome in zip(reps, await self._run(*calls), strict=True):
            self._same(f"bound of {rep}", partial(self.model.follow_bound, rep), outcome)
        await self._compare()

    async def look_at_places(self) -> None:
        """The owner looks at every place in which leads have waited."""
        places = sorted({(x.tenant, x.pool) for x in self.world.leads.values()})
        for tenant, pool in places:
            (outcome,) = await self._run(Call("unserved", {"place": f"{tenant}/{pool}"}))
            decide = partial(self.model.look_at_place, tenant, pool)
            self._same(f"{tenant}/{pool} is looked at", decide, outcome)
        await self._compare()

    # The owner

    async def take_over(self) -> None:
        """Another owner claims the shard."""
        newer = self.world.generation + 1
        self.shard.store = ShardStore(self.shard.redis, self.shard.store.keys, AGGREGATES, newer)
        await self.shard.store.claim(Clock(self.world.clock, 0, 0.0), "run", "log")
        self.model.claim(newer)
        await self._compare()

    async def silent(self, rep: str, *, long_enough: bool) -> None:
        """The owner looks for a rep's last sign of life, and finds it too old or not."""
        before = 10**14 if long_enough else 0
        (outcome,) = await self._run(Call("offline", {"rep": rep, "silent_before": before}))
        decide = partial(self.model.offline, rep, long_enough=long_enough)
        self._same(f"{rep} is silent", decide, outcome)
        await self._compare()

    async def heard(self, rep: str) -> None:
        """A heartbeat of a rep, and the owner sees it."""
        await heartbeat(self.shard.store, rep)
        (outcome,) = await self._run(Call("online", {"rep": rep}))
        self._same(f"{rep} is heard", partial(self.model.online, rep), outcome)
        await self._compare()

    async def _run(self, *calls: Call) -> list[Outcome]:
        """Calls of the owner's own, which have no position."""
        return await self.shard.store.run([Placed(call, self.world.next, None) for call in calls])

    # Comparing

    def _same(self, what: str, decide: Callable[[], str], outcome: Outcome) -> None:
        """One transition: its code, what it told, its epochs, its link in the chain."""
        counter, self.world.told = self.world.counter, []
        code = decide()
        entry = None
        if outcome.entry:
            self.shard.entries.append(outcome.entry)
            entry = decode(outcome.entry)
        wrong = [] if code == outcome.code else [f"Redis said {outcome.code}, the model {code}"]
        wrong += same_told(self.world.told, entry)
        if not wrong:
            wrong = take_epochs(self.world, counter, entry)
        if entry is not None:
            wrong += self._link(entry)
        if wrong:
            raise Diverged("\n".join([f"after {what}:", *wrong]))

    def _link(self, entry: Entry) -> list[str]:
        world = self.world
        world.seq += 1
        found = (entry.seq, entry.prev, entry.generation, entry.next, entry.at, entry.policy)
        mine = (world.seq, self._tip, world.generation, world.next, world.now, world.policy.version)
        self._tip = entry.stamp
        return [] if found == mine else [f"the entry says {found}, the model {mine}"]

    async def _compare(self) -> None:
        state = await take(self.shard.redis, self.shard.store.keys)
        wrong = differences(self.world, state)
        if wrong:
            raise Diverged("\n".join(["the states differ:", *wrong]))

    async def finish(self) -> None:
        """All timers run, the invariants hold and the journal folded is the state."""
        await self.rescore(len(self.world.rescore))
        await self.bound(len(self.world.bounds))
        await self.run_due(self.world.now)
        try:
            await check(self.shard)
        except AssertionError as breach:
            raise Diverged(f"at the end: {breach}") from breach
