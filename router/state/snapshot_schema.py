"""Which snapshots fit this code: those whose aggregates have the same keys and the same fold.

The fold of a shard is whole: entries change several aggregates at once, so a snapshot with one of
them folded otherwise is not usable. The schema has a digest for each, so that it can be said whose
fold or keys are others.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Final

from hotlead.router.shard.aggregate import Aggregates
from hotlead.router.state.scripts import Script, scripts

#: To be raised when the form of chunks changes.
FORMAT: Final = 1


def schema(aggregates: Aggregates[Any]) -> str:
    """Each aggregate's name with a hash of its keys and of what a fold runs of its Lua."""
    return _schema(aggregates, scripts(aggregates)["fold"])


def differing(written: str, aggregates: Aggregates[Any]) -> Sequence[str]:
    """The aggregates that another schema has otherwise, or not at all, or alone."""
    theirs, ours = (_digests(one) for one in (written, schema(aggregates)))
    return sorted(name for name in theirs | ours if theirs.get(name) != ours.get(name))


def _digests(schema: str) -> dict[str, str]:
    """By aggregate; of a schema of another form nothing."""
    pairs = (one.partition(":") for one in schema.split(" "))
    return {name: digest for name, _, digest in pairs if digest}


@cache
def _schema(aggregates: Aggregates[Any], fold: Script) -> str:
    told = []
    for one in sorted(aggregates.listed, key=lambda one: one.name):
        keys = [f"{spec.name} {spec.type}" for spec in one.keys if spec.in_snapshots]
        code = [line for file in fold.made_of if file.of == one.name for line in _code(file.text)]
        whole = "\n".join([str(FORMAT), *keys, *code])
        told.append(f"{one.name}:{sha256(whole.encode()).hexdigest()[:16]}")
    return " ".join(told)


def _code(lua: str) -> Sequence[str]:
    lines = (line.strip() for line in lua.splitlines())
    return [line for line in lines if line and not line.startswith("--")]
