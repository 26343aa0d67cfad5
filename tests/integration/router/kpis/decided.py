"""Whether decisions told from the read store are those that the scripts made."""

from collections.abc import Sequence

from hotlead.router.kpis.decision_moment import Moment, moments, reps_then
from hotlead.router.kpis.decisions import (
    BY_HAND,
    CLAIMED,
    LADDER,
    Decision,
    Otherwise,
    Verdict,
    decisions,
)
from hotlead.router.kpis.store import ReadStore
from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.verdicts import FAIR_TURN, FORMER_OWNER, TOP_TIER, choose, of_pool
from tests.integration.state.snapshot import Snapshot

BY_RULE = (FAIR_TURN, TOP_TIER, FORMER_OWNER)


def projected(entries: Sequence[bytes]) -> ReadStore:
    """A read store in memory of one shard's valid entries."""
    store = ReadStore.opened(":memory:")
    store.take(0, "log", 0, list(enumerate(entries)), len(entries))
    return store


def told(entries: Sequence[bytes], lead: str, tenant: str = "main") -> list[Decision]:
    """All decisions about a lead."""
    store = projected(entries)
    try:
        return decisions(store, tenant, lead)
    finally:
        store.close()


def wrong_decisions(store: ReadStore) -> tuple[int, list[str]]:
    """How many decisions were told, and what is wrong with them."""
    wrong, count = [], 0
    with store.reading() as db:
        leads = db.execute("SELECT tenant, lead FROM leads").fetchall()
        for tenant, lead in leads:
            for moment in moments(db, tenant, lead):
                wrong += _wrong_choice(moment, reps_then(db, moment))
    for tenant, lead in leads:
        for decision in decisions(store, tenant, lead):
            count += 1
            wrong += _wrong_words(decision, lead)
    return count, wrong


def _wrong_choice(moment: Moment, reps: list[Rep]) -> list[str]:
    ask = moment.ask
    if moment.why in (BY_HAND, CLAIMED):
        return []
    named = choose(ask, of_pool(reps, ask))
    found = (named.rep.id, named.ledger, named.why) if named else None
    if moment.why in BY_RULE:
        expected = (moment.rep, moment.ledger, moment.why)
        return [] if found == expected else [f"{ask.lead}: {expected}, told {found}"]
    # The ladder's choice is the rule's; a rep who takes the first lead has to be able to.
    if not moment.why.startswith(LADDER):
        named = choose(ask, [rep for rep in of_pool(reps, ask) if rep.id == moment.rep])
    fits = named is not None and (named.rep.id, named.ledger) == (moment.rep, moment.ledger)
    return [] if fits else [f"{ask.lead}: {moment.why} named {moment.rep}, told {named}"]


def _wrong_words(decision: Decision, lead: str) -> list[str]:
    first, *others = decision.considered
    wrong = []
    if first.rep != decision.rep or any(one.rep == decision.rep for one in others):
        wrong.append(f"{lead}: {decision.rep} does not stand first, and once")
    if decision.why in BY_RULE and any(one.code == "rep_first" for one in others):
        wrong.append(f"{lead}: another came before {decision.rep}")
    if decision.otherwise.rep == decision.rep and not decision.otherwise.stays:
        wrong.append(f"{lead}: otherwise it would have gone to the same")
    texts: list[Decision | Otherwise | Verdict] = [decision, decision.otherwise]
    texts += decision.considered
    wrong += [f"{lead}: {t.en} {t.zh}" for t in texts if "{" in t.en + t.zh or not (t.en and t.zh)]
    return wrong


def wrong_reps(store: ReadStore, state: Snapshot) -> list[str]:
    """Where the newest states of reps in the store are not the reps in Redis."""
    with store.reading() as db:
        rows = db.execute("SELECT rep, state FROM rep_states ORDER BY seq, place").fetchall()
    team = {rep: Rep.from_json(text) for rep, text in rows}
    wrong = []
    for name, fields in state.each("rep:").items():
        mine, theirs = _rep(team.pop(name)), _rep_in(state, name, fields)
        wrong += [
            f"rep {name}: {field} is {theirs[field]} in Redis, {mine[field]} in the read store"
            for field in mine
            if mine[field] != theirs[field]
        ]
    return wrong + [f"rep {name} is in the read store alone" for name in team]


def _rep(rep: Rep) -> dict[str, object]:
    numbers = ("tier", "capacity", "daily_cap", "shift_at", "today", "missed")
    more = ("paced", "paced_until", "presence", "reachable", "on_shift", "present", "free", "day")
    return {name: getattr(rep, name) for name in (*numbers, *more)} | {
        "pools": ",".join(rep.pools),
        "skills": ",".join(rep.skills),
        "regions": ",".join(rep.regions),
        "idle_since": rep.idle_since,
        "live": set(rep.live),
        "uncontacted": len(rep.uncontacted),
        "tags": {key: tag for key, tag in rep.tags.items() if tag},
    }


def _rep_in(state: Snapshot, name: str, f: dict[str, str]) -> dict[str, object]:
    numbers = ("tier", "capacity", "shift_at", "today", "missed", "paced", "paced_until")
    found: dict[str, object] = {field: int(f[field]) for field in numbers}
    found |= {field: f[field] == "1" for field in ("reachable", "on_shift", "present")}
    found |= {field: f[field] for field in ("presence", "day", "pools", "skills", "regions")}
    tags = {field[4:]: int(n) for field, n in f.items() if field.startswith("tag.")}
    return found | {
        "daily_cap": int(f["daily_cap"]) if "daily_cap" in f else None,
        "idle_since": int(f["idle_since"]),
        "free": "listed" in f,
        "live": state.members("live", name),
        "uncontacted": int(f["uncontacted"]),
        "tags": {tag: n for tag, n in tags.items() if n},
    }
