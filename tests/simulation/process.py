"""A worker's process: it may die, or sleep and wake, whenever it waits for Redis or Kafka."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiokafka.errors import KafkaTimeoutError
from redis.exceptions import ConnectionError as RedisConnectionError

from hotlead.router.errors import StoreRestarted
from hotlead.router.shard.connection import StoreIdentity
from tests.simulation.memory.client import MemoryRedis
from tests.simulation.memory.store import MemoryStore


class Killed(BaseException):
    """The process is gone: nothing of it runs on, and no handler of the product may stop this."""


@dataclass(slots=True)
class Weather:
    """How likely one request fails now, in doubt or not; the same for all processes."""

    chance: Random
    redis: float = 0.0
    kafka: float = 0.0
    #: Processes that are awake and no longer the owner: requests of all then take turns.
    zombies: set["Process"] = field(default_factory=set)

    @property
    def calm(self) -> bool:
        """Whether nothing fails."""
        return not (self.redis or self.kafka or self.zombies)


class Process:
    """One process of a worker. Plans name its n-th half of a request, at which something happens.

    `asleep` is set while it sleeps; it goes on when `wake` is called, however late.
    """

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self.dead = False
        self.asleep = asyncio.Event()
        self._awake = asyncio.Event()
        self._plans: list[tuple[int, Callable[[], None]]] = []
        self._requests = 0

    def plan(self, requests: int, happens: Callable[[], None]) -> None:
        """At the n-th half of a request from now this happens, once."""
        self._plans.append((self._requests + requests, happens))

    @property
    def planned(self) -> bool:
        """Whether anything is still to happen."""
        return bool(self._plans)

    def fall_asleep(self) -> None:
        """Nothing of it goes on until it is woken: SIGSTOP, a long pause, a cut link."""
        self.asleep.set()

    def forget_plans(self) -> None:
        """Nothing happens to it any more."""
        self._plans.clear()

    def wake(self) -> None:
        """Goes on where it fell asleep."""
        self.asleep.clear()
        self._awake.set()

    def kill(self) -> None:
        """Nothing of it happens any more."""
        self.dead = True
        self.weather.zombies.discard(self)
        self.asleep.clear()
        self._awake.set()

    async def pass_by(self) -> None:
        """Every request to Redis or Kafka comes by here before and after it is executed."""
        self._requests += 1
        if self._plans:
            due = [plan for plan in self._plans if plan[0] <= self._requests]
            self._plans = [plan for plan in self._plans if plan[0] > self._requests]
            for _, happens in due:
                happens()
            if self.asleep.is_set():
                await self._awake.wait()
                self._awake.clear()
        if self.weather.zombies:
            for _ in range(self.weather.chance.randrange(4)):
                await asyncio.sleep(0)
        if self.dead:
            raise Killed

    async def redis_request(self) -> None:
        """One half of a request to Redis. Raises ConnectionError when it fails."""
        await self.pass_by()
        if self.weather.redis and self.weather.chance.random() < self.weather.redis:
            raise RedisConnectionError("the connection was cut")

    async def kafka_request(self) -> None:
        """One half of a request to Kafka. Raises KafkaTimeoutError when it fails."""
        await self.pass_by()
        if self.weather.kafka and self.weather.chance.random() < self.weather.kafka:
            raise KafkaTimeoutError


class ProcessRedis(MemoryRedis):
    """A process's client, which notices another Redis as connect() does: before its next request.

    `INFO` is asked by whoever takes the new run id over.
    """

    def __init__(self, store: MemoryStore, process: Process, identity: StoreIdentity) -> None:
        super().__init__(store)
        self._process, self._identity = process, identity

    async def round_trip(self) -> None:
        """May fail; what was executed before an answer that fails stands."""
        await self._process.redis_request()

    def answer(self, args: Any, options: Any) -> Any:
        known = self._identity.run_id
        if known not in (None, self.store.run_id) and args[0] != "INFO":
            raise StoreRestarted("Redis was restarted or replaced; the shard is opened anew")
        return super().answer(args, options)
