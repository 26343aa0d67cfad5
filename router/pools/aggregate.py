"""Pools as one record."""

from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.pools.requests import activated
from hotlead.router.shard.aggregate import Aggregate
from hotlead.topics.inbox import PolicyActivated

POOLS: Final = Aggregate[Policy](
    "pools",
    events={PolicyActivated: activated},
)
