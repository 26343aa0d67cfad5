"""A site on the shared broker: on the shared Redis, or with a Redis of its own that may die."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hotlead.router.embedded.running import Running
from tests.integration.processes import Processes
from tests.integration.worker.own_redis import OwnRedis
from tests.integration.worker.site import Site, open_site


@pytest.fixture
async def site(
    kafka: Running, redis70: Running, valkey: Running, topic_prefix: str, processes: Processes
) -> AsyncIterator[Site]:
    async with open_site(kafka.address, redis70.url, valkey.url, topic_prefix, processes) as opened:
        yield opened


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    with OwnRedis(tmp_path / "redis") as own:
        yield own


@pytest.fixture
async def frail(
    kafka: Running, own_redis: OwnRedis, valkey: Running, topic_prefix: str, processes: Processes
) -> AsyncIterator[Site]:
    """A site whose Redis is `own_redis`."""
    async with open_site(
        kafka.address, own_redis.url, valkey.url, topic_prefix, processes
    ) as opened:
        yield opened
