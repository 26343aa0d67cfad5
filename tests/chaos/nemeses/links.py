"""Links that are cut: between a worker and the brokers, between workers and Redis."""

from typing import Any, Literal

from tests.chaos.nemeses.nemesis import Nemesis
from tests.chaos.nemeses.workers import WORKER
from tests.chaos.site import GATEWAY
from tests.chaos.workers import SLOTS

LINKED = 0


class CutKafka(Nemesis):
    """A worker's connections to the brokers end, and no new ones are taken."""

    name = "cut-kafka"
    touches = WORKER
    lasts_s = (4.0, 12.0)

    async def begin(self) -> dict[str, Any]:
        for link in self.site.kafka_links.values():
            await link.cut("refused")
        return {"slot": LINKED}

    async def heal(self) -> None:
        for link in self.site.kafka_links.values():
            await link.mend()


class ZombiePublisher(CutKafka):
    """What a worker sends to the brokers is held back until another has opened its shards.

    It hears them, and Redis takes its scripts meanwhile; then all that was held back arrives.
    """

    name = "zombie-publisher"
    lasts_s = (9.0, 13.0)
    shows = ("openings", "void", "twice")

    async def begin(self) -> dict[str, Any]:
        await self.site.amid_burst()
        for link in self.site.kafka_links.values():
            await link.cut("unheard")
        self.site.sources.burst(100, grade=0)
        return {"slot": LINKED}


class CutRedis(Nemesis):
    """One worker is cut off from Redis: refused, or held back."""

    name = "cut-redis"
    touches = frozenset({"worker", "redis"})
    lasts_s = (3.0, 10.0)

    async def begin(self) -> dict[str, Any]:
        slot = self.site.workers.any(self.dice)
        hows: tuple[Literal["refused"], Literal["held"]] = ("refused", "held")
        how = self.dice.choice(hows)
        await self.site.cut_redis(how, [slot])
        return {"slot": slot, "how": how}

    async def heal(self) -> None:
        await self.site.mend_redis()


class RedisAway(CutRedis):
    """Nobody reaches Redis for a minute."""

    name = "redis-away"
    lasts_s = (60.0, 60.0)

    async def begin(self) -> dict[str, Any]:
        await self.site.cut_redis("refused", [*SLOTS, GATEWAY])
        return {}
