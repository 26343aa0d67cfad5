"""Notices as one record."""

from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.shard.aggregate import Aggregate, changes_of
from hotlead.topics.journal import notices

NOTICES: Final = Aggregate[Policy](
    "notices",
    changes=changes_of(notices),
)
