"""The fold of reps: each change, its row, and going on from any row."""

from typing import Any

import orjson

from hotlead.router.kpis.rep_history import RepState
from hotlead.router.kpis.team import Team
from hotlead.router.rules.rep_state import Rep
from hotlead.topics.journal import Entry, RawChange, decode_journal
from tests.unit.router.kpis.journals import simulated
from tests.whole_changes import whole

AT, MINUTE = 1_000_000_000_000, 60_000


class Fold:
    """A team that is told changes one by one."""

    def __init__(self) -> None:
        self.team, self.rows, self.seq, self.at = Team(), list[RepState](), 0, AT

    def tell(self, *changes: RawChange, after_min: float = 0) -> list[RepState]:
        """One entry; returns its rows."""
        self.seq, self.at = self.seq + 1, self.at + round(after_min * MINUTE)
        known = {"tenant": "main", "rep": "ann", "lead": "L1"}
        told = tuple(whole(known | change) for change in changes)
        rows = self.team.take(Entry(self.seq, "s", "", 1, 0, self.at, "p", told), 0)
        self.rows += rows
        return rows

    def rep(self, name: str = "ann") -> Rep:
        """A rep as they are."""
        return next(rep for rep in self.team.reps(0) if rep.id == name)

    def joins(self, name: str = "ann", presence: str = "idle", **fields: Any) -> None:
        """A rep is registered and sets a presence."""
        self.tell(registered(rep=name, **fields))
        self.tell({"kind": "presence_changed", "rep": name, "presence": presence, "why": "set"})


def registered(**fields: Any) -> RawChange:
    """A rep of pool main with all that the script writes."""
    given: RawChange = {"kind": "rep_registered", "name": "Ann", "pools": "main", "skills": ""}
    given |= {"regions": "", "tier": 0, "weight": 1, "capacity": 1, "hours": "{}"}
    return given | {"on_shift": 1, "day": "2026-01-05", "rep_kind": "0||"} | fields


def assigned(lead: str = "L1", start: int = 0, **fields: Any) -> RawChange:
    """The lead goes to the rep for one turn of weight 1."""
    given: RawChange = {"kind": "assigned", "lead": lead, "pool": "main", "ledger": "all"}
    return given | {"start": start, "finish": start + 1_000_000} | fields


def of(row: RepState) -> dict[str, Any]:
    """The row's JSON."""
    found: dict[str, Any] = orjson.loads(row.state)
    return found


def test_a_rep_is_away_until_they_say_otherwise_and_idle_from_then() -> None:
    fold = Fold()
    (row,) = fold.tell(registered(skills="english,villas", daily_cap=3))
    assert (row.shard, row.tenant, row.rep, row.seq, row.place) == (0, "main", "ann", 1, 0)
    assert (fold.rep().presence, fold.rep().free) == ("away", False)
    assert {"pools": ["main"], "weight": 1, "on_shift": True, "daily_cap": 3}.items() <= of(
        row
    ).items()
    change = {"kind": "presence_changed", "presence": "idle", "why": "set"}
    fold.tell(change, after_min=5)
    assert (fold.rep().free, fold.rep().idle_since) == (True, AT + 5 * MINUTE)
    assert fold.tell(change) == [], "nothing is other than before"


def test_an_assignment_takes_room_and_a_turn_and_both_come_back() -> None:
    fold = Fold()
    fold.joins(capacity=2)
    fold.tell(assigned("L1"), assigned("L2", 1_000_000))
    rep = fold.rep()
    assert (rep.room, rep.free, rep.today, rep.tag("main", "all")) == (0, False, 2, 2_000_000)
    withdrawn = {"kind": "withdrawn", "lead": "L2", "refund": 1_000_000, "missed": 1}
    fold.tell(withdrawn, after_min=1)
    assert (rep.room, rep.free, rep.missed, rep.tag("main", "all")) == (1, True, 1, 1_000_000)
    assert rep.idle_since == AT, "not idle anew while a lead is in hand"
    fold.tell({"kind": "acknowledged", "via": "acknowledge"}, after_min=1)
    assert (rep.room, rep.missed, rep.uncontacted) == (1, 0, ["L1"])
    fold.tell({"kind": "contacted"}, after_min=1)
    assert (rep.room, rep.uncontacted, rep.open_leads) == (2, [], 1)
    fold.tell({"kind": "left", "reason": "closed"})
    assert rep.open_leads == 0


def test_who_was_away_comes_back_at_the_mark_of_the_pool_and_no_earlier() -> None:
    fold = Fold()
    fold.joins("ann", capacity=9)
    fold.joins("bob", presence="away")
    fold.joins("eve", pools="vip", tenant="main")
    for turn in range(3):
        fold.tell(assigned(f"L{turn}", turn * 1_000_000))
    fold.tell(assigned("L9", 0, rep="eve"))
    back = {"kind": "presence_changed", "rep": "bob", "presence": "idle", "why": "set"}
    fold.tell(back)
    assert fold.rep("bob").tag("main", "all") == 2_000_000
    assert fold.rep("bob").tag("main", "top") == 0
    assert fold.rep("eve").tag("vip", "all") == 0


def test_a_tenant_has_marks_of_its_own() -> None:
    fold = Fold()
    fold.joins("ann", capacity=9)
    fold.tell(assigned("L1", 5_000_000))
    fold.tell(registered(rep="theirs", tenant="other"))
    there = {"kind": "presence_changed", "rep": "theirs", "presence": "idle", "why": "set"}
    fold.tell(there | {"tenant": "other"})
    assert fold.rep("theirs").tag("main", "all") == 0


def test_caps_and_pacing_are_absence_until_the_day_turns_or_the_start_is_over() -> None:
    fold = Fold()
    fold.joins(capacity=9, daily_cap=2)
    fold.tell(assigned("L1", paced=1, paced_until=AT + 10 * MINUTE))
    assert (fold.rep().free, fold.rep().present) == (False, False)
    fold.tell({"kind": "unpaced"}, after_min=9)
    assert not fold.rep().free, "not over yet"
    fold.tell({"kind": "unpaced"}, after_min=1)
    assert fold.rep().free
    fold.tell(assigned("L2", 1_000_000))
    assert (fold.rep().free, fold.rep().capped) == (False, True)
    shift = {"kind": "shift_changed", "on": 1, "day": "2026-01-06", "next": AT}
    fold.tell(shift)
    assert (fold.rep().free, fold.rep().today, fold.rep().paced) == (True, 0, 1)
    fold.tell(assigned("L3", 2_000_000))
    fold.tell(shift | {"on": 0})
    assert (fold.rep().free, fold.rep().today) == (False, 1), "the same day goes on"
    fold.tell(shift, after_min=60)
    assert (fold.rep().paced, fold.rep().shift_at) == (0, fold.at)


def test_offline_is_no_presence_and_comes_back_as_it_was() -> None:
    fold = Fold()
    fold.joins()
    fold.tell({"kind": "offline"}, after_min=3)
    rep = fold.rep()
    assert (rep.free, rep.presence, rep.offline_at) == (False, "idle", AT + 3 * MINUTE)
    fold.tell({"kind": "online"}, after_min=2)
    assert (rep.free, rep.idle_since) == (True, AT + 5 * MINUTE)


def test_a_rep_registered_anew_keeps_turns_and_leads_and_is_idle_anew() -> None:
    fold = Fold()
    fold.joins(capacity=2)
    fold.tell(assigned("L1"))
    fold.tell(registered(capacity=1, tier=2, skills="english"), after_min=4)
    rep = fold.rep()
    assert (rep.tier, rep.skills, rep.room, rep.free) == (2, ("english",), 0, False)
    assert (list(rep.live), rep.tag("main", "all"), rep.today) == (["L1"], 1_000_000, 1)
    fold.tell({"kind": "withdrawn"}, after_min=1)
    assert (rep.free, rep.idle_since) == (True, AT + 5 * MINUTE)
    fold.tell(registered(capacity=1), after_min=2)
    assert (rep.free, rep.idle_since, rep.tier) == (True, AT + 7 * MINUTE, 0)


def test_what_stood_beside_a_decision_is_in_its_row_alone() -> None:
    fold = Fold()
    fold.joins(capacity=9)
    hand = {"kind": "handed_over", "by": "sup", "reason": "she asked", "former": "bob"}
    row, next_lead = fold.tell(hand, assigned("L1", 3_000_000), assigned("L3", 3_000_000))
    assert of(next_lead)["beside"] == {"virtual": {"all": 3_000_000, "top": 0}}
    beside = {"by": "sup", "reason": "she asked", "former": "bob"}
    assert of(row)["beside"] == {"virtual": {"all": 0, "top": 0}, **beside}
    (row,) = fold.tell(assigned("L2", 4_000_000))
    assert of(row)["beside"] == {"virtual": {"all": 3_000_000, "top": 0}}
    (row,) = fold.tell({"kind": "acknowledged", "via": "acknowledge"})
    assert "beside" not in of(row)


def test_of_whom_nobody_registered_there_is_nothing_to_say() -> None:
    fold = Fold()
    assert fold.tell({"kind": "online"}, {"kind": "captured"}) == []


def test_it_goes_on_from_any_entry_as_if_it_had_never_stopped() -> None:
    decoded = map(decode_journal, simulated(3, 2))
    entries = [entry for entry in decoded if isinstance(entry, Entry)]
    whole, team = Team(), Team()
    newest: dict[str, RepState] = {}
    for entry in entries:
        resumed = Team()
        resumed.resume(0, newest.values(), team.rest(0))
        rows = whole.take(entry, 0)
        assert resumed.take(entry, 0) == rows
        team = resumed
        newest |= {row.rep: row for row in rows}
    assert len(newest) == 4
    assert team.rest(0) == whole.rest(0) != "{}"
