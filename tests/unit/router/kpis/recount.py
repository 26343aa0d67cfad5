"""The KPIs counted a second time, slowly, from the raw entries and nothing of the read store."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import orjson

HOUR = 3_600_000
OVER_TIME = ("expired", "reassigned", "no_contact")


@dataclass
class Told:
    """One change, with its entry's place."""

    seq: int
    at: int
    kind: str
    change: dict[str, Any]


@dataclass
class Case:
    """A lead from a capture to its end."""

    lead: str
    tenant: str
    pool: str
    test: bool
    began: int
    channel: str
    told: list[Told] = field(default_factory=list)
    high: bool = False
    #: Number of its first episode.
    episode: int = 1

    def all(self, *kinds: str, rep: str | None = None) -> list[Told]:
        return [
            one
            for one in self.told
            if one.kind in kinds and (rep is None or one.change["rep"] == rep)
        ]

    def episodes(self) -> list[list[Told]]:
        """What was told, cut where a new episode began."""
        cut: list[list[Told]] = [[]]
        for one in self.told:
            if one.kind == "reopened" and one.change["reason"] != "returned":
                cut.append([])
            cut[-1].append(one)
        return cut

    def first_touch(self) -> tuple[str, int] | None:
        """Who made the first contact, and when."""
        contacts = [
            (one.change.get("done_at", one.at), one.seq, one.change["rep"])
            for one in self.all("contacted", "late_activity")
            if one.kind == "contacted" or one.change["contacted"]
        ]
        return (min(contacts)[2], min(contacts)[0]) if contacts else None

    def undo(self, *, contact: bool) -> None:
        """The outcome is as if it had not been told, nor the contact told with it."""
        last = self.all("closed")[-1]
        gone = ("closed", "contacted") if contact else ("closed",)
        self.told = [one for one in self.told if one.seq != last.seq or one.kind not in gone]


@cache
def valid(records: tuple[bytes, ...]) -> list[dict[str, Any]]:
    """Entries that name the one before."""
    found: list[dict[str, Any]] = []
    for raw in records:
        try:
            entry = orjson.loads(raw)
        except orjson.JSONDecodeError:
            continue
        if entry.get("type") == "opened" or "seq" not in entry:
            continue
        last: dict[str, Any] = found[-1] if found else {"stamp": "", "seq": 0}
        if (entry["prev"], entry["seq"]) == (last["stamp"], last["seq"] + 1):
            found.append(entry)
    return found


def score(change: dict[str, Any], at: int) -> int:
    age = Fraction(max(0, at - change["captured_at"]), HOUR)
    fresh = max(Fraction(0), change["start"] - change["slope"] * age)
    exact: Fraction = change["base"] + fresh + Fraction(1, 2)
    return math.floor(exact)


def begun(change: dict[str, Any], old: Case | None, last_episode: dict[str, int]) -> Case:
    """The case that a capture begins; `old` is the lead's case before it."""
    return Case(
        change["lead"],
        change["tenant"],
        old.pool if old else change["pool"],
        old.test if old else bool(change.get("test")),
        change["at"],
        change["channel"],
        episode=last_episode.setdefault(change["lead"], 0) + 1,
    )


def reached(change: dict[str, Any], at: int) -> int:
    """The score at a capture, a signal or an assignment; of all else none."""
    if change["kind"] == "assigned":
        return int(change["score"])
    return score(change, at) if change["kind"] in ("captured", "merged", "joined") else 0


def taken_back(change: dict[str, Any]) -> bool:
    """Whether the lead's outcome holds no more."""
    kind, reason = change["kind"], change.get("reason")
    return kind == "outcome_undone" or (kind, reason) == ("reopened", "supervisor")


def at_that_time(of_lead: list[Case], change: dict[str, Any]) -> Case:
    """The newest case, but of what is told late the one in which it was done."""
    if change["kind"] != "late_activity":
        return of_lead[-1]
    return [one for one in of_lead if one.episode <= change["episode"]][-1]


@cache
def cases(records: tuple[bytes, ...]) -> list[Case]:
    """All of them, in the order in which they began."""
    found: list[Case] = []
    of_lead: dict[str, list[Case]] = {}
    last_episode: dict[str, int] = {}
    closed: set[str] = set()
    high: dict[str, int] = {}
    for entry in valid(records):
        back = {
            change["lead"]
            for change in entry["changes"]
            if change["kind"] == "reopened" and change["reason"] == "returned"
        }
        for change in entry["changes"]:
            kind, lead = change["kind"], change.get("lead")
            if kind == "policy_activated":
                high |= {name: pool["high_intent"] for name, pool in change["pools"].items()}
            if not isinstance(lead, str):
                continue
            if kind == "captured" or (kind == "merged" and lead in back):
                before = of_lead.setdefault(lead, [])
                found.append(begun(change, before[-1] if before else None, last_episode))
                before.append(found[-1])
                closed.discard(lead)
            last_episode[lead] = max(last_episode[lead], change.get("episode") or 1)
            case = at_that_time(of_lead[lead], change)
            if taken_back(change):
                case.undo(contact=kind == "outcome_undone")
                closed.discard(lead)
            case.told.append(Told(entry["seq"], entry["at"], kind, change))
            if lead not in closed and reached(change, entry["at"]) >= high[case.pool]:
                case.high = True
            if kind == "closed":
                closed.add(lead)
    return found


@cache
def openings(records: tuple[bytes, ...]) -> dict[str, list[tuple[int, bool]]]:
    """By pool, what was told of it: from when on it is open, or is not."""
    found: dict[str, list[tuple[int, bool]]] = {}
    for entry in valid(records):
        for change in entry["changes"]:
            if change["kind"] == "policy_activated":
                for name, pool in change["pools"].items():
                    found.setdefault(name, []).append((entry["at"], pool["is_open"] == 1))
            elif change["kind"] == "pool_hours" and "is_open" in change:
                at = change.get("at", entry["at"])
                found.setdefault(change["pool"], []).append((at, change["is_open"] == 1))
    return found


def open_between(told: list[tuple[int, bool]], start: int, end: int) -> int:
    """Piece by piece, the time before the first word counted as open."""
    cuts = sorted({start, end, *(at for at, _ in told if start < at < end)})
    total = 0
    for a, b in pairwise(cuts):
        before = [is_open for at, is_open in told if at <= a]
        total += (b - a) * (before[-1] if before else 1)
    return total


def rank(values: Sequence[int], percent: int) -> int | None:
    ordered = sorted(values)
    at = math.ceil(Fraction(len(ordered) * percent, 100)) - 1
    return ordered[max(0, at)] if ordered else None


def share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def had_since(case: Case, rep: str, until: int) -> int:
    """When the rep was last given the lead before an instant."""
    given = [one.at for one in case.all("assigned", rep=rep) if one.at <= until]
    took = [one.change.get("done_at", one.at) for one in case.all("acknowledged", rep=rep)]
    return max(given) if given else max([at for at in took if at <= until], default=case.began)


def kpis(
    found: list[Case],
    costs: dict[str, float],
    rep: str | None = None,
    hours: dict[str, list[tuple[int, bool]]] | None = None,
) -> dict[str, Any]:
    """All but fairness, of these cases; with a rep, of what that rep did."""
    hours = hours or {}
    if rep is not None:
        found = [case for case in found if case.all("assigned", "acknowledged", rep=rep)]
    waits, open_waits = [], []
    for case in found:
        touch = case.first_touch()
        if touch is not None and rep in (None, touch[0]):
            since = case.began if rep is None else had_since(case, rep, touch[1])
            waits.append(touch[1] - since)
            open_waits.append(open_between(hours.get(case.pool, []), since, touch[1]))
    hot = in_time = repeated = over = over_open = won = 0
    for case in found:
        enders = case.all("withdrawn", "left", rep=rep)
        late = [one.at for one in enders if one.change["reason"] in OVER_TIME]
        over += bool(late)
        told = hours.get(case.pool, [])
        over_open += any(open_between(told, at - 1, at) for at in late)
        won += any(one.change["outcome"] == "won" for one in case.all("closed", rep=rep))
        for episode in case.episodes():
            given = [one for one in episode if one.kind == "assigned"]
            repeated += sum(rep in (None, one.change["rep"]) for one in given[1:])
            takes = [one for one in episode if one.kind == "acknowledged"]
            if rep and not any(one.change["rep"] == rep for one in given + takes):
                continue
            for clock in (one for one in episode if one.kind == "hot"):
                hot += 1
                after = [one for one in takes if one.seq > clock.seq]
                if after and rep in (None, after[0].change["rep"]):
                    taken = after[0].change.get("done_at", after[0].at)
                    clock_at = clock.change["clock_at"]
                    if rep is not None:
                        clock_at = max(clock_at, had_since(case, rep, taken))
                    in_time += taken - clock_at <= HOUR // 4
    captures = [one for case in found for one in case.all("captured", "merged")]
    cost = sum(costs.get(one.change["channel"], 0.0) for one in captures) if costs else None
    high = [case for case in found if case.high]
    high_won = sum(
        any(one.change["outcome"] == "won" for one in case.all("closed", rep=rep)) for case in high
    )
    p50, p90, open_p50, open_p90 = (
        None if (ms := rank(spans, percent)) is None else ms / 1000
        for spans in (waits, open_waits)
        for percent in (50, 90)
    )
    return {
        "leads": len(found),
        "captures": len(captures),
        "first_touch": {
            "touched": len(waits),
            "p50_s": p50,
            "p90_s": p90,
            "open_p50_s": open_p50,
            "open_p90_s": open_p90,
        },
        "followed_up_24h": share(sum(wait <= 24 * HOUR for wait in waits), len(found)),
        "followed_up_24h_open": share(sum(wait <= 24 * HOUR for wait in open_waits), len(found)),
        "over_time": share(over, len(found)),
        "over_time_open": share(over_open, len(found)),
        "hot": hot,
        "hot_acknowledged_15min": share(in_time, hot),
        "conversion": {"leads": len(found), "won": won, "rate": share(won, len(found))},
        "high_intent": {"leads": len(high), "won": high_won, "rate": share(high_won, len(high))},
        "repeated_dispatches": share(repeated, len(found)),
        "cost": cost,
        "cost_lead": None if cost is None or not found else cost / len(found),
        "cost_won": None if cost is None or not won else cost / won,
    }


@dataclass
class Crew:
    """Who was registered with which weight and pools, and who was on shift at some instant."""

    weights: dict[str, tuple[float, list[str]]] = field(default_factory=dict)
    on: dict[str, bool] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)

    def hear(self, change: dict[str, Any]) -> None:
        if change["kind"] == "rep_registered":
            self.weights[change["rep"]] = (change["weight"], change["pools"].split(","))
            self.on[change["rep"]] = change["on_shift"] == 1
        elif change["kind"] == "shift_changed":
            self.on[change["rep"]] = change["on"] == 1

    def look(self) -> None:
        self.there |= {rep for rep, is_on in self.on.items() if is_on}


def unfairness(
    records: tuple[bytes, ...], tenant: str, from_ms: int, to_ms: int, channel: str | None = None
) -> dict[tuple[str, str], float]:
    """By pool and rep, share of assignments less share of weight, in points of percent."""
    crew, given = Crew(), defaultdict[str, list[str]](list)
    told = [
        (entry["at"], change)
        for entry in valid(records)
        if entry["at"] < to_ms
        for change in entry["changes"]
        if change.get("tenant") == tenant
    ]
    for at, change in told:
        if at < from_ms:
            crew.hear(change)
    crew.look()
    for at, change in told:
        if at >= from_ms:
            crew.hear(change)
            crew.look()
    for case in cases(records):
        if case.tenant == tenant and not case.test and channel in (None, case.channel):
            for one in case.all("assigned"):
                if from_ms <= one.at < to_ms:
                    given[case.pool].append(one.change["rep"])
    found = {}
    for pool in {name for _, pools in crew.weights.values() for name in pools}:
        reps = {rep for rep in crew.there if pool in crew.weights[rep][1]}
        total = sum(rep in reps for rep in given[pool])
        heavy = sum(crew.weights[rep][0] for rep in reps)
        for rep in reps if total else ():
            own = given[pool].count(rep) / total
            found[pool, rep] = 100 * (own - crew.weights[rep][0] / heavy)
    return found
