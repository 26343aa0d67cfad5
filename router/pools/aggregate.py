"""Pools as one record: the policy in force, and its numbers."""

from importlib.resources import files
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.pools.requests import activated, first_activated
from hotlead.router.pools.timers import TIMERS
from hotlead.router.shard.aggregate import Aggregate, changes_of
from hotlead.router.shard.keys import KeySpec
from hotlead.topics.inbox import PolicyActivated
from hotlead.topics.journal import pools

_KEYS: Final = (
    KeySpec("pools", "set", "pools of the policy in force"),
    KeySpec("pool:POOL", "hash", "the pool's numbers from the policy in force"),
)

POOLS: Final = Aggregate[Policy](
    "pools",
    lua=files("hotlead.router.pools") / "lua",
    keys=_KEYS,
    changes=changes_of(pools),
    events={PolicyActivated: activated},
    timers=TIMERS,
    first=first_activated,
)
