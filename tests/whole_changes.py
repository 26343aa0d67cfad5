"""Changes for tests that mind few of their fields: what is not told has a neutral value."""

from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hotlead.topics.journal import SHAPES, Change, RawChange
from hotlead.topics.journal.change import typed

_NEUTRAL: dict[Any, Any] = {int: 0, float: 0.0, str: "", bool: False}


def whole(change: RawChange) -> RawChange:
    """The change as an entry would hold it, with whatever its kind needs."""
    kind = change["kind"]
    return {name: value for name, value in (_needed(kind) | change).items() if value is not None}


def whole_change(kind: str, **given: Any) -> Change:
    """The same, of its class."""
    return typed(whole({"kind": kind, **given}))


@cache
def _needed(kind: str) -> RawChange:
    shape = SHAPES[kind]
    hints = get_type_hints(shape.cls)
    theirs = {own: written for written, own in shape.own.items()}
    return {theirs.get(name, name): _neutral(hints[name]) for name in sorted(shape.required)}


def _neutral(hint: Any) -> Any:
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    return _NEUTRAL.get(hint, {})
