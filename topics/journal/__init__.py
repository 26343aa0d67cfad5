"""The journal: each shard's changes of state, as a chain.

A record is either `opened`, by which a worker takes a shard over (its offset is the generation),
or an entry. An entry holds all changes of one transition, so that a transition is published whole
or not at all. It is valid when `prev` is the stamp of the last valid entry; the first to do so in
the log wins and all others are void.

Each kind of change is a class, in the file of its aggregate. A new kind, or a new field, raises
VERSION; what older records lack is put in by lift.py.
"""

from hotlead.topics.journal import assignments, leads, notices, pools, reps, shard, staff
from hotlead.topics.journal.change import (
    SHAPES,
    Change,
    RawChange,
    UnknownChange,
    WrongChange,
    lead_of,
    rep_of,
    tenant_of,
)
from hotlead.topics.journal.entry import (
    FAIR_ORDER,
    SPEED_MAX,
    VERSION,
    Entry,
    Opened,
    decode_journal,
    encode_opened,
)

__all__ = [
    "FAIR_ORDER",
    "SHAPES",
    "SPEED_MAX",
    "VERSION",
    "Change",
    "Entry",
    "Opened",
    "RawChange",
    "UnknownChange",
    "WrongChange",
    "assignments",
    "decode_journal",
    "encode_opened",
    "lead_of",
    "leads",
    "notices",
    "pools",
    "rep_of",
    "reps",
    "shard",
    "staff",
    "tenant_of",
]
