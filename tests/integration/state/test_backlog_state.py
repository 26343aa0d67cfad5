"""The bench grows a shard by folding: it must be the state that captures would have left."""

import pytest
from redis.asyncio import Redis

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.audit.state import differences, dump
from hotlead.router.clock import Clock
from hotlead.router.shard.keys import ShardKeys
from loadtest import backlog_state
from loadtest.backlog_state import CLASSES, Backlog

LEADS = 3 * CLASSES
NOW_MS = 1_770_000_000_000


async def test_what_is_folded_is_what_is_captured(
    store_client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog_state, "real_ms", lambda: NOW_MS)
    dumps = []
    for prefix, captured in (("captured:", LEADS), ("folded:", CLASSES)):
        monkeypatch.setattr(backlog_state, "CAPTURED", captured)
        backlog = Backlog(store_client, prefix)
        await backlog.open(Clock(NOW_MS, 0, 0.0))
        await backlog.grow(LEADS, late=False)
        assert await backlog.waiting() == LEADS
        dumps.append(await dump(store_client, ShardKeys(0, prefix), AGGREGATES))
    for one in dumps:
        del one["shard"]["tip"]  # the stamps are random
    captured_state, folded_state = dumps
    assert sum(name.startswith("lead:") for name in folded_state) == LEADS
    assert differences(captured_state, folded_state) == []
