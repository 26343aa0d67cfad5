"""A lead scored anew from what is kept of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from hotlead.router.leads.requests import needs_of, points_of
from hotlead.router.policy.document import Policy
from hotlead.router.privacy.masking import is_hidden
from hotlead.router.rules import scoring
from hotlead.topics.captures import AttributeValue


def rescored(
    lead: str, fields: dict[bytes, bytes], signals: Sequence[bytes], policy: Policy
) -> dict[str, object]:
    """The request for one lead, from its attributes and signals as they are kept."""
    attributes: dict[str, AttributeValue] = {
        name.decode()[2:]: value.decode()
        for name, value in fields.items()
        if name.startswith(b"a.")
    }
    points = points_of(policy, attributes)
    pool = policy.pools.get(fields.get(b"pool", b"").decode())
    needs = needs_of(pool, attributes) if pool is not None else {}
    # What was hidden can't be judged anew: it keeps what the whole value earned and asked.
    for name in (name for name, value in attributes.items() if is_hidden(str(value))):
        earned_then, asked = (fields.get(f"{kind}.{name}".encode()) for kind in "pn")
        if name in points and earned_then is not None:
            points[name] = int(float(earned_then))
        if pool is not None and name in pool.requires and asked is not None:
            needs[name] = asked.decode()
    heats: dict[str, int] = {}
    for raw in signals:
        signal = SignalKept.read(raw)
        earned = scoring.signal_points(policy.scoring, signal.kind, signal.value)
        if earned is not None:
            given, cap = scoring.micro(earned.points), scoring.micro(earned.cap)
            heats[signal.kind] = scoring.heat_with(heats.get(signal.kind, 0), given, cap)
    return {
        "lead": lead,
        "points": points,
        "heats": heats,
        "needs": needs,
        "profile": sum(points.values()),
        "heat": sum(heats.values()),
    }


@dataclass(frozen=True, slots=True)
class SignalKept:
    """One signal as a lead keeps it."""

    kind: str
    value: float

    @classmethod
    def read(cls, raw: bytes) -> "SignalKept":
        """From the list `signals:LEAD`."""
        kept = orjson.loads(raw)
        return cls(kept["signal"], float(kept["value"]))
