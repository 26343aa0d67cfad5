"""Each decision about a lead with its reasons: which reps were considered, why the one, why not
each other, and the smallest change that would have sent it elsewhere.

Told from the read store alone, by asking the rule again with the reps as they stood.
"""

from sqlite3 import Connection
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from hotlead.router.kpis.decision_moment import Moment, beside_of, moments, reps_then
from hotlead.router.kpis.decision_sentences import Naming, of_elsewhere, of_verdict, why_it_went
from hotlead.router.kpis.decision_words import RULES
from hotlead.router.kpis.otherwise import (
    Elsewhere,
    by_rule,
    taken_in_time,
    without_claim,
    without_hand,
)
from hotlead.router.kpis.store import ReadStore
from hotlead.router.rules.rep_state import Rep, ledger_key
from hotlead.router.rules.verdicts import (
    FAIR_TURN,
    Choice,
    Code,
    Finding,
    choose,
    obstacles,
    of_pool,
    outdone,
)
from hotlead.router.telling.events import how_given
from hotlead.router.telling.wording import Sentence, Words
from hotlead.topics.inbox import AgainstHandOver

BY_HAND: Final = "handed over"
CLAIMED: Final = "claimed"
LADDER: Final = "ladder: "
Numbers = dict[str, int | float | str]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Verdict(_Told):
    """One rep of the pool: why they got the lead or did not, as a code with numbers and in words.

    `obstacles` are the codes of all that stood in the way; empty for who was free and fit.
    """

    rep: str
    name: str
    code: Code
    numbers: Numbers
    obstacles: tuple[Code, ...]
    en: str
    zh: str


class Change(_Told):
    """One thing that would have had to be otherwise, of a rep or (rep '') of the lead.

    `obstacle` names the one that `without_obstacle` takes away.
    """

    code: str
    rep: str
    numbers: Numbers
    obstacle: Code | None


class Otherwise(_Told):
    """The smallest change that would have sent the lead elsewhere: to `rep`, or (null) nowhere."""

    rep: str | None
    name: str | None
    stays: bool
    changes: tuple[Change, ...]
    en: str
    zh: str


class Decision(_Told):
    """A lead went to a rep. `why` is the journal's own reason, or `claimed`; `score` micropoints.

    `seq` and `place` name the change in the journal. `ended_by` says how the assignment ended,
    null while it is live and for a claim. `by` and `reason` are a supervisor's, `over` is what
    they overruled and `replaced` are the leads that made way.
    """

    kind: Literal["assigned", "claimed"]
    seq: int
    place: int
    at_ms: int
    episode: int
    pool: str
    rep: str
    name: str
    why: str
    score: int | None
    by: str | None
    reason: str | None
    over: tuple[AgainstHandOver, ...]
    replaced: tuple[str, ...]
    ended_by: str | None
    considered: tuple[Verdict, ...]
    otherwise: Otherwise
    en: str
    zh: str


def decisions(store: ReadStore, tenant: str, lead: str) -> list[Decision]:
    """All decisions about a lead, oldest first; empty for one that is unknown. Blocks."""
    with store.reading() as db:
        return [_decision(db, moment) for moment in moments(db, tenant, lead)]


def _decision(db: Connection, moment: Moment) -> Decision:
    ask, beside = moment.ask, beside_of(db, moment)
    by_id = {rep.id: rep for rep in reps_then(db, moment)}
    pool, chosen = of_pool(by_id.values(), ask), by_id[moment.rep]

    def name(rep: str) -> str:
        return (by_id[rep].name if rep in by_id else "") or rep

    choice = _choice(moment, chosen, pool)
    others = [rep for rep in pool if rep.id != chosen.id]
    former = moment.former or beside.get("former")
    found = [(rep, obstacles(rep, ask)) for rep in others]
    found.sort(key=lambda one: (len(one[1]), one[0].turn(ask.pool, choice.ledger)))
    considered = [_verdict(_got(moment, choice), [], chosen, choice, name)]
    for rep, hindered in found:
        if rep.id == former and moment.why in (BY_HAND, CLAIMED):
            finding = Finding("had_it")
        else:
            finding = hindered[0] if hindered else _free_yet(rep, moment, choice)
        considered.append(_verdict(finding, hindered, rep, choice, name))
    able = 1 + sum(not hindered for _, hindered in found)
    elsewhere = _elsewhere(moment, beside, chosen, pool)
    told = _told(moment, beside, choice, able, name)
    return Decision(
        kind="claimed" if moment.why == CLAIMED else "assigned",
        seq=moment.seq,
        place=moment.place,
        at_ms=ask.at_ms,
        episode=moment.episode,
        pool=ask.pool,
        rep=chosen.id,
        name=name(chosen.id),
        why=moment.why,
        score=moment.score,
        by=beside.get("by"),
        reason=beside.get("reason"),
        over=tuple(beside["over"].split("+")) if "over" in beside else (),
        replaced=tuple(beside.get("replaced", ())),
        ended_by=moment.ended_by,
        considered=tuple(considered),
        otherwise=_otherwise(elsewhere, chosen.id, name),
        en=told.en,
        zh=told.zh,
    )


def _choice(moment: Moment, chosen: Rep, pool: list[Rep]) -> Choice:
    """The rule's own choice where it named the rep; else the rep, and where the turn is charged."""
    if moment.why not in (BY_HAND, CLAIMED):
        named = choose(moment.ask, pool)
        if named is not None and named.rep.id == chosen.id:
            return named
    return Choice(chosen, "", moment.ledger)


def _got(moment: Moment, choice: Choice) -> Finding:
    if moment.why == CLAIMED:
        return Finding("claimed")
    if moment.why == BY_HAND:
        return Finding("chosen_by_hand")
    paid = choice.rep.start(moment.ask.pool, choice.ledger)
    idle_ms = max(0, moment.ask.at_ms - choice.rep.idle_since)
    return Finding("chosen", {"paid": paid, "idle_ms": idle_ms})


def _free_yet(rep: Rep, moment: Moment, choice: Choice) -> Finding:
    """Why a rep whom nothing kept from the lead did not get it."""
    if moment.why == CLAIMED:
        return Finding("did_not_claim")
    return Finding("by_hand") if moment.why == BY_HAND else outdone(rep, moment.ask, choice)


def _verdict(
    finding: Finding, hindered: list[Finding], rep: Rep, choice: Choice, name: Naming
) -> Verdict:
    told = of_verdict(finding, name(rep.id), name(choice.rep.id))
    return Verdict(
        rep=rep.id,
        name=name(rep.id),
        code=finding.code,
        numbers=finding.numbers,
        obstacles=tuple(one.code for one in hindered),
        en=told.en,
        zh=told.zh,
    )


def _elsewhere(moment: Moment, beside: dict[str, Any], chosen: Rep, pool: list[Rep]) -> Elsewhere:
    if moment.why == CLAIMED:
        return without_claim(chosen.id, moment.former)
    if moment.why == BY_HAND:
        waited = moment.ask.needs is not None
        found = choose(moment.ask, pool) if waited else None
        return without_hand(beside.get("by", ""), beside.get("former"), found)
    if moment.why.startswith(LADDER) and moment.former is not None:
        return taken_in_time(moment.former, moment.why.removeprefix(LADDER))
    times = beside.get("virtual", {})
    virtual = {ledger_key(moment.ask.pool, ledger): at for ledger, at in times.items()}
    return by_rule(moment.ask, chosen, pool, virtual)


def _otherwise(elsewhere: Elsewhere, chosen: str, name: Naming) -> Otherwise:
    told = of_elsewhere(elsewhere, chosen, name)
    changes = [
        Change(
            code=step.code,
            rep=step.rep,
            numbers=dict(step.numbers) | (step.obstacle.numbers if step.obstacle else {}),
            obstacle=step.obstacle.code if step.obstacle else None,
        )
        for step in elsewhere.steps
    ]
    return Otherwise(
        rep=elsewhere.rep,
        name=None if elsewhere.rep is None else name(elsewhere.rep),
        stays=elsewhere.stays,
        changes=tuple(changes),
        en=told.en,
        zh=told.zh,
    )


def _told(
    moment: Moment, beside: dict[str, Any], choice: Choice, able: int, name: Naming
) -> Sentence:
    """The sentence that says why the lead went there."""
    ask, chosen = moment.ask, name(choice.rep.id)
    texts: dict[str, Words] = {"chosen": (chosen, chosen)}
    key = moment.why
    if key == BY_HAND:
        for part in ("by", "reason"):
            texts[part] = (beside.get(part, ""),) * 2
        texts["how"] = how_given(beside)
        key = "handed over, told why" if beside.get("reason") else key
    elif key.startswith(LADDER):
        former, rung = name(moment.former or ""), key.removeprefix(LADDER)
        texts |= {"former": (former, former), "rung": (rung, rung), "rule": RULES[choice.why]}
        key = "ladder"
    elif able == 1 and key == FAIR_TURN:
        key = "only one"
    numbers: Numbers = {
        "score": ask.score,
        "high_intent": ask.high_intent,
        "top_tier": ask.top_tier,
        "able": able,
        "paid": choice.rep.start(ask.pool, choice.ledger),
        "waited_ms": moment.waited_ms,
        "longest_ms": moment.longest_wait_ms,
    }
    return why_it_went(key, numbers, texts)
