"""A shard on each store, checked after every test: the journal folded is the state."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.integration.state.checking import check
from tests.integration.state.shard import Shard


@pytest.fixture
async def shard(store_client: Redis) -> AsyncIterator[Shard]:
    """A shard just opened, with the policy of policies.py in force."""
    opened = Shard(store_client)
    await opened.open()
    yield opened
    await check(opened)
