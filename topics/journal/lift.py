"""Older records, lifted to what today's types say. One function a kind, what it lifts at its head.

Old records stand in the journal for ever; nothing else in hotlead knows that they were different.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Lift = Callable[[Mapping[str, Any], str], Mapping[str, Any]]


def _rescored(change: Mapping[str, Any], policy: str) -> Mapping[str, Any]:
    """The first ones did not name the policy: it was the one in force, which the entry names."""
    return change if "policy" in change else {**change, "policy": policy}


_LIFTS: Final[dict[str, Lift]] = {"rescored": _rescored}


def lifted(change: Mapping[str, Any], policy: str) -> Mapping[str, Any]:
    """The change as it would be written today; `policy` is its entry's."""
    kind = change.get("kind")
    lift = _LIFTS.get(kind) if isinstance(kind, str) else None
    return lift(change, policy) if lift is not None else change
