"""Leads and reps as the audit's model knows them, from the journal alone."""

import math
from dataclasses import dataclass, field

from hotlead.topics.journal.leads import Scored
from hotlead.topics.journal.reps import RepRegistered

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


@dataclass(slots=True)
class Lead:
    """One lead: what it asks, how it scores, where it stands."""

    id: str
    tenant: str
    pool: str
    state: str = "new"
    episode: int = 1
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    base: int = 0
    start: int = 0
    slope: int = 0
    wait: int = 0
    captured_at: int = 0
    freezes_at: int = 0
    since: int = 0
    hot_at: int | None = None
    rung: int = 0
    left_at: int = 0
    closed_by: str | None = None
    rep: str | None = None
    epoch: str | None = None

    def scored(self, change: Scored) -> None:
        """Takes the score's numbers from a change."""
        self.base, self.start, self.slope = change.base, change.start, change.slope
        self.wait, self.captured_at = change.wait, change.captured_at
        self.freezes_at = change.freezes_at

    def asks(self) -> tuple[frozenset[str], frozenset[str]]:
        """The tokens needed of a rep now, and who refused."""
        tokens = {
            token for name, some in self.needs.items() if name not in self.dropped for token in some
        }
        return frozenset(tokens), self.refused

    def score(self, at: int) -> float:
        """Micropoints at an instant."""
        fresh = self.start - self.slope * max(0, at - self.captured_at) / HOUR_MS
        return self.base + max(0.0, fresh)

    def value(self, at: int) -> float:
        """What the queue orders by at an instant: the score and the waiting points."""
        return math.floor(self.score(at) + 0.5) + self.wait * (at - self.since) / MINUTE_MS


@dataclass(slots=True)
class Rep:
    """One rep: what they may serve, and what they have in hand."""

    id: str
    tenant: str
    pools: frozenset[str]
    skills: frozenset[str]
    regions: frozenset[str]
    tier: int
    capacity: int
    live: set[str] = field(default_factory=set)
    uncontacted: set[str] = field(default_factory=set)

    @property
    def room(self) -> int:
        """How many more leads may be given."""
        return self.capacity - len(self.live) - len(self.uncontacted)

    def registered(self, change: RepRegistered) -> None:
        """Takes over what a supervisor changed."""
        self.pools = _names(change.pools)
        self.skills, self.regions = _names(change.skills), _names(change.regions)
        self.tier, self.capacity = change.tier, change.capacity

    def serves(self, asks: tuple[frozenset[str], frozenset[str]]) -> bool:
        """Whether the rep has all that is needed and has not refused."""
        tokens, refused = asks
        return self.id not in refused and all(self._has(token) for token in tokens)

    def _has(self, token: str) -> bool:
        what, _, value = token.partition(":")
        if what == "skill":
            return value in self.skills
        if what == "region":
            return not self.regions or value in self.regions
        return self.tier >= int(value)


def new_rep(change: RepRegistered) -> Rep:
    """The rep of a first registration."""
    rep = Rep(change.rep, change.tenant, frozenset(), frozenset(), frozenset(), 0, 0)
    rep.registered(change)
    return rep


def _names(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split(",") if part)
