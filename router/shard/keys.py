"""How the Redis keys of a shard are named; each aggregate tells its own.

All keys of a shard share one hash tag, so they lie in one slot of a cluster: `hotlead:{0}:shard`,
`hotlead:{0}:outbox`. Volatile ones are not journalled, and the audit lists but does not compare
them.
"""

from dataclasses import dataclass
from typing import Final, Literal

KeyType = Literal["hash", "zset", "set", "list", "stream"]


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One kind of key: its name below the shard, its type, what it holds.

    What a key holds is `elsewhere` when a snapshot need not take it.
    """

    name: str
    type: KeyType
    holds: str
    volatile: bool = False
    elsewhere: bool = False

    @property
    def first(self) -> str:
        """The first part of its name; no two aggregates have the same."""
        return self.name.partition(":")[0]

    @property
    def in_snapshots(self) -> bool:
        """Whether a snapshot takes it."""
        return not self.volatile and not self.elsewhere


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
        "schema",
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
        """The first part of a key's name, as KeySpec has it."""
        return key.removeprefix(self.root).split(":", 1)[0]
