"""Reps and leads of unit tests, in one line each."""

from typing import Any

from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.verdicts import Ask

AT = 1_000_000_000_000
MICRO = 1_000_000


def rep(name: str, /, **fields: Any) -> Rep:
    """A rep of pool main who is there and, unless told otherwise, free."""
    given: dict[str, Any] = {"pools": ("main",), "capacity": 1, "presence": "idle"}
    given |= {"on_shift": True, "idle_since": AT - 60_000, "present": True} | fields
    made = Rep(name, "main", **given)
    made.look(AT, {})
    made.idle_since = given["idle_since"]
    return made


def ask(**fields: Any) -> Ask:
    """A lead of pool main, of 60 points, that asks nothing."""
    given: dict[str, Any] = {"score": 60 * MICRO, "high_intent": 85 * MICRO, "top_tier": 1}
    return Ask("L1", "main", "main", AT, **({"needs": ()} | given | fields))
