"""Notices as one record."""

from importlib.resources import files
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.shard.aggregate import Aggregate, changes_of
from hotlead.router.shard.requests import as_asked
from hotlead.topics import inbox
from hotlead.topics.journal import notices

NOTICES: Final = Aggregate[Policy](
    "notices",
    lua=files("hotlead.router.notices") / "lua",
    changes=changes_of(notices),
    events={inbox.NoticeSent: as_asked, inbox.NoticeSeen: as_asked},
)
