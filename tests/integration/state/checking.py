"""All checks of a shard at rest."""

from tests.integration.state.fold import Fold
from tests.integration.state.invariants import breaches
from tests.integration.state.shard import Shard, decode
from tests.integration.state.snapshot import Moment, take


async def check(shard: Shard, fold: Fold | None = None) -> None:
    """Every invariant that can be read off the shard, and that the fold gives its state."""
    live = await take(shard.redis, shard.store.keys)
    fold = fold or Fold(shard.redis)
    await fold.follow(shard.entries)
    assert await fold.differences(live) == []
    moment = Moment(live, [decode(raw) for raw in shard.entries], shard.now)
    assert breaches(moment, shard.capacity) == []
    assert set(live.hash("contacts")) == set(live.hash("contact_of"))
