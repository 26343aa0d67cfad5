"""What was heard of each lead since this process started, for explanations. Bounded."""

from collections import OrderedDict, deque
from typing import Any, Final

from hotlead.router.shard.tail import Followed
from hotlead.topics.journal import Change, RawChange, lead_of, tenant_of
from hotlead.topics.journal.leads import Held, RungFired, SlowerRung
from hotlead.topics.journal.shard import Answered, InboxNamed, Position, TimerDropped

LEADS_MAX: Final = 10_000
CHANGES_EACH: Final = 40
RUNGS_EACH: Final = 50
_UNTOLD: Final = (Answered, InboxNamed, Position, TimerDropped, Held)
# What recognises a person, and what lets anybody push to a phone.
_HIDDEN: Final = frozenset(
    {"identities", "visitor", "held", "event", "subscription", "endpoint", "p256dh", "auth"}
)
_OF_A_POLICY: Final = frozenset({"pools", "rescore"})


def told(change: Change) -> bool:
    """Whether people are told of this kind of change."""
    return not isinstance(change, _UNTOLD)


def shown(change: RawChange) -> dict[str, Any]:
    """A change as the journal has it, without what is nobody's to see; of a policy, its version."""
    hidden = _OF_A_POLICY if change["kind"] == "policy_activated" else _HIDDEN
    return {name: value for name, value in change.items() if name not in hidden}


class History:
    """The newest changes of the leads that changed last, and each tenant's newest rungs."""

    def __init__(self, leads_max: int = LEADS_MAX, changes_each: int = CHANGES_EACH) -> None:
        self._leads_max, self._changes_each = leads_max, changes_each
        self._leads: OrderedDict[tuple[str, str], deque[dict[str, Any]]] = OrderedDict()
        self._rungs: dict[str, deque[dict[str, Any]]] = {}

    def hear(self, followed: Followed) -> None:
        """Takes an entry of the journal."""
        for change, raw in zip(followed.entry.changes, followed.entry.raw, strict=True):
            lead = lead_of(change)
            if lead is None or not told(change):
                continue
            key = (tenant_of(change) or "", lead)
            line = self._leads.setdefault(key, deque(maxlen=self._changes_each))
            line.append({"at_ms": followed.entry.at, **shown(raw)})
            if isinstance(change, RungFired | SlowerRung):
                self._rungs.setdefault(key[0], deque(maxlen=RUNGS_EACH)).append(line[-1])
            self._leads.move_to_end(key)
            if len(self._leads) > self._leads_max:
                self._leads.popitem(last=False)

    def of(self, tenant: str, lead: str) -> list[dict[str, Any]]:
        """What was heard of a lead, oldest first."""
        return list(self._leads.get((tenant, lead), ()))

    def rungs(self, tenant: str) -> list[dict[str, Any]]:
        """The tenant's rungs that were heard, oldest first."""
        return list(self._rungs.get(tenant, ()))
