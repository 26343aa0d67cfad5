"""Rungs that are early, late, left out or fired twice: the model says so."""

import pytest

from hotlead.topics.journal import Opened
from tests.unit.router.audit.story import HOUR, MINUTE, POOL, SECOND, START, Story


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

    @pytest.mark.parametrize(("after", "broken"), [(HOUR + MINUTE, set()), (2 * MINUTE, {5})])
    def test_by_a_clock_that_stands_still(self, story: Story, after: int, broken: set[int]) -> None:
        spans = f"{START}-{START + MINUTE},{START + HOUR}-{START + 2 * HOUR}"
        waits = {"clock_ms": START, "clock_at": START, "spans": spans}
        story.tell("policy_activated", pools={"main": POOL | waits})
        story.hot("best")
        story.now += after
        story.rung("best", 1, story.now)
        assert story.broken() == broken

    def test_a_clock_that_does_not_go_on_from_where_it_stood(self, story: Story) -> None:
        spans = f"{START}-{START + MINUTE}"
        waits = {"clock_ms": START, "clock_at": START, "spans": spans}
        story.tell("policy_activated", pools={"main": POOL | waits})
        story.now += 2 * MINUTE
        turn = {"pool": "main", "at": START + MINUTE, "is_open": 0, "spans": spans}
        story.tell("pool_hours", clock_ms=START + MINUTE, **turn)
        assert story.broken() == set()
        story.tell("pool_hours", clock_ms=START + 2 * MINUTE, **turn)
        assert story.broken() == {7}

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
