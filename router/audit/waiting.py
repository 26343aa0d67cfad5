"""The leads that wait, filed by tenant, pool and what they ask of a rep."""

from collections.abc import Iterator

from hotlead.router.audit.lead import Asks, Lead, serves
from hotlead.router.rules.rep_state import Rep

Place = tuple[str, str]


class Waiting:
    """An index of the model's waiting leads, so that a rep is compared with classes, not leads."""

    def __init__(self) -> None:
        self._filed: dict[Place, dict[Asks, dict[str, Lead]]] = {}
        self._where: dict[str, tuple[Place, Asks]] = {}

    def file(self, lead: Lead) -> None:
        """Files a lead under what it asks now; takes it out when it waits no more."""
        before = self._where.pop(lead.id, None)
        if before is not None:
            place, asks = before
            del self._filed[place][asks][lead.id]
        if lead.state == "waiting":
            place, asks = (lead.tenant, lead.pool), lead.asks()
            self._filed.setdefault(place, {}).setdefault(asks, {})[lead.id] = lead
            self._where[lead.id] = (place, asks)

    def for_rep(self, rep: Rep) -> Iterator[Lead]:
        """All waiting leads that the rep may serve."""
        for pool in rep.pools:
            for asks, leads in self._filed.get((rep.tenant, pool), {}).items():
                if leads and serves(rep, asks):
                    yield from leads.values()
