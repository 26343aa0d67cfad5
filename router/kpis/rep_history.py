"""Reads `rep_states`: who there is, and how each was at an instant; row by row."""

from collections.abc import Iterator
from sqlite3 import Connection
from typing import Final, NamedTuple

_COLUMNS: Final = "shard, tenant, rep, seq, place, at_ms, state"
_NEXT: Final = (
    "SELECT tenant, rep FROM rep_states WHERE (tenant, rep) > (?, ?) ORDER BY tenant, rep LIMIT 1"
)
_NEWEST: Final = (
    f"SELECT {_COLUMNS} FROM rep_states WHERE tenant = ? AND rep = ? AND at_ms < ?"  # noqa: S608  (our columns)
    " ORDER BY seq DESC, place DESC LIMIT 1"
)
_ON_SHIFT: Final = (
    "SELECT 1 FROM rep_states WHERE tenant = ? AND rep = ? AND at_ms >= ? AND at_ms < ?"
    " AND json_extract(state, '$.on_shift') LIMIT 1"
)
EVER: Final = 1 << 62


class RepState(NamedTuple):
    """A row of `rep_states`, in the order of its columns; `state` is JSON."""

    shard: int
    tenant: str
    rep: str
    seq: int
    place: int
    at_ms: int
    state: str


def everyone(db: Connection, tenant: str = "") -> Iterator[tuple[str, str]]:
    """Tenant and id of each rep, in their order; those of one tenant when it is named."""
    at = (tenant, "")
    while (found := db.execute(_NEXT, at).fetchone()) is not None:
        if tenant and found[0] != tenant:
            return
        yield found
        at = found


def newest(db: Connection, tenant: str, rep: str, before_ms: int = EVER) -> RepState | None:
    """How the rep was right before an instant (UTC ms); None when nobody knew of them."""
    row = db.execute(_NEWEST, (tenant, rep, before_ms)).fetchone()
    return RepState(*row) if row is not None else None


def came_on_shift(db: Connection, tenant: str, rep: str, from_ms: int, to_ms: int) -> bool:
    """Whether a state of the range [from, to) says that the rep is on shift."""
    return db.execute(_ON_SHIFT, (tenant, rep, from_ms, to_ms)).fetchone() is not None
