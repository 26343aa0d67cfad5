"""Invariants 1 to 5 of the design, read off a shard at rest. Each check returns its complaints."""

from collections import Counter
from typing import Any

from tests.integration.state.snapshot import Moment, Snapshot

STATES = ("waiting", "assigned", "acknowledged", "closed")


def leads_of(state: Snapshot) -> dict[str, dict[str, str]]:
    """All leads by id."""
    leads: dict[str, dict[str, str]] = state.each("lead:")
    return leads


def reps_of(state: Snapshot) -> dict[str, dict[str, str]]:
    """All reps by id."""
    reps: dict[str, dict[str, str]] = state.each("rep:")
    return reps


def nothing_is_lost(moment: Moment) -> list[str]:
    """Invariant 1: the ledger counts the leads by state, and captures add up."""
    wrong = []
    ledger = {k: int(v) for k, v in moment.state.hash("ledger").items()}
    leads = leads_of(moment.state)
    if set(leads) != moment.state.members("leads"):
        wrong.append("the set of leads is not the leads")
    for tenant in {lead["tenant"] for lead in leads.values()}:
        counted = Counter(lead["state"] for lead in leads.values() if lead["tenant"] == tenant)
        told = {state: ledger.get(f"{tenant}|{state}", 0) for state in STATES}
        if told != {state: counted[state] for state in STATES}:
            wrong.append(f"the ledger of {tenant} says {told}, there are {dict(counted)}")
        captured = ledger.get(f"{tenant}|captured", 0)
        if captured != ledger.get(f"{tenant}|merged", 0) + sum(told.values()):
            wrong.append(f"{captured} captured, yet {told}")
    held = sum(len(signals) for signals in moment.state.each("held:").values())
    if ledger.get("_|held", 0) != held:
        wrong.append(f"{held} signals are held, counted {ledger.get('_|held')}")
    return wrong


def one_assignment_a_lead(moment: Moment) -> list[str]:
    """Invariant 2: the reps' sets are the leads' holders, and epochs are issued once."""
    wrong = []
    leads = leads_of(moment.state)
    for kind, state in (("live", "assigned"), ("open", "acknowledged")):
        held = {
            (rep, lead) for rep, found in moment.state.each(f"{kind}:").items() for lead in found
        }
        told = {(lead["rep"], i) for i, lead in leads.items() if lead["state"] == state}
        if held != told:
            wrong.append(f"{kind} sets hold {held}, leads say {told}")
    for i, lead in leads.items():
        if ("rep" in lead) != (lead["state"] in ("assigned", "acknowledged")):
            wrong.append(f"{i} is {lead['state']} with rep {lead.get('rep')}")
    epochs = [c["epoch"] for c in _changes(moment, "assigned")]
    wrong += [f"epoch {e} issued {n} times" for e, n in Counter(epochs).items() if n > 1]
    return wrong


def room_is_kept(moment: Moment, most: dict[str, int]) -> list[str]:
    """Invariant 3: nobody holds more than the largest capacity they had; counts are true.

    What a supervisor gave over it, or an undone outcome brought back, may come to it.
    """
    wrong = []
    beyond = Counter(c["rep"] for c in _changes(moment, "outcome_undone"))
    beyond.update(
        c["rep"] for c in _changes(moment, "handed_over") if "no_room" in c.get("over", "")
    )
    leads = leads_of(moment.state).values()
    for i, rep in reps_of(moment.state).items():
        mine = [lead for lead in leads if lead.get("rep") == i]
        live = sum(lead["state"] == "assigned" for lead in mine)
        untouched = sum(
            lead["state"] == "acknowledged" and "contacted_at" not in lead for lead in mine
        )
        if (int(rep["live"]), int(rep["uncontacted"])) != (live, untouched):
            wrong.append(f"{i} counts {rep['live']}+{rep['uncontacted']}, has {live}+{untouched}")
        if int(rep["taken"]) != len(moment.state.members("open", i)):
            wrong.append(f"{i} counts {rep['taken']} taken")
        if live + untouched > most.get(i, 0) + beyond[i]:
            wrong.append(f"{i} has {live + untouched} of {most.get(i, 0)}")
    return wrong


def is_free(rep: dict[str, str], now: int) -> bool:
    """Whether a rep may be given a lead now."""
    room = int(rep["capacity"]) - int(rep["live"]) - int(rep["uncontacted"])
    there = rep["presence"] == "idle" and rep["reachable"] == "1" and rep["on_shift"] == "1"
    there = there and "wrap_until" not in rep
    capped = "daily_cap" in rep and int(rep["today"]) >= int(rep["daily_cap"])
    full = "open_most" in rep and int(rep["live"]) + int(rep["taken"]) >= int(rep["open_most"])
    there = there and not full
    return there and room > 0 and now >= int(float(rep["paced_until"])) and not capped


def nobody_waits_beside_a_free_rep(moment: Moment) -> list[str]:
    """Invariant 4 in part: no lead waits while a free rep may serve it (no timer being due).

    That the first was assigned is for tests/model to say.
    """
    if any(at <= moment.now for at in moment.state.scores("deadlines").values()):
        return []
    waiting = {i: lead for i, lead in leads_of(moment.state).items() if lead["state"] == "waiting"}
    return [
        f"{i} waits beside {name}, who is free"
        for name, rep in reps_of(moment.state).items()
        if is_free(rep, moment.now)
        for i, lead in waiting.items()
        if may_serve(name, rep, lead)
    ]


def names(text: str | None) -> set[str]:
    """The parts of a list as the scripts keep it."""
    return set(filter(None, (text or "").split(",")))


def needs(lead: dict[str, str]) -> set[str]:
    """What the lead asks of a rep now."""
    asked = {field[2:]: tokens for field, tokens in lead.items() if field.startswith("n.")}
    dropped = names(lead.get("dropped"))
    return {t for name, tokens in asked.items() if name not in dropped for t in tokens.split(",")}


def may_serve(name: str, rep: dict[str, str], lead: dict[str, str]) -> bool:
    """Whether the rep has all that the lead asks for, and did not refuse it."""
    if rep["tenant"] != lead["tenant"] or lead["pool"] not in names(rep["pools"]):
        return False
    if name in names(lead.get("refused")):
        return False
    regions, skills = names(rep["regions"]), names(rep["skills"])
    for need in needs(lead):
        what, _, value = need.partition(":")
        if what == "region" and regions and value not in regions:
            return False
        if what == "skill" and value not in skills:
            return False
        if what == "tier" and int(rep["tier"]) < int(value):
            return False
    return True


def rungs_in_order(moment: Moment) -> list[str]:
    """Invariant 5: each rung once an episode, in order, never early."""
    wrong = []
    last: dict[tuple[str, int], int] = {}
    for entry in moment.entries:
        for c in entry.raw:
            if c["kind"] == "rung":
                episode = (c["lead"], c["episode"])
                if c["n"] != last.get(episode, 0) + 1:
                    wrong.append(f"rung {c['n']} of {episode} after {last.get(episode, 0)}")
                if entry.at < c["due"]:
                    wrong.append(f"rung {c['n']} of {episode} {c['due'] - entry.at} ms early")
                last[episode] = c["n"]
    return wrong


def timers_fit(moment: Moment) -> list[str]:
    """Each timer belongs to a state that it can act on, and each such state has its timer."""
    wrong = []
    leads = leads_of(moment.state)
    timers = set(moment.state.scores("deadlines"))
    for i, lead in leads.items():
        state = lead["state"]
        hot = float(lead["hot_at"]) if "hot_at" in lead else None
        ladder = moment.state.hash("pool", lead["pool"])["ladder"].split(",")
        climbing = hot is not None and int(lead["rung"]) < len(ladder)
        wanted = {
            "rung": climbing and state in ("waiting", "assigned"),
            "refusals": state == "waiting" and "refused" in lead,
            "reopen": state == "acknowledged" and "contacted_at" not in lead,
        }
        wrong += [
            f"{i} ({state}) {'lacks' if want else 'has'} the timer {kind}"
            for kind, want in wanted.items()
            if want != (f"{kind}|{i}" in timers)
        ]
        if state == "assigned" and not climbing and f"expire|{i}" not in timers:
            wrong.append(f"{i} never expires")
        if state != "assigned" and f"expire|{i}" in timers:
            wrong.append(f"{i} ({state}) expires")
    return wrong


def queues_are_the_waiting(moment: Moment) -> list[str]:
    """Each waiting lead stands in its class's queue, once among the decaying or the still."""
    wrong = []
    queues = moment.state.each("queue:")
    found: dict[str, Counter[str]] = {}
    for name, members in queues.items():
        kind = name.partition(":")[0]
        found.setdefault(kind, Counter()).update(member[15:] for member in members)
    waiting = Counter(i for i, lead in leads_of(moment.state).items() if lead["state"] == "waiting")
    none: Counter[str] = Counter()
    if found.get("waiting", none) != waiting:
        wrong.append(f"{waiting} wait, queued are {found.get('waiting')}")
    if found.get("decaying", none) + found.get("still", none) != waiting:
        wrong.append("decaying and still leads are not those that wait")
    if found.get("decaying", none) != found.get("freezing", none):
        wrong.append("decaying leads are not those that freeze")
    return wrong


def phones_are_one_reps(moment: Moment) -> list[str]:
    """Each subscription is one rep's, as the index says, and nobody has more than eight."""
    kept = moment.state.each("push:")
    held = {phone: rep for rep, phones in kept.items() for phone in phones}
    wrong = [f"{rep} has {len(phones)} phones" for rep, phones in kept.items() if len(phones) > 8]
    if sum(map(len, kept.values())) != len(held) or held != moment.state.hash("push_of"):
        wrong.append(f"phones are {kept}, the index says {moment.state.hash('push_of')}")
    return wrong


def _changes(moment: Moment, kind: str) -> list[dict[str, Any]]:
    return [c for entry in moment.entries for c in entry.raw if c["kind"] == kind]


def breaches(moment: Moment, most: dict[str, int]) -> list[str]:
    """All complaints about a shard at rest."""
    return [
        *nothing_is_lost(moment),
        *one_assignment_a_lead(moment),
        *room_is_kept(moment, most),
        *nobody_waits_beside_a_free_rep(moment),
        *rungs_in_order(moment),
        *timers_fit(moment),
        *queues_are_the_waiting(moment),
        *phones_are_one_reps(moment),
    ]
