"""Leads that time alone will still change, by the valid journal: a rung, an expiry, a reopening."""

from dataclasses import dataclass

from hotlead.topics.journal import RawChange
from tests.chaos.policy import LADDER


@dataclass(slots=True)
class _Lead:
    state: str = "waiting"
    hot: bool = False
    rung: int = 0
    contacted: bool = False

    @property
    def moves(self) -> bool:
        """Whether time alone will still change it."""
        climbs = self.hot and self.rung < len(LADDER) and self.state in ("waiting", "assigned")
        reopens = self.state == "acknowledged" and not self.contacted
        return climbs or reopens or self.state == "assigned"


class Climbing:
    """Hears every valid change, in the order of each shard."""

    def __init__(self) -> None:
        self.rungs = 0
        self.acknowledged = 0
        self._leads: dict[str, _Lead] = {}

    @property
    def unsettled(self) -> int:
        """How many leads will still change although nobody does anything."""
        return sum(lead.moves for lead in self._leads.values())

    def hear(self, change: RawChange) -> None:
        """Takes a change."""
        if "lead" not in change:
            return
        lead = self._leads.setdefault(change["lead"], _Lead())
        match change["kind"]:
            case "queued" | "withdrawn" | "left":
                lead.state = "waiting"
            case "assigned":
                lead.state = "assigned"
            case "acknowledged":
                lead.state, lead.contacted = "acknowledged", False
                self.acknowledged += 1
            case "contacted":
                lead.contacted = True
            case "closed":
                lead.state = "closed"
            case "hot":
                lead.hot, lead.rung = True, 0
            case "rung":
                lead.rung = change["n"]
                self.rungs += 1
            case "reopened":
                lead.hot, lead.rung = False, 0
