"""What a rep lacked for a lead, and who was to have it: the rule of dispatch, read backwards.

The same as `choose_rep` in router/leads/lua/parts/50_dispatch.lua, on states folded from the
journal. Pure; instants in ms, scores in micropoints.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from hotlead.router.rules.rep_state import Rep, ledger_key

FORMER_OWNER: Final = "former owner"
TOP_TIER: Final = "top tier for high intent"
FAIR_TURN: Final = "fair turn"

Code = Literal[
    "chosen",
    "chosen_by_hand",
    "claimed",
    "lacks_skill",
    "other_region",
    "lower_tier",
    "refused_it",
    "off_shift",
    "offline",
    "away",
    "busy",
    "wrap_up",
    "daily_cap",
    "paced",
    "no_room",
    "too_many_open",
    "former_owner_first",
    "top_tier_first",
    "later_turn",
    "less_idle",
    "later_name",
    "rep_first",
    "had_it",
    "by_hand",
    "did_not_claim",
]
"""Why a rep got a lead, or not. The last three: nobody was looked for, people chose."""

Number = int | float | str


@dataclass(frozen=True, slots=True)
class Finding:
    """A code with what it was found by; docs/decisions-explained.md says what each means."""

    code: Code
    numbers: dict[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A lead at the instant of a decision.

    `needs` are the tokens of its class, None when it was in no class; `refused` maps the reps who
    had it and are passed over to how it left them; `owner` is who acknowledged it last.
    """

    lead: str
    tenant: str
    pool: str
    at_ms: int
    score: int
    high_intent: int
    top_tier: int
    needs: tuple[str, ...] | None = None
    refused: dict[str, str] = field(default_factory=dict)
    owner: str | None = None

    @property
    def high(self) -> bool:
        """Whether the top tier comes first."""
        return self.score >= self.high_intent

    def ledger(self, rep: Rep) -> str:
        """Where the rep's turn is charged."""
        return "top" if self.high and rep.tier >= self.top_tier else "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """The rep whom the rule names, by which part of it, and the ledger of the turn."""

    rep: Rep
    why: str
    ledger: str


def unfit(rep: Rep, ask: Ask) -> list[Finding]:
    """What the lead asks for and the rep does not have."""
    found = (lacks(rep, token) for token in ask.needs or ())
    return [finding for finding in found if finding is not None]


def lacks(rep: Rep, token: str) -> Finding | None:
    """What is asked for by a token, when the rep does not have it."""
    what, _, value = token.partition(":")
    if what == "skill" and value not in rep.skills:
        return Finding("lacks_skill", {"skill": value})
    if what == "region" and rep.regions and value not in rep.regions:
        return Finding("other_region", {"region": value, "regions": ", ".join(rep.regions)})
    if what == "tier" and rep.tier < int(value):
        return Finding("lower_tier", {"tier": rep.tier, "needed": int(value)})
    return None


def not_there(rep: Rep, at_ms: int) -> list[Finding]:
    """Why the rep was not free; nothing when they were."""
    if rep.free:
        return []
    found = []
    if not rep.on_shift:
        found.append(Finding("off_shift"))
    if not rep.reachable:
        found.append(Finding("offline", {"for_ms": at_ms - rep.offline_at}))
    if rep.presence == "away":
        found.append(Finding("away", {"why": rep.presence_why} if rep.presence_why else {}))
    elif rep.presence != "idle":
        found.append(Finding("busy"))
    if rep.wrap_until is not None:
        found.append(Finding("wrap_up", {"for_ms": max(0, rep.wrap_until - at_ms)}))
    if rep.daily_cap is not None and rep.capped:
        found.append(Finding("daily_cap", {"today": rep.today, "cap": rep.daily_cap}))
    if at_ms < rep.paced_until:
        found.append(_paced(rep, at_ms))
    if rep.room < 1:
        holds = {"live": len(rep.live), "uncontacted": len(rep.uncontacted)}
        found.append(Finding("no_room", {"capacity": rep.capacity, **holds}))
    if rep.too_many_open:
        numbers: dict[str, Number] = {"open": rep.open_leads, "most": rep.open_most or 0}
        found.append(Finding("too_many_open", numbers))
    # A paced start that is over counts until it is noticed.
    return found or [_paced(rep, at_ms)]


def _paced(rep: Rep, at_ms: int) -> Finding:
    return Finding("paced", {"paced": rep.paced, "for_ms": max(0, rep.paced_until - at_ms)})


def obstacles(rep: Rep, ask: Ask) -> list[Finding]:
    """All that kept the lead from the rep whoever else was there; nothing when nothing did."""
    refused = []
    if rep.id in ask.refused:
        refused.append(Finding("refused_it", {"how": ask.refused[rep.id]}))
    return [*unfit(rep, ask), *refused, *not_there(rep, ask.at_ms)]


def stand(rep: Rep, pool: str, turns: Mapping[str, Mapping[str, float]]) -> None:
    """Notes where the rep's next turn in a pool begins at the earliest, by ledger: `turns` are the
    newest that were taken, by what was asked for, the newest last."""
    for ledger, taken in turns.items():
        asked = reversed(list(taken.items()))
        unfitting = (at for needs, at in asked if any(lacks(rep, one) for one in needs.split(",")))
        rep.floors[ledger_key(pool, ledger)] = next(unfitting, 0)


def of_pool(reps: Iterable[Rep], ask: Ask) -> list[Rep]:
    """Those who serve the lead's pool."""
    return [rep for rep in reps if rep.tenant == ask.tenant and ask.pool in rep.pools]


def choose(ask: Ask, reps: Sequence[Rep]) -> Choice | None:
    """Whom the rule names among these reps of the pool; None when the lead waits."""
    able = [rep for rep in reps if not obstacles(rep, ask)]
    for rep in able:
        if rep.id == ask.owner:
            return Choice(rep, FORMER_OWNER, ask.ledger(rep))
    top = [rep for rep in able if ask.ledger(rep) == "top"]
    if top:
        return Choice(_next(top, ask.pool, "top"), TOP_TIER, "top")
    return Choice(_next(able, ask.pool, "all"), FAIR_TURN, "all") if able else None


def _next(reps: Sequence[Rep], pool: str, ledger: str) -> Rep:
    return min(reps, key=lambda rep: rep.turn(pool, ledger))


def outdone(rep: Rep, ask: Ask, chosen: Choice) -> Finding:
    """Why a rep whom nothing kept from the lead did not get it."""
    if chosen.why == FORMER_OWNER:
        return Finding("former_owner_first")
    if chosen.ledger == "top" and rep.tier < ask.top_tier:
        numbers = {"score": ask.score, "high_intent": ask.high_intent}
        return Finding("top_tier_first", {**numbers, "tier": rep.tier, "top_tier": ask.top_tier})
    mine, theirs = (one.turn(ask.pool, chosen.ledger) for one in (rep, chosen.rep))
    if mine < theirs:
        return Finding("rep_first")
    for paid, chosen_paid in ((mine[0], theirs[0]), (mine[1], theirs[1])):
        if paid > chosen_paid:
            return Finding("later_turn", {"paid": paid, "chosen_paid": chosen_paid})
    idle, longer = (max(0, ask.at_ms - one.idle_since) for one in (rep, chosen.rep))
    numbers = {"idle_ms": idle, "chosen_idle_ms": longer}
    return Finding("later_name" if idle == longer else "less_idle", {**numbers})


def without_owner(ask: Ask) -> Ask:
    """The same lead, had nobody served it before."""
    return replace(ask, owner=None)
