"""Every Redis key of a shard, with its type and meaning.

All keys of a shard share one hash tag, so they lie in one slot of a cluster: `hotlead:{0}:shard`,
`hotlead:{0}:lead:ld_…`. Volatile ones are not journalled, and the audit lists but does not compare
them.
"""

from dataclasses import dataclass
from typing import Final, Literal

KeyType = Literal["hash", "zset", "set", "list", "stream"]


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One kind of key: its name below the shard, its type, what it holds."""

    name: str
    type: KeyType
    holds: str
    volatile: bool = False


KEYS: Final = (
    KeySpec("shard", "hash", "generation, positions, chain, clock: see VOLATILE_SHARD_FIELDS"),
    KeySpec("outbox", "stream", "journal entries not yet read back; id is the sequence", True),
    KeySpec("ledger", "hash", "tenant|count: captured, merged, and leads by state"),
    KeySpec("leads", "set", "ids of all leads"),
    KeySpec("lead:LEAD", "hash", "one lead: state, score, requirements, holder"),
    KeySpec("signals:LEAD", "list", "its newest 100 signals, JSON"),
    KeySpec("story:LEAD", "list", "the newest 100 things that happened with it, JSON"),
    KeySpec("captures:LEAD", "list", "its captures: tenant|channel|event id|own id"),
    KeySpec("contact_of", "hash", "capture to lead"),
    KeySpec("events", "hash", "tenant|channel|event id to own ids of its captures, newest first"),
    KeySpec("contacts", "hash", "capture to contact data, JSON; from the topic `contacts`"),
    KeySpec("identities", "hash", "keyed hash of an identity to lead"),
    KeySpec("visitors", "hash", "keyed hash of a visitor to the newest lead"),
    KeySpec("held:VISITOR", "list", "signals of a visitor not yet known, JSON"),
    KeySpec("held_at", "zset", "visitors with held signals, by the newest one's instant"),
    KeySpec("seen", "hash", "c|capture to lead, s|signal, a|action to its answer; 72 h"),
    KeySpec("seen_at", "zset", "the same ids by the instant at which they were seen"),
    KeySpec("queue:decaying:CLASS", "zset", "waiting leads, by key put back to a common instant"),
    KeySpec("queue:still:CLASS", "zset", "waiting leads whose freshness reached 0, by key"),
    KeySpec("queue:freezing:CLASS", "zset", "decaying leads, by the instant at which they freeze"),
    KeySpec("queue:waiting:CLASS", "zset", "all leads of the class, by when their wait began"),
    KeySpec("classes:PLACE", "set", "classes of the place (tenant/pool) in which a lead waits"),
    KeySpec("claimable:PLACE", "set", "leads that a rung opened to any idle rep"),
    KeySpec("reps", "set", "ids of all reps"),
    KeySpec("rep:REP", "hash", "one rep: what they may serve, presence, room, tags"),
    KeySpec("push:REP", "hash", "subscription to where the phone takes pushes, JSON; 8 at most"),
    KeySpec("push_of", "hash", "subscription to the rep whose phone it is"),
    KeySpec("kinds:PLACE", "set", "kinds of rep (tier|skills|regions) that serve the place"),
    KeySpec("members:PLACE:KIND", "set", "reps of a kind in a place"),
    KeySpec("free:PLACE:LEDGER:KIND", "zset", "reps who are free now, by tag, then longest idle"),
    KeySpec("virtual", "hash", "place|ledger to its virtual time (fair queueing)"),
    KeySpec("live:REP", "set", "leads assigned to a rep and not yet acknowledged"),
    KeySpec("open:REP", "set", "leads that a rep acknowledged and that are not closed"),
    KeySpec("closed:REP", "zset", "the newest 20 leads that a rep closed, by when; not reopened"),
    KeySpec("staff", "hash", "tenant|id to who is at the board, JSON"),
    KeySpec("deadlines", "zset", "kind|id of every timer, by its instant"),
    KeySpec("pools", "set", "pools of the policy in force"),
    KeySpec("pool:POOL", "hash", "the pool's numbers from the policy in force"),
    KeySpec("rescore", "set", "leads still to be scored under the policy in force"),
    KeySpec("heartbeats", "zset", "reps by when a sign of life last counts from, real ms", True),
    KeySpec("back", "set", "reps set offline from whom a heartbeat came", True),
    KeySpec("before", "hash", "while a snapshot is read: changed elements as they were", True),
)

VOLATILE_SHARD_FIELDS: Final = frozenset(
    {
        "generation",
        "counter",
        "next",
        "now",
        "origin",
        "origin_real",
        "speed",
        "run_id",
        "log",
        "tail_seq",
        "tail_stamp",
        "tail_offset",
        "unfinished",
        "snapshot",
    }
)


@dataclass(frozen=True, slots=True)
class ShardKeys:
    """Names of the keys of one shard. `scratch` sets a second state apart, for the audit."""

    shard: int
    prefix: str = "hotlead:"
    scratch: str = ""

    @property
    def root(self) -> str:
        """What all its keys begin with."""
        return f"{self.prefix}{{{self.shard}}}:{self.scratch}"

    def key(self, *parts: str) -> str:
        """One key, from the parts of its name."""
        return self.root + ":".join(parts)

    @property
    def pattern(self) -> str:
        """All its keys, as SCAN wants it."""
        return self.root.replace("{", "\\{").replace("}", "\\}") + "*"

    def name_of(self, key: str) -> str:
        """The first part of a key's name, as KEYS lists it."""
        return key.removeprefix(self.root).split(":", 1)[0]
