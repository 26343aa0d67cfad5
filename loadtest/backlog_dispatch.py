"""What one dispatch costs: a rep closes a lead and gets the best one for them; a new capture comes.

All reps have one lead each, so whoever becomes free is served from the backlog. Each lead that goes
is followed by a capture of its class, so the backlog stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from time import perf_counter
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from hotlead.router.rules.queues import Member, QueueClass
from hotlead.router.shard.connection import text
from hotlead.topics.inbox import Acknowledge, Activity, InboxEvent, PresenceSet, RepRegistered
from loadtest.backlog_state import PRODUCTS, REGIONS, SERVED, TENANT, Backlog
from loadtest.machine import Machine
from loadtest.throughput import OtherOutcome

REPS: Final = 100
WARM: Final = 200
TRIM_EVERY: Final = 100
CHECK_EVERY: Final = 20
OWED: Final = "waited longest"


@dataclass(frozen=True, slots=True)
class Rep:
    """A rep of the bench, who serves two regions and four products: eight classes."""

    name: str
    regions: tuple[str, ...]
    skills: tuple[str, ...]


def rep(number: int) -> Rep:
    """The rep of a number; all regions but one have reps, for all products."""
    regions = {SERVED[(number + step) % len(SERVED)] for step in range(2)}
    skills = {PRODUCTS[(number // len(SERVED) + step) % len(PRODUCTS)] for step in range(4)}
    return Rep(f"rep-{number:03d}", tuple(sorted(regions)), tuple(sorted(skills)))


@dataclass(slots=True)
class Costs:
    """Of each call, in its order: Redis's CPU and the time until the answer, in microseconds."""

    redis_us: list[float]
    wall_us: list[float]

    def figures(self) -> dict[str, float]:
        """Median, p99 and mean of both."""
        return {
            f"{name}_{what}": round(value, 1)
            for name, values in (("redis_us", self.redis_us), ("wall_us", self.wall_us))
            for what, value in (
                ("p50", share(values, 0.5)),
                ("p99", share(values, 0.99)),
                ("mean", sum(values) / len(values)),
            )
        }


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of all is not above."""
    return sorted(values)[max(0, -(-len(values) * round(part * 100) // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Dispatches:
    """Many dispatches at one size of the backlog."""

    waiting: int
    freed: Costs
    captured: Costs
    stolen: float


class Floor:
    """The reps at work: each has one lead."""

    def __init__(self, backlog: Backlog) -> None:
        self.backlog = backlog
        self.reps = [rep(number) for number in range(REPS)]
        self._held: dict[str, dict[str, Any]] = {}
        self._done = 0

    async def enter(self) -> None:
        """The reps come and take a lead each."""
        for one in self.reps:
            registered = RepRegistered(
                action_id=f"r-{one.name}", by="bench", tenant=TENANT, rep=one.name,
                pools=("main",), skills=one.skills, regions=one.regions,
            )  # fmt: skip
            await self.backlog.take(registered)
            idle = PresenceSet(
                action_id=f"p-{one.name}", tenant=TENANT, rep=one.name, presence="idle"
            )
            outcome = await self.backlog.take(idle)
            self._held[one.name] = assigned(outcome.entry, one)

    async def dispatches(self, count: int) -> Dispatches:
        """So many, after some to warm up."""
        for _ in range(WARM):
            await self._one(Costs([], []), Costs([], []))
        freed, captured, before = Costs([], []), Costs([], []), Machine.now()
        for _ in range(count):
            await self._one(freed, captured)
        stolen = Machine.now().stolen_since(before)
        return Dispatches(await self.backlog.waiting(), freed, captured, stolen)

    async def _one(self, freed: Costs, captured: Costs) -> None:
        self._done += 1
        one = self.reps[self._done % REPS]
        held = self._held[one.name]
        lead = {"tenant": TENANT, "lead": held["lead"], "epoch": held["epoch"], "rep": one.name}
        await self.backlog.take(Acknowledge(action_id=f"a-{self._done}", **lead))
        best = await self._best(one) if self._done % CHECK_EVERY == 0 else None
        won = Activity(action_id=f"w-{self._done}", outcome="won", **lead)
        found = assigned(await self._timed(won, freed), one)
        if best is not None and found["lead"] not in best and found["why"] != OWED:
            raise OtherOutcome(f"{one.name} got {found['lead']}, the best were {best}")
        self._held[one.name] = found
        await self._timed(await self.backlog.capture(kind_of(found["class"])), captured)
        if self._done % TRIM_EVERY == 0:
            await self.backlog.trim()

    async def _timed(self, event: InboxEvent, costs: Costs) -> bytes:
        before, began = await _script_us(self.backlog.redis), perf_counter()
        outcome = await self.backlog.take(event)
        costs.wall_us.append((perf_counter() - began) * 1e6)
        costs.redis_us.append(await _script_us(self.backlog.redis) - before)
        return outcome.entry

    async def _best(self, one: Rep) -> set[str]:
        """The leads with the best key of all classes that the rep serves, the hot first, as
        they are read beside the scripts.

        All decay alike, so the smallest stored key is the best score.
        """
        keys, pipe = self.backlog.store.keys, self.backlog.redis.pipeline(transaction=False)
        classes = await self.backlog.redis.smembers(keys.key("classes", f"{TENANT}/main"))
        wanted = set(product(one.regions, one.skills))
        served = [name for name in map(text, classes) if needs(name) in wanted]
        hot = [name for name in served if QueueClass.of(name).hot]
        for name in hot or served:
            pipe.zrange(keys.key("queue", "decaying", name), 0, 9, withscores=True)
        heads = [row for rows in await pipe.execute() for row in rows]
        first = min(score for _, score in heads)
        return {Member.of(text(member)).lead for member, score in heads if score == first}


def needs(name: str) -> tuple[str, str]:
    """Region and product that a class asks for: `place|law|region:r1,skill:p2|refused`."""
    region, skill = (token.partition(":")[2] for token in QueueClass.of(name).needs)
    return region, skill


def kind_of(name: str) -> int:
    """The number of a class."""
    region, skill = needs(name)
    return REGIONS.index(region) * len(PRODUCTS) + PRODUCTS.index(skill)


def assigned(entry: bytes, one: Rep) -> dict[str, Any]:
    """The one assignment in an entry. Raises OtherOutcome when the rep does not serve it."""
    changes = orjson.loads(entry)["changes"] if entry else []
    found: list[dict[str, Any]] = [change for change in changes if change["kind"] == "assigned"]
    if len(found) != 1 or found[0]["rep"] != one.name:
        raise OtherOutcome(f"{one.name} should have got one lead: {found}")
    region, skill = needs(found[0]["class"])
    if region not in one.regions or skill not in one.skills:
        raise OtherOutcome(f"{one.name} does not serve {found[0]['class']}")
    return found[0]


async def _script_us(redis: "Redis") -> float:
    """Microseconds that Redis has spent in scripts so far."""
    return float((await redis.info("commandstats"))["cmdstat_evalsha"]["usec"])
