"""The smallest change that would have sent a lead elsewhere, and to whom. Pure.

By the rule it is found by asking the rule again: first without the one advantage that decided, then
without the chosen rep. Every step that is told was tried: with it, the rule names the rep.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from hotlead.router.rules.rep_state import Rep, VirtualTimes
from hotlead.router.rules.verdicts import (
    FORMER_OWNER,
    Ask,
    Choice,
    Finding,
    Number,
    choose,
    obstacles,
    outdone,
    without_owner,
)

StepCode = Literal[
    "not_former_owner",
    "score_below",
    "more_turns",
    "idle_longer",
    "not_free",
    "without_obstacle",
    "taken_in_time",
    "no_hand",
    "no_claim",
]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would have had to be otherwise, of a rep or (rep '') of the lead.

    `obstacle` is what a step `without_obstacle` takes away.
    """

    code: StepCode
    rep: str = ""
    numbers: tuple[tuple[str, Number], ...] = ()
    obstacle: Finding | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Who would have had the lead after these steps; None: nobody, it would have waited.

    `stays` says that they had it before.
    """

    rep: str | None
    steps: tuple[Step, ...]
    stays: bool = False


NOT_FREE: Final = "not_free"


def without_hand(by: str, former: str | None, found: Choice | None) -> Elsewhere:
    """For a lead that a supervisor gave away; `found` is whom the rule named for it."""
    step = Step("no_hand", "", (("by", by),))
    if former is not None:
        return Elsewhere(former, (step,), stays=True)
    return Elsewhere(found.rep.id if found else None, (step,))


def without_claim(rep: str, former: str | None) -> Elsewhere:
    """For a lead that `rep` claimed, from `former` or from the queue."""
    return Elsewhere(former, (Step("no_claim", rep),), stays=former is not None)


def taken_in_time(former: str, rung: str) -> Elsewhere:
    """For a lead that a rung took from `former`."""
    return Elsewhere(former, (Step("taken_in_time", former, (("rung", rung),)),), stays=True)


def by_rule(ask: Ask, chosen: Rep, reps: Sequence[Rep], virtual: VirtualTimes) -> Elsewhere:
    """For a lead that went to `chosen` by the rule, among the reps of its pool.

    `virtual` holds the pool's virtual time by ledger: where a rep who comes back begins.
    """
    made = choose(ask, [chosen]) or Choice(chosen, "", ask.ledger(chosen))
    others = [rep for rep in reps if rep.id != chosen.id]
    first = choose(ask, others)
    if first is None:
        return _nearest(ask, made, others, virtual)
    advantage = _without_advantage(ask, made, reps)
    if advantage is not None:
        return advantage
    second = _second(ask, made, others) or first.rep
    step = _between(ask, made, second)
    return Elsewhere(second.id if step.code != NOT_FREE else first.rep.id, (step,))


def _without_advantage(ask: Ask, made: Choice, reps: Sequence[Rep]) -> Elsewhere | None:
    """Another rep, when one advantage of the chosen one alone made the difference."""
    others = [rep for rep in reps if rep.id != made.rep.id]
    tries: list[tuple[Step, Ask]] = []
    if made.why == FORMER_OWNER:
        tries.append((Step("not_former_owner", made.rep.id), without_owner(ask)))
    elif made.ledger == "top" and _second(ask, made, others) is None:
        numbers = (("high_intent", ask.high_intent), ("by_points", ask.score - ask.high_intent + 1))
        tries.append(
            (Step("score_below", "", numbers), replace(ask, score=ask.high_intent - 1)),
        )
    for step, changed in tries:
        found = choose(changed, reps)
        if found is not None and found.rep.id != made.rep.id:
            return Elsewhere(found.rep.id, (step,))
    return None


def _second(ask: Ask, made: Choice, others: Sequence[Rep]) -> Rep | None:
    """The next on the ledger that the turn was charged to."""
    able = [
        rep
        for rep in others
        if not obstacles(rep, ask) and (made.ledger == "all" or ask.ledger(rep) == "top")
    ]
    return min(able, key=lambda rep: rep.turn(ask.pool, made.ledger), default=None)


def _between(ask: Ask, made: Choice, second: Rep) -> Step:
    """What separated the chosen rep from the one who was next."""
    finding = outdone(second, ask, made)
    if finding.code == "later_turn":
        turns = _turns_until_later(made.rep, second, ask.pool, made.ledger)
        return Step("more_turns", made.rep.id, (("turns", turns),))
    if finding.code in ("less_idle", "later_name"):
        longer = second.idle_since - made.rep.idle_since + (1 if second.id > made.rep.id else 0)
        return Step("idle_longer", second.id, (("by_ms", longer),))
    return Step(NOT_FREE, made.rep.id)


def _turns_until_later(first: Rep, second: Rep, pool: str, ledger: str) -> int:
    """After how many turns more of the first it is the second's turn."""
    begins = first.start(pool, ledger)
    turns = max(1, math.ceil((second.start(pool, ledger) - begins) / first.charge))
    after = begins + turns * first.charge
    wins_tie = second.turn(pool, ledger) < (after, after, first.turn(pool, ledger)[2])
    return turns if wins_tie else turns + 1


def _nearest(ask: Ask, made: Choice, others: Sequence[Rep], virtual: VirtualTimes) -> Elsewhere:
    """Nobody else could: the rep with the fewest obstacles, and whether those were all.

    Among equals who would have won comes first, then whose turn is first.
    """
    best: tuple[tuple[int, bool, float, float, str], Elsewhere] | None = None
    for rep in others:
        found = obstacles(rep, ask)
        back = _unhindered(rep, found, ask, virtual)
        named = choose(replace(ask, needs=(), refused={}), [made.rep, back])
        wins = named is not None and named.rep.id == rep.id
        steps = [Step("without_obstacle", rep.id, (), finding) for finding in found]
        if not wins:
            steps.append(Step(NOT_FREE, made.rep.id))
        rank = (len(found), not wins, *back.turn(ask.pool, made.ledger))
        if best is None or rank < best[0]:
            best = (rank, Elsewhere(rep.id, tuple(steps)))
    return best[1] if best else Elsewhere(None, (Step(NOT_FREE, made.rep.id),))


def _unhindered(rep: Rep, found: Sequence[Finding], ask: Ask, virtual: VirtualTimes) -> Rep:
    """The rep with nothing in the way: looked at as the scripts do, so that who was absent begins
    at the pool's virtual time. Who was given a tier has it."""
    tiers = [int(one.numbers["needed"]) for one in found if one.code == "lower_tier"]
    back = replace(rep, tier=max([rep.tier, *tiers]), tags=dict(rep.tags))
    if not rep.free:
        back.on_shift = back.reachable = True
        back.presence, back.daily_cap, back.paced_until = "idle", None, 0
        back.wrap_until = back.open_most = None
        back.capacity += max(0, 1 - back.room)
        back.look(ask.at_ms, virtual)
    return back
