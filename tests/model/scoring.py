"""A lead's score, and what it is worth in a queue.

`score = w.profile * profile + w.heat * heat + w.freshness * freshness`, in exact fractions: there
is no key and no common instant here, the score is worked out anew whenever it is asked for.
"""

from fractions import Fraction
from math import floor

from hotlead.router.policy.document import Policy, Pool, SignalPoints
from tests.model.world import HOUR, MINUTE, Lead, Need, Signal

MICRO = 1_000_000
FULL = 100 * MICRO


def exact(points: float) -> Fraction:
    """A number of the policy, as it is written there."""
    return Fraction(str(points))


def micro(points: float) -> int:
    """Points in micropoints."""
    return floor(exact(points) * MICRO)


def profile_points(policy: Policy, attributes: dict[str, str]) -> dict[str, int]:
    """What each attribute earns, by the policy's table of values."""
    tables = policy.scoring.profile
    return {
        name: micro(tables[name].values.get(value, tables[name].other))
        for name, value in attributes.items()
        if name in tables
    }


def signal_rule(policy: Policy, kind: str, value: float) -> SignalPoints | None:
    """What a signal earns, or None."""
    rule = policy.scoring.heat.get(kind)
    if rule is None or (rule.above is not None and value <= rule.above):
        return None
    return rule


def add_heat(heats: dict[str, int], signal: Signal) -> None:
    """Counts one signal, its kind up to the cap."""
    if signal.points is not None and signal.cap is not None:
        heats[signal.kind] = min(signal.cap, heats.get(signal.kind, 0) + signal.points)


def needs_of(pool: Pool, attributes: dict[str, str]) -> dict[str, set[Need]]:
    """What each attribute's value asks of a rep."""
    needs: dict[str, set[Need]] = {}
    for name, rule in pool.requires.items():
        value = attributes.get(name)
        if value is None:
            continue
        asked: set[Need] = {("region", value)} if rule.region else set()
        asked |= {("skill", rule.skills[value])} if value in rule.skills else set()
        asked |= {("tier", str(rule.tiers[value]))} if value in rule.tiers else set()
        if asked:
            needs[name] = asked
    return needs


def score_by(lead: Lead, policy: Policy) -> None:
    """Sums the lead's points up anew; from here on it follows this policy."""
    lead.profile = min(FULL, sum(lead.points.values()))
    lead.heat = min(FULL, sum(lead.heats.values()))
    lead.scored_by = policy


def plain_score(lead: Lead, at: int) -> Fraction:
    """The score at an instant, exactly."""
    rules = lead.scored_by.scoring
    fresh = Fraction(0)
    if rules.decay == "linear":
        age_h = Fraction(max(0, at - lead.captured_at), HOUR)
        fresh = max(Fraction(0), FULL - exact(rules.freshness_loss_per_h) * MICRO * age_h)
    w = rules.weights
    parts = ((w.profile, lead.profile), (w.heat, lead.heat), (w.freshness, fresh))
    return sum((exact(weight) * part for weight, part in parts), Fraction(0))


def score(lead: Lead, at: int) -> int:
    """The score at an instant, in whole micropoints."""
    return floor(plain_score(lead, at) + Fraction(1, 2))


def value(lead: Lead, at: int, waited: int) -> Fraction:
    """The score at an instant and the points for waiting for so many milliseconds."""
    per_min = exact(lead.scored_by.pools[lead.pool].waiting_points_per_min) * MICRO
    return plain_score(lead, at) + per_min * Fraction(waited, MINUTE)
