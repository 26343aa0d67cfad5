"""What the shard itself has, whatever is kept in it: its account, outbox and timers."""

from importlib.resources import files
from typing import Any, Final

from hotlead.router.shard.aggregate import Aggregate, changes_of
from hotlead.router.shard.call import Call
from hotlead.router.shard.keys import KeySpec
from hotlead.router.shard.requests import Given
from hotlead.topics.inbox import Marker
from hotlead.topics.journal import shard

_KEYS: Final = (
    # A snapshot's manifest stands for it.
    KeySpec(
        "shard",
        "hash",
        "generation, positions, chain, clock: see VOLATILE_SHARD_FIELDS",
        elsewhere=True,
    ),
    KeySpec("inbox", "hash", "log: the inbox that `next` is a position in, as cluster/topic id"),
    KeySpec("outbox", "stream", "journal entries not yet read back; id is the sequence", True),
    KeySpec("ledger", "hash", "tenant|name to a count; whose change it is counts"),
    KeySpec("seen", "hash", "kind|id of what came within 72 h to what is remembered of it"),
    KeySpec("seen_at", "zset", "the same ids by the instant at which they were seen"),
    KeySpec("deadlines", "zset", "kind|id of every timer, by its instant"),
    KeySpec("before", "hash", "while a snapshot is read: changed elements as they were", True),
)


def _read(_: Marker, __: Given[Any]) -> Call:
    """The marker's place is its word: nothing of it is kept."""
    return Call("marker", {})


SHARD: Final = Aggregate[Any](
    "shard",
    lua=files("hotlead.router.shard") / "lua",
    keys=_KEYS,
    changes=changes_of(shard),
    events={Marker: _read},
    refusals={
        "id_used": "the action_id was used for something else; nothing was done: send a new one",
    },
)
