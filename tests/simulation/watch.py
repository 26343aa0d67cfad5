"""Nobody woken, nobody forgotten: judged from the raw changes and by hours of its own.

Of the product the watch has what a brand has in hand: the policies' documents and the reps' hours.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hotlead.router.policy.document import Policy, Pool
from hotlead.topics.hours import WorkingHours
from hotlead.topics.journal import RawChange
from tests.simulation.agenda import HOUR, MINUTE
from tests.simulation.hours import Clock, Hours
from tests.simulation.troubles import Troubles

LATE_MS: Final = 1000
UNACKNOWLEDGED: Final = ("waiting", "assigned")
#: What rang at somebody as their shift ended rings on for the length of a ladder.
RINGS_ON_MS: Final = 15 * MINUTE
#: A queue with free reps moves within so much of the pool's time.
MOVES_WITHIN_MS: Final = 4 * HOUR


@dataclass(slots=True)
class Case:
    """One lead as the changes leave it."""

    id: str
    pool: str
    #: When its episode began to wait, and when it came back to its ladder or got another.
    since: int
    back_at: int
    #: A table brought it; and it is as old as then.
    from_table: bool = False
    imported: bool = False
    state: str = "new"
    needs: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    hot_at: int | None = None
    fired: int = 0
    told: bool = False
    #: When it was pushed or acknowledged last.
    held_at: int = 0
    by_hand: bool = False
    contacted: bool = False

    def asks(self) -> Iterator[str]:
        """What it asks of a rep now."""
        for name, tokens in self.needs.items():
            if name not in self.dropped:
                yield from tokens.split(",")


@dataclass(frozen=True, slots=True)
class Server:
    """A rep, as registered last."""

    hours: Hours
    pools: Sequence[str]
    regions: Sequence[str]
    skills: Sequence[str]
    tier: int

    def serves(self, name: str, case: Case) -> bool:
        """Whether the rep may be given the lead."""
        return (
            case.pool in self.pools
            and name not in case.refused
            and all(self._has(*token.split(":")) for token in case.asks())
        )

    def _has(self, what: str, value: str) -> bool:
        if what == "region":
            return not self.regions or value in self.regions
        return value in self.skills if what == "skill" else self.tier >= int(value)


class Watch:
    """Hears every valid change. `complaints` is what did not hold."""

    def __init__(
        self, policies: Sequence[Policy], imported: Callable[[str], bool], troubles: Troubles
    ) -> None:
        self._policies = {policy.version: policy for policy in policies}
        self._imported, self._troubles = imported, troubles
        self.complaints: list[str] = []
        self.cases: dict[str, Case] = {}
        self.clocks: dict[str, Clock] = {}
        #: Instants at which somebody was told who had to be left alone.
        self.woken: list[int] = []
        self._pools: dict[str, Pool] = {}
        self._reps: dict[str, Server] = {}
        #: Hot leads that wait; when a pool's queue moved last.
        self._hot: dict[str, Case] = {}
        self._moved: dict[str, int] = {}
        self._hears: dict[str, Callable[[RawChange, int], None]] = {
            "policy_activated": self._policy,
            "rep_registered": self._registered,
            "captured": self._captured,
            "merged": self._merged,
            "rescored": self._rescored,
            "queued": self._queued,
            "relaxed": self._relaxed,
            "refusals_cleared": self._refusals_cleared,
            "hot": self._became_hot,
            "assigned": self._assigned,
            "withdrawn": self._withdrawn,
            "acknowledged": self._acknowledged,
            "contacted": self._contacted,
            "left": self._left,
            "reopened": self._reopened,
            "closed": self._closed,
            "outcome_undone": self._undone,
            "rung": self._rung,
            "slower_rung": self._slower,
            "unserved": self._told_of_pool,
            "served_again": self._told_of_pool,
        }

    def hear(self, change: RawChange, at: int) -> None:
        """The next change of the chain."""
        heard = self._hears.get(change["kind"])
        if heard is not None:
            heard(change, at)

    # Who is left alone

    def _wake(self, at: int, text: str) -> None:
        self.woken.append(at)
        self.complaints.append(text)

    def _not_while_closed(self, pool: str, at: int, text: str, due: int | None = None) -> None:
        """What is done while the pool is open, or as it closes; trouble since `due` excuses it."""
        clock = self.clocks[pool]
        if not clock.stands(at) or clock.between(at - LATE_MS, at) > 0:
            return
        if not self._troubles.meet((at if due is None else due) - LATE_MS, at):
            self._wake(at, f"{text} while {pool} was closed")

    def _on_shift(self, rep: str, at: int, text: str, grace_ms: int = LATE_MS) -> None:
        hours = self._reps[rep].hours
        if hours.between(at - grace_ms, at + 1) > 0 or self._troubles.meet(at - LATE_MS, at):
            return
        self._wake(at, f"{text} {rep}, who was off shift")

    # Policies and reps

    def _policy(self, change: RawChange, at: int) -> None:
        for name, pool in self._policies[change["version"]].pools.items():
            self._pools[name] = pool
            waits = pool.outside_hours == "wait"
            self.clocks.setdefault(name, Clock()).set(at, Hours(pool.hours) if waits else None)
            self._moved.setdefault(name, at)

    def _registered(self, change: RawChange, _: int) -> None:
        hours = Hours(WorkingHours.model_validate_json(change["hours"]))
        pools, regions, skills = (_names(change[field]) for field in ("pools", "regions", "skills"))
        self._reps[change["rep"]] = Server(hours, pools, regions, skills, change["tier"])

    # Leads

    def _captured(self, change: RawChange, at: int) -> None:
        imported = self._imported(change["capture"])
        lead, pool = change["lead"], change["pool"]
        self.cases[lead] = Case(lead, pool, at, at, imported, imported)
        self._asks(change)

    def _merged(self, change: RawChange, _: int) -> None:
        self.cases[change["lead"]].imported = False
        self._asks(change)

    def _asks(self, change: RawChange) -> None:
        case = self.cases[change["lead"]]
        for name in change["attributes"]:
            case.needs.pop(name, None)
        case.needs |= change.get("needs") or {}

    def _rescored(self, change: RawChange, at: int) -> None:
        case = self.cases[change["lead"]]
        case.needs, case.back_at = dict(change["needs"]), at

    def _queued(self, change: RawChange, at: int) -> None:
        case = self._becomes(change, "waiting")
        if "since" in change:
            case.since, case.back_at, case.dropped = change["since"], at, set()

    def _relaxed(self, change: RawChange, at: int) -> None:
        case = self.cases[change["lead"]]
        case.dropped |= set(change["drop"].split("+"))
        self._not_while_closed(case.pool, at, f"lead {case.id}: asked less")

    def _refusals_cleared(self, change: RawChange, _: int) -> None:
        self.cases[change["lead"]].refused = set()

    def _became_hot(self, change: RawChange, at: int) -> None:
        case, clock = self.cases[change["lead"]], self.clocks[change["pool"]]
        lost = clock.between(at, change["clock_at"])
        if lost > 0:
            text = f"lead {case.id}: its hot clock starts {lost} ms of open time late"
            self.complaints.append(text)
        # While the pool is closed its clock stands, so what it counts from here is the same.
        case.hot_at, case.fired, case.imported = at, 0, False
        self._becomes(change, case.state)

    def _becomes(self, change: RawChange, state: str) -> Case:
        case = self.cases[change["lead"]]
        case.state = state
        if state == "waiting" and case.hot_at is not None:
            self._hot[case.id] = case
        else:
            self._hot.pop(case.id, None)
        return case

    def _assigned(self, change: RawChange, at: int) -> None:
        case, rep = self._becomes(change, "assigned"), change["rep"]
        case.held_at, case.by_hand = at, change["why"] == "handed over"
        if case.by_hand:
            return
        self._moved[case.pool] = at
        self._on_shift(rep, at, f"lead {case.id}: pushed to")
        if case.imported:
            for hot in self._hot.values():
                if self._reps[rep].serves(rep, hot):
                    text = f"lead {case.id} of an import went before {hot.id}, which is hot"
                    self.complaints.append(text)

    def _withdrawn(self, change: RawChange, at: int) -> None:
        case = self._becomes(change, "withdrawn")
        if change.get("refused"):
            case.refused.add(change["rep"])
        if change["reason"] != "expired":
            return
        passed = self.clocks[case.pool].between(case.held_at, at)
        if passed < min(self._of(case.pool, "expiry_s")):
            self.complaints.append(f"lead {case.id}: expired after {passed} ms of the pool's time")
        self._not_while_closed(case.pool, at, f"lead {case.id}: expired", case.held_at)

    def _acknowledged(self, change: RawChange, at: int) -> None:
        case = self.cases[change["lead"]]
        if change["via"] != "late_contact":
            self._look_at_ladder(case, at)
        self._becomes(change, "acknowledged")
        case.held_at, case.contacted = at, False

    def _contacted(self, change: RawChange, _: int) -> None:
        self.cases[change["lead"]].contacted = True

    def _left(self, change: RawChange, at: int) -> None:
        case = self._becomes(change, "left")
        case.back_at = at
        if change.get("refused"):
            case.refused.add(change["rep"])
        if change["reason"] == "no_contact":
            passed = self.clocks[case.pool].between(case.held_at, at)
            if passed < min(self._of(case.pool, "reopen_after_s")):
                text = f"lead {case.id}: taken back after {passed} ms of the pool's time"
                self.complaints.append(text)
            self._not_while_closed(case.pool, at, f"lead {case.id}: taken back", case.held_at)

    def _reopened(self, change: RawChange, at: int) -> None:
        case = self._becomes(change, "reopened")
        case.hot_at, case.fired, case.told, case.back_at = None, 0, False, at
        case.since = change.get("since", case.since)
        case.refused = {change["refused"]} if "refused" in change else set()

    def _closed(self, change: RawChange, _: int) -> None:
        self._becomes(change, "closed")

    def _undone(self, change: RawChange, at: int) -> None:
        self._becomes(change, "acknowledged").back_at = at

    # What is told

    def _rung(self, change: RawChange, at: int) -> None:
        case = self.cases[change["lead"]]
        pool, n, clock = self._pools[case.pool], change["n"], self.clocks[case.pool]
        rung, case.fired = pool.ladder[n - 1], n
        assert case.hot_at is not None
        over = clock.between(case.hot_at, at) - _ms(rung.after_s)
        if over < 0:
            self.complaints.append(f"lead {case.id}: rung {n} was {-over} ms of open time early")
        due = self._due(case, rung.after_s, at)
        late = min(over, clock.between(case.back_at, at))
        if late > LATE_MS and not self._troubles.meet(due - LATE_MS, at):
            self.complaints.append(f"lead {case.id}: rung {n} was {late} ms late, all being well")
        self._not_while_closed(case.pool, at, f"lead {case.id}: rung {n} fired", due)
        # Who hands a lead to somebody off shift is told so, and means it.
        if rung.remind and "rep" in change and not change.get("moved") and not case.by_hand:
            self._on_shift(change["rep"], at, f"lead {case.id}: rung {n} rang at", RINGS_ON_MS)

    def _slower(self, change: RawChange, at: int) -> None:
        case = self.cases[change["lead"]]
        case.told = True
        if change["why"] == "waited":
            passed = self.clocks[case.pool].between(change["since"], at)
            if passed < min(self._of(case.pool, "slower_ladder", "waited_s")):
                self.complaints.append(f"lead {case.id}: told of after {passed} ms of open time")
        self._not_while_closed(case.pool, at, f"lead {case.id}: supervisors were told", case.since)

    def _told_of_pool(self, change: RawChange, at: int) -> None:
        self._not_while_closed(change["pool"], at, f"{change['kind']} was told")

    # Who is forgotten

    def look(self, now: int) -> None:
        """All being well, every lead is served in time or told of."""
        for case in self.cases.values():
            clock, pool = self.clocks[case.pool], self._pools[case.pool]
            back = clock.between(case.back_at, now)
            if case.state == "acknowledged":
                over = clock.between(case.held_at, now) - max(self._of(case.pool, "reopen_after_s"))
                if not case.contacted and min(over, back) > LATE_MS:
                    self._forgotten(case, "it was acknowledged, and nobody called")
            elif case.state not in UNACKNOWLEDGED:
                continue
            elif case.hot_at is not None:
                self._look_at_ladder(case, now)
            elif not case.told and pool.slower_ladder.waited_s > 0:
                over = clock.between(case.since, now) - _ms(pool.slower_ladder.waited_s)
                if min(over, back) > LATE_MS:
                    self._forgotten(case, "it waits for too long, and nobody was told")
            if case.imported and case.state == "waiting":
                stood = clock.between(self._moved[case.pool], now)
                if stood > MOVES_WITHIN_MS:
                    self._forgotten(case, f"its queue stands still for {stood} ms of open time")

    def _forgotten(self, case: Case, text: str) -> None:
        self.complaints.append(f"lead {case.id} is forgotten: {text}")

    def _look_at_ladder(self, case: Case, at: int) -> None:
        """Rungs that were due before have fired."""
        if case.hot_at is None or case.state not in UNACKNOWLEDGED:
            return
        clock, ladder = self.clocks[case.pool], self._pools[case.pool].ladder
        if case.fired >= len(ladder):
            return
        after = ladder[case.fired].after_s
        over = clock.between(case.hot_at, at) - _ms(after)
        if min(over, clock.between(case.back_at, at)) <= LATE_MS:
            return
        if not self._troubles.meet(self._due(case, after, at) - LATE_MS, at):
            self.complaints.append(f"lead {case.id}: rung {case.fired + 1} was left out")

    def _due(self, case: Case, after_s: float, at: int) -> int:
        assert case.hot_at is not None
        return self.clocks[case.pool].after(case.hot_at, _ms(after_s), at)

    def _of(self, pool: str, *path: str) -> list[int]:
        """What the policies say of a pool's time, in ms: any may have been in force."""
        found: list[Any] = [one.pools[pool] for one in self._policies.values() if pool in one.pools]
        for name in path:
            found = [getattr(one, name) for one in found]
        return [_ms(seconds) for seconds in found]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
