"""The phones of a shard's reps, as tests look at them."""

from typing import Any

from hotlead.router.state.views.place import Place
from hotlead.router.state.views.subscriptions import subscriptions
from tests.integration.state.shard import Shard


def place(shard: Shard, tenant: str = "main") -> Place:
    """Where views of the shard read."""
    return Place(shard.redis, shard.store.keys, tenant)


async def phones(shard: Shard, rep: str) -> list[str]:
    """The subscriptions of a rep."""
    found = await subscriptions(place(shard), [rep])
    return [one.subscription for one in found.get(rep, [])]


def ended(shard: Shard) -> list[tuple[Any, Any, Any]]:
    """Rep, subscription and reason of each that ended."""
    return [(c["rep"], c["subscription"], c["why"]) for c in shard.changes("push_unsubscribed")]
