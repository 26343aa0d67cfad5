"""Staff as one record."""

from importlib.resources import files
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.shard.aggregate import Aggregate, changes_of
from hotlead.router.shard.keys import KeySpec
from hotlead.router.shard.requests import as_asked
from hotlead.router.staff.http_calls import HTTP_CALLS
from hotlead.topics import inbox
from hotlead.topics.journal import staff

STAFF: Final = Aggregate[Policy](
    "staff",
    lua=files("hotlead.router.staff") / "lua",
    keys=(KeySpec("staff", "hash", "tenant|id to who is at the board, JSON"),),
    changes=changes_of(staff),
    events={inbox.StaffRegistered: as_asked, inbox.StaffSignedOut: as_asked},
    http=HTTP_CALLS,
)
