"""Leads as one record."""

from importlib.resources import files
from typing import Final

from hotlead.router.leads.contacts import CONTACTS_BESIDE, forget_repeats
from hotlead.router.leads.http_calls import HTTP_CALLS, REFUSALS
from hotlead.router.leads.requests import captured, signalled
from hotlead.router.leads.timers import TIMERS
from hotlead.router.policy.document import Policy
from hotlead.router.shard.aggregate import Aggregate, changes_of
from hotlead.router.shard.keys import KeySpec
from hotlead.router.shard.requests import as_asked
from hotlead.topics import inbox
from hotlead.topics.journal import assignments, leads

_KEYS: Final = (
    KeySpec("leads", "set", "ids of all leads"),
    KeySpec("lead:LEAD", "hash", "one lead: state, score, requirements, holder"),
    KeySpec("signals:LEAD", "list", "its newest 100 signals, JSON"),
    KeySpec("story:LEAD", "list", "the newest 100 things that happened with it, JSON"),
    KeySpec("captures:LEAD", "list", "its captures: tenant|channel|event id|own id"),
    KeySpec("contact_of", "hash", "capture to lead"),
    KeySpec("events", "hash", "tenant|channel|event id to own ids of its captures, newest first"),
    KeySpec(
        "contacts",
        "hash",
        "capture to contact data, JSON; from the topic `contacts`",
        elsewhere=True,
    ),
    KeySpec("identities", "hash", "keyed hash of an identity to lead"),
    KeySpec("visitors", "hash", "keyed hash of a visitor to the newest lead"),
    KeySpec("held:VISITOR", "list", "signals of a visitor not yet known, JSON"),
    KeySpec("held_at", "zset", "visitors with held signals, by the newest one's instant"),
    KeySpec("queue:decaying:CLASS", "zset", "waiting leads, by key put back to a common instant"),
    KeySpec("queue:still:CLASS", "zset", "waiting leads whose freshness reached 0, by key"),
    KeySpec("queue:freezing:CLASS", "zset", "decaying leads, by the instant at which they freeze"),
    KeySpec("queue:waiting:CLASS", "zset", "all leads of the class, by when their wait began"),
    KeySpec("credits", "hash", "place to what it owes who waits too long, in millionths of a turn"),
    KeySpec("classes:PLACE", "set", "classes of the place (tenant/pool) in which a lead waits"),
    KeySpec("claimable:PLACE", "set", "leads that a rung opened to any idle rep"),
    KeySpec("live:REP", "set", "leads assigned to a rep and not yet acknowledged"),
    KeySpec("open:REP", "set", "leads that a rep acknowledged and that are not closed"),
    KeySpec("closed:REP", "zset", "the newest 20 leads that a rep closed, by when; not reopened"),
    KeySpec("watched", "set", "places in which leads waited: looked at, whether they are served"),
    KeySpec("doubted", "hash", "place to since when nobody serves it, before that is told", True),
    KeySpec("unserved", "hash", "place to since when nobody serves it, as it was told"),
    KeySpec("rescore", "set", "leads still to be scored under the policy in force"),
)

LEADS: Final = Aggregate[Policy](
    "leads",
    lua=files("hotlead.router.leads") / "lua",
    keys=_KEYS,
    changes=changes_of(assignments, leads),
    events={
        inbox.CaptureReceived: captured,
        inbox.SignalReceived: signalled,
        inbox.Acknowledge: as_asked,
        inbox.Decline: as_asked,
        inbox.Claim: as_asked,
        inbox.Release: as_asked,
        inbox.Activity: as_asked,
        inbox.Undo: as_asked,
        inbox.HandOver: as_asked,
        inbox.ClosedReopened: as_asked,
        inbox.ContactRevealed: as_asked,
    },
    ids="ld_",
    timers=TIMERS,
    beside=(CONTACTS_BESIDE,),
    after_batch=forget_repeats,
    http=HTTP_CALLS,
    refusals=REFUSALS,
)
