"""Which snapshots fit this code: those of the same keys, left out the same, folded the same."""

from functools import cache
from hashlib import sha256
from typing import Final

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.state.scripts import Script, scripts

#: To be raised when the form of chunks changes.
FORMAT: Final = 1
#: The manifest stands for `shard`, and `contacts` are personal data with a topic of their own.
LEFT_OUT: Final = frozenset(
    {"shard", "contacts"} | {spec.name for spec in AGGREGATES.keys if spec.volatile},
)


def schema() -> str:
    """A hash of the keys and of all that a fold runs; another one's snapshots are not used."""
    return _schema(scripts()["fold"])


@cache
def _schema(fold: Script) -> str:
    code = [
        line.strip()
        for line in fold.text.splitlines()
        if line.strip() and not line.strip().startswith("--")
    ]
    keys = [f"{spec.name} {spec.type}" for spec in AGGREGATES.keys if spec.name not in LEFT_OUT]
    return sha256("\n".join([str(FORMAT), *keys, *code]).encode()).hexdigest()[:16]
