"""Each decision that breaks an invariant, in a journal made by hand: the model says so."""

from typing import Any

import pytest

from hotlead.router.audit.model import Model
from hotlead.router.audit.report import Report
from hotlead.topics.journal import Change, Entry, Opened

START = 1_772_416_800_000
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
POOL = {"longest_wait": HOUR, "ladder": "reminder:120000:remind,open:600000:open"}


class Story:
    """A journal, one change an entry. Leads score `base` points, all alike in the rest."""

    def __init__(self) -> None:
        self.report = Report()
        self.model = Model(0, self.report)
        self.now = START
        self._epochs = 0
        self.model.opened(Opened("o", "w", 0, 0, 1.0))
        self.tell("policy_activated", pools={"main": POOL})

    def tell(self, kind: str, **fields: Any) -> None:
        change: Change = {"kind": kind, "tenant": "main"} | fields
        self.model.read(Entry(1, "s", "", 0, 0, self.now, "p1", (change,)))

    def rep(self, rep: str, capacity: int = 1, **fields: Any) -> None:
        given = {"pools": "main", "skills": "", "regions": "", "tier": 0, "capacity": capacity}
        self.tell("rep_registered", rep=rep, **(given | fields))

    def lead(self, lead: str, base: int = 50, **fields: Any) -> None:
        self.tell("captured", lead=lead, capture=f"c-{lead}", **(self.score(base) | fields))
        self.tell("queued", lead=lead, since=self.now)

    def score(self, base: int) -> Change:
        numbers = {"base": base * 1_000_000, "start": 0, "slope": 0, "wait": 0}
        return {"pool": "main", "captured_at": self.now, "freezes_at": self.now} | numbers

    def assign(self, lead: str, rep: str, epoch: str | None = None, why: str = "turn") -> str:
        self._epochs += 1
        epoch = epoch or f"0-{self._epochs}"
        self.tell("assigned", lead=lead, rep=rep, epoch=epoch, why=why)
        return epoch

    def withdraw(self, lead: str, rep: str, epoch: str, **fields: Any) -> None:
        self.tell("withdrawn", lead=lead, rep=rep, epoch=epoch, **fields)
        self.tell("queued", lead=lead)

    def acknowledge(self, lead: str, rep: str, epoch: str, via: str = "assignment") -> None:
        self.tell("acknowledged", lead=lead, rep=rep, epoch=epoch, via=via)

    def hot(self, lead: str) -> None:
        self.tell("hot", lead=lead, clock_at=self.now)

    def rung(self, lead: str, n: int, due: int) -> None:
        self.tell("rung", lead=lead, n=n, due=due)

    def broken(self) -> set[int]:
        self.model.finish(self.now)
        return {number for number, count in self.report.breaches.items() if count}


@pytest.fixture
def story() -> Story:
    """A rep with room for one lead, and two leads that wait: the better one is `best`."""
    told = Story()
    told.rep("r1")
    told.lead("best", 60)
    told.lead("next", 50)
    return told


def test_a_journal_in_order_breaks_nothing(story: Story) -> None:
    epoch = story.assign("best", "r1")
    story.hot("best")
    story.now += 2 * MINUTE
    story.rung("best", 1, START + 2 * MINUTE)
    story.acknowledge("best", "r1", epoch)
    story.tell("contacted", lead="best", rep="r1")
    story.assign("next", "r1")
    assert story.broken() == set()
    assert story.report.holds


class TestNothingIsLost:
    def test_a_capture_taken_twice(self, story: Story) -> None:
        story.tell("merged", lead="next", capture="c-best", **story.score(50))
        assert story.broken() == {1}

    def test_a_lead_that_took_the_place_of_another(self, story: Story) -> None:
        story.tell("captured", lead="best", capture="c-other", **story.score(50))
        assert story.broken() == {1}


class TestAtMostOneAssignment:
    def test_assigned_while_assigned(self, story: Story) -> None:
        story.rep("r2")
        story.assign("best", "r1")
        story.assign("best", "r2", why="handed over")
        assert story.broken() == {2}

    def test_assigned_while_acknowledged(self, story: Story) -> None:
        story.rep("r2")
        story.acknowledge("best", "r1", story.assign("best", "r1"))
        story.assign("best", "r2", why="handed over")
        assert story.broken() == {2}

    def test_an_epoch_issued_twice(self, story: Story) -> None:
        epoch = story.assign("best", "r1")
        story.withdraw("best", "r1", epoch)
        story.assign("best", "r1", epoch)
        assert story.broken() == {2}

    def test_acknowledged_under_an_old_epoch(self, story: Story) -> None:
        old = story.assign("best", "r1")
        story.withdraw("best", "r1", old)
        story.assign("best", "r1")
        story.acknowledge("best", "r1", old)
        assert story.broken() == {2}

    def test_withdrawn_from_one_who_did_not_have_it(self, story: Story) -> None:
        story.rep("r2")
        story.withdraw("best", "r2", story.assign("best", "r1"))
        assert story.broken() == {2}

    def test_claimed_while_another_holds_it(self, story: Story) -> None:
        story.rep("r2")
        story.assign("best", "r1")
        story.acknowledge("best", "r2", "0-9", via="claim")
        assert story.broken() == {2}


class TestRoom:
    def test_assigned_without_room(self, story: Story) -> None:
        story.assign("best", "r1")
        story.assign("next", "r1")
        assert story.broken() == {3}

    def test_a_lead_acknowledged_and_not_contacted_takes_room(self, story: Story) -> None:
        story.acknowledge("best", "r1", story.assign("best", "r1"))
        story.assign("next", "r1")
        assert story.broken() == {3}

    def test_claimed_without_room(self, story: Story) -> None:
        story.assign("best", "r1")
        story.acknowledge("next", "r1", "0-9", via="claim")
        assert story.broken() == {3}


class TestTheFirstByTheRule:
    def test_a_worse_lead(self, story: Story) -> None:
        story.assign("next", "r1")
        assert story.broken() == {4}

    def test_a_better_lead_before_one_that_waited_too_long(self, story: Story) -> None:
        story.now += 2 * HOUR
        story.lead("fresh", 90)
        story.assign("fresh", "r1")
        assert story.broken() == {4}

    def test_a_rep_without_the_skill(self, story: Story) -> None:
        story.lead("english", 70, needs={"language": "skill:english"})
        story.assign("english", "r1")
        assert story.broken() == {4}

    def test_a_rep_who_refused_it(self, story: Story) -> None:
        story.withdraw("best", "r1", story.assign("best", "r1"), refused=True)
        story.assign("best", "r1")
        assert story.broken() == {4}

    def test_a_rep_of_another_pool(self, story: Story) -> None:
        story.rep("r2", pools="other")
        story.assign("best", "r2")
        assert story.broken() == {4}

    def test_a_lead_that_the_rep_may_not_serve_does_not_come_first(self, story: Story) -> None:
        story.lead("english", 70, needs={"language": "skill:english"})
        story.assign("best", "r1")
        assert story.broken() == set()


class TestRungs:
    def test_early(self, story: Story) -> None:
        story.hot("best")
        story.now += MINUTE
        story.rung("best", 1, START + 2 * MINUTE)
        assert story.broken() == {5}
        assert story.report.late == 0

    def test_late(self, story: Story) -> None:
        story.hot("best")
        story.now += 2 * MINUTE + 2 * SECOND
        story.rung("best", 1, START + 2 * MINUTE)
        assert story.broken() == {5}
        assert story.report.late == 1

    def test_late_after_an_outage_is_no_breach(self, story: Story) -> None:
        story.hot("best")
        story.now += 9 * MINUTE
        story.model.opened(Opened("o2", "w2", 0, 0, 1.0))
        story.rung("best", 1, START + 2 * MINUTE)
        assert story.broken() == set()

    @pytest.mark.parametrize(("after_s", "broken"), [(0, set()), (2, {5})])
    def test_due_while_a_rep_had_the_lead(
        self, story: Story, after_s: int, broken: set[int]
    ) -> None:
        story.hot("best")
        story.acknowledge("best", "r1", story.assign("best", "r1"))
        story.now += 9 * MINUTE
        story.tell("left", lead="best", rep="r1", reason="released")
        story.tell("queued", lead="best")
        story.now += after_s * SECOND
        story.rung("best", 1, START + 2 * MINUTE)
        assert story.broken() == broken

    @pytest.mark.parametrize(("after_s", "broken"), [(0, set()), (2, {5})])
    def test_due_by_a_new_ladder(self, story: Story, after_s: int, broken: set[int]) -> None:
        story.hot("best")
        story.now += MINUTE
        faster = POOL | {"ladder": "reminder:30000:remind,open:600000:open"}
        story.tell("policy_activated", pools={"main": faster})
        story.now += after_s * SECOND
        story.rung("best", 1, START + 30 * SECOND)
        assert story.broken() == broken

    def test_twice(self, story: Story) -> None:
        story.hot("best")
        story.now += 2 * MINUTE
        story.rung("best", 1, START + 2 * MINUTE)
        story.rung("best", 1, START + 2 * MINUTE)
        assert story.broken() == {5}

    def test_left_out(self, story: Story) -> None:
        story.hot("best")
        story.now += 10 * MINUTE
        story.rung("best", 2, START + 10 * MINUTE)
        assert story.broken() == {5}

    def test_never(self, story: Story) -> None:
        story.hot("best")
        story.now += 3 * MINUTE
        assert story.broken() == {5}

    def test_after_the_acknowledgement(self, story: Story) -> None:
        story.hot("best")
        story.acknowledge("best", "r1", story.assign("best", "r1"))
        story.now += 2 * MINUTE
        story.rung("best", 1, START + 2 * MINUTE)
        assert story.broken() == {5}

    def test_a_clock_started_twice(self, story: Story) -> None:
        story.hot("best")
        story.hot("best")
        assert story.broken() == {5}


def test_a_change_of_a_lead_that_nobody_captured(story: Story) -> None:
    story.assign("ghost", "r1")
    assert story.broken() == {7}
