"""One lead as the audit's model knows it, from the journal alone."""

from dataclasses import dataclass, field
from typing import Final

from hotlead.router.rules.decay import Law, ScoreLine
from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.verdicts import lacks
from hotlead.topics.journal.leads import Scored

NO_SCORE: Final = ScoreLine(0, 0, 0, 0)
NO_LAW: Final = Law(0, 0)

Asks = tuple[frozenset[str], frozenset[str]]
"""The tokens that a lead needs of a rep now, and who refused it."""


@dataclass(slots=True)
class Lead:
    """What it asks, how it scores, where it stands."""

    id: str
    tenant: str
    pool: str
    state: str = "new"
    episode: int = 1
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    line: ScoreLine = NO_SCORE
    law: Law = NO_LAW
    #: Since when it waits, and what its pool's clock showed then and at the start of the hot one.
    since: int = 0
    since_clock: int = 0
    hot_at: int | None = None
    hot_clock: int = 0
    rung: int = 0
    left_at: int = 0
    closed_by: str | None = None
    rep: str | None = None
    epoch: str | None = None

    def scored(self, change: Scored) -> None:
        """Takes the score from a change."""
        self.line, self.law = ScoreLine.of(change), Law(change.slope, change.wait)

    def asks(self) -> Asks:
        """What it asks now."""
        tokens = {
            token for name, some in self.needs.items() if name not in self.dropped for token in some
        }
        return frozenset(tokens), self.refused

    def value(self, at: int, clock: int) -> float:
        """What the queue orders by at an instant, at which the pool's clock shows `clock`: the
        score and the waiting points."""
        return self.law.value(self.line, at, self.since_clock, clock)


def serves(rep: Rep, asks: Asks) -> bool:
    """Whether the rep has all that is needed and has not refused."""
    tokens, refused = asks
    return rep.id not in refused and not any(lacks(rep, token) for token in tokens)
