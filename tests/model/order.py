"""Which of the waiting leads is a rep's first.

The best hot one; when none is hot the one of the highest value, but each pool in which somebody
waits too long is owed every so many turns, and then the turn is theirs.
"""

from dataclasses import dataclass
from fractions import Fraction

from tests.model import clock
from tests.model.reps import serves
from tests.model.scoring import exact, plain_score, value
from tests.model.world import Lead, Rep, World

Credits = dict[tuple[str, str], Fraction]


@dataclass(frozen=True, slots=True)
class First:
    """A rep's first lead; what pools are owed once it has gone. `order` is smaller for the earlier
    of two reps' firsts."""

    lead: Lead
    order: tuple[bool, bool, Fraction, int, str]
    owed: Credits


def first_for(world: World, rep: Rep) -> First | None:
    """All that waits and that the rep may serve is looked at."""
    now = world.now
    waiting = [x for x in world.leads.values() if x.state == "waiting" and rep.id not in x.refused]
    mine = [lead for lead in waiting if serves(rep, lead)]
    if not mine:
        return None
    hot = [lead for lead in mine if lead.hot_at is not None]
    if hot:
        lead = min(hot, key=lambda x: (-plain_score(x, now), x.since, x.id))
        return First(lead, (False, False, -plain_score(lead, now), lead.since, lead.id), {})
    waited = {x.id: clock.now(world, x) - x.since_clock for x in mine}
    best = min(mine, key=lambda x: (-value(x, now, waited[x.id]), x.since, x.id))
    late = [x for x in mine if waited[x.id] > world.pool(x.pool).longest_wait_s * 1000]
    grown = {
        (x.tenant, x.pool): world.credits.get((x.tenant, x.pool), Fraction(0))
        + exact(world.pool(x.pool).overdue_share)
        for x in late
    }
    owed = [lead for lead in late if grown[lead.tenant, lead.pool] >= 1]
    lead = min(owed, key=lambda x: (x.since, x.id), default=best)
    after = dict[tuple[str, str], Fraction]()
    for place, credit in grown.items():
        others = [x for x in late if (x.tenant, x.pool) == place and x is not lead]
        if lead is not best and place == (lead.tenant, lead.pool):
            after[place] = credit - 1
        elif others:
            after[place] = min(Fraction(1), credit)
    worth = Fraction(0) if owed else -value(lead, now, waited[lead.id])
    return First(lead, (True, not owed, worth, lead.since, lead.id), after)
