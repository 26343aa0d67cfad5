"""Reps as one record."""

from importlib.resources import files
from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.reps.heartbeats import grant
from hotlead.router.reps.http_calls import HTTP_CALLS, REFUSALS
from hotlead.router.reps.requests import registered
from hotlead.router.reps.timers import TIMERS
from hotlead.router.shard.aggregate import Aggregate, changes_of
from hotlead.router.shard.keys import KeySpec
from hotlead.router.shard.requests import as_asked
from hotlead.topics import inbox
from hotlead.topics.journal import reps

_KEYS: Final = (
    KeySpec("reps", "set", "ids of all reps"),
    KeySpec("rep:REP", "hash", "one rep: what they may serve, presence, room, tags"),
    KeySpec("push:REP", "hash", "subscription to where the phone takes pushes, JSON; 8 at most"),
    KeySpec("push_of", "hash", "subscription to the rep whose phone it is"),
    KeySpec("kinds:PLACE", "set", "kinds of rep (tier|skills|regions) that serve the place"),
    KeySpec("members:PLACE:KIND", "set", "reps of a kind in a place"),
    KeySpec("duty:PLACE", "set", "reps of a place who are reachable, on shift and not away"),
    KeySpec("free:PLACE:LEDGER:KIND", "zset", "reps who are free now, by tag, then longest idle"),
    KeySpec("virtual", "hash", "place|ledger to its virtual time (fair queueing)"),
    KeySpec("turns:PLACE:LEDGER", "zset", "needs by the virtual time at their newest turn"),
    KeySpec("bounds", "set", "reps whose bound of open leads is to follow the policy in force"),
    KeySpec("heartbeats", "zset", "reps by when a sign of life last counts from, real ms", True),
    KeySpec("back", "set", "reps set offline from whom a heartbeat came", True),
)

REPS: Final = Aggregate[Policy](
    "reps",
    lua=files("hotlead.router.reps") / "lua",
    keys=_KEYS,
    changes=changes_of(reps),
    events={
        inbox.RepRegistered: registered,
        inbox.PresenceSet: as_asked,
        inbox.Ready: as_asked,
        inbox.PushSubscribed: as_asked,
        inbox.PushUnsubscribed: as_asked,
        inbox.SignedOut: as_asked,
    },
    timers=TIMERS,
    on_open=grant,
    http=HTTP_CALLS,
    refusals=REFUSALS,
)
