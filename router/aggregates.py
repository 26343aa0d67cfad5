"""All aggregates of hotlead; nowhere else are they listed."""

from typing import Final

from hotlead.router.leads.aggregate import LEADS
from hotlead.router.notices.aggregate import NOTICES
from hotlead.router.policy.document import Policy
from hotlead.router.pools.aggregate import POOLS
from hotlead.router.reps.aggregate import REPS
from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.shard.own import SHARD
from hotlead.router.staff.aggregate import STAFF

AGGREGATES: Final = Aggregates[Policy]((SHARD, POOLS, REPS, STAFF, LEADS, NOTICES))
