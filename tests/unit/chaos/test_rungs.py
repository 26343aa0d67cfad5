"""Rungs due, missed, early, late and twice; and the time that a fault excuses."""

import pytest

from tests.unit.chaos.samples import CAPTURE, Story, ms


@pytest.fixture
def story() -> Story:
    """Lead ld1 is hot from 1 s on, so its rungs are due at 5, 9 and 13 s."""
    made = Story()
    made.registered("r1")
    made.captured()
    made.hot(1)
    made.assigned(1, score=80_000_000)
    return made


def climbed(story: Story, late: float = 0.0) -> None:
    for n, due in ((1, 5), (2, 9), (3, 13)):
        story.rung(n, due + late)


def told(story: Story) -> tuple[str, dict[str, int], int]:
    verdict = story.verdict()
    return verdict.verdict, story.broken(), verdict.counts["rungs_due"]


def test_a_ladder_climbed_in_time_is_well(story: Story) -> None:
    climbed(story, 0.9)
    assert told(story) == ("true", {}, 3)
    assert story.verdict().rungs_late_max_s == pytest.approx(0.9)


def test_a_rung_that_never_fired(story: Story) -> None:
    story.rung(1, 5)
    story.rung(2, 9)
    assert told(story) == ("false", {"rungs_missed": 1}, 3)


def test_a_rung_passed_over(story: Story) -> None:
    story.rung(1, 5)
    story.rung(3, 13)
    assert told(story) == ("false", {"rungs_missed": 1, "rungs_early": 1}, 3)


def test_rungs_out_of_order(story: Story) -> None:
    for n in (1, 3, 2):
        story.rung(n, 13.5)
    assert told(story) == ("false", {"rungs_early": 1, "rungs_late": 2}, 3)


def test_none_is_missed_before_it_is_due(story: Story) -> None:
    story.facts["ended"] -= 60 - 9.5
    story.rung(1, 5)
    assert told(story) == ("true", {}, 1)


def test_a_run_cut_off_leaves_it_open(story: Story) -> None:
    story.facts["quiet"] = False
    assert told(story) == ("unknown", {}, 0)
    assert story.verdict().findings[1:] == [
        f"unknown: lead ld1: rung {n} had not fired when the run was cut off" for n in (1, 2, 3)
    ]


def test_a_rung_before_its_time(story: Story) -> None:
    story.rung(1, 4.9)
    story.rung(2, 9)
    story.rung(3, 13)
    assert told(story) == ("false", {"rungs_early": 1}, 3)


def test_a_rung_twice(story: Story) -> None:
    climbed(story)
    story.rung(3, 14)
    assert told(story) == ("false", {"rungs_twice": 1}, 3)


def test_the_same_record_twice_is_one_rung(story: Story) -> None:
    climbed(story)
    story.record(14, story.journal[-1]["value"])
    assert told(story) == ("true", {}, 3)


def test_a_rung_of_a_lead_that_is_not_hot(story: Story) -> None:
    climbed(story)
    story.rung(1, 20, lead="ld2")
    assert told(story) == ("false", {"rungs_early": 1}, 3)


def test_a_rung_of_a_lead_that_was_acknowledged(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    story.rung(1, 5)
    assert told(story) == ("false", {"rungs_early": 1}, 0)


@pytest.mark.parametrize("at", [3.0, 5.9])
def test_acknowledging_ends_the_ladder(story: Story, at: float) -> None:
    story.acknowledges(at - 0.05)
    story.taken(at)
    assert told(story) == ("true", {}, 0)


def test_a_rung_overdue_when_it_was_acknowledged_is_late(story: Story) -> None:
    story.acknowledges(7)
    story.taken(7.05)
    assert told(story) == ("false", {"rungs_late": 1}, 1)
    assert story.verdict().counts["rungs_overtaken"] == 1


@pytest.mark.parametrize(("fired", "written"), [(6.1, None), (5.1, 6.1)])
def test_a_rung_decided_or_written_late(story: Story, fired: float, written: float | None) -> None:
    story.rung(1, fired, written)
    story.rung(2, 9)
    story.rung(3, 13)
    assert told(story) == ("false", {"rungs_late": 1}, 3)
    assert story.verdict().rungs_late_max_s == pytest.approx(1.1)


def test_one_owner_with_a_wrong_clock_writes_in_time_all_the_same(story: Story) -> None:
    climbed(story)
    for row in story.journal:
        row["timestamp"] += 600_000
    assert told(story) == ("true", {}, 3)


def test_where_there_is_one_clock_no_lateness_is_taken_for_skew(story: Story) -> None:
    climbed(story)
    for row in story.journal:
        row["timestamp"] += 1500
    assert told(story) == ("true", {}, 3)
    story.facts["log_append_time"] = True
    assert story.broken()["rungs_late"] == 3


def test_what_is_written_late_is_late_by_a_wrong_clock_too(story: Story) -> None:
    story.rung(1, 5, 6.1)
    story.rung(2, 9)
    story.rung(3, 13)
    for row in story.journal:
        row["timestamp"] += 600_000
    assert told(story) == ("false", {"rungs_late": 1}, 3)


def test_a_release_goes_on_with_the_clock(story: Story) -> None:
    """What fell due meanwhile fires at once, and is due then."""
    story.acknowledges(2)
    story.taken(2.05)
    story.change("left", 10, reason="released")
    story.rung(1, 10)
    story.rung(2, 10.5)
    story.rung(3, 13)
    assert told(story) == ("true", {}, 3)


def test_a_new_episode_has_a_new_clock(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    story.change("left", 10, reason="no_contact")
    story.change("reopened", 10, episode=2)
    story.change("hot", 20, clock_at=ms(20), episode=2)
    for n, due in ((1, 24), (2, 28), (3, 32)):
        story.rung(n, due, episode=2)
    assert told(story) == ("true", {}, 3)


def test_a_closed_lead_climbs_no_more(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    story.change("left", 3, reason="closed")
    story.change("closed", 3)
    assert told(story) == ("true", {}, 0)


def test_a_clock_that_starts_again_in_one_episode(story: Story) -> None:
    climbed(story)
    story.hot(20)
    for n, due in ((1, 24), (2, 28), (3, 32)):
        story.rung(n, due)
    assert told(story) == ("false", {"clock_wrong": 1}, 6)


def test_a_hot_lead_without_a_clock(story: Story) -> None:
    climbed(story)
    story.registered("r2")
    story.captured(20, "e2", "ld2")
    story.assigned(20, lead="ld2", rep="r2", epoch="0-2", score=73_000_000)
    assert told(story) == ("false", {"clock_wrong": 1}, 3)


# Faults


def test_a_rung_late_in_a_fault_is_counted_apart(story: Story) -> None:
    story.fault(4, 8)
    story.opened(8.5)
    story.rung(1, 8.6)
    story.rung(2, 9)
    story.rung(3, 13)
    assert told(story) == ("true", {}, 3)
    counts = story.verdict().counts
    assert (counts["faults"], counts["rungs_late_in_faults"]) == (1, 1)


def test_a_rung_late_long_after_a_fault_is_not(story: Story) -> None:
    story.fault(2, 3)
    story.change("queued", 3.1)
    story.rung(1, 5)
    story.rung(2, 9)
    story.rung(3, 15)
    assert told(story) == ("false", {"rungs_late": 1}, 3)


def test_a_rung_late_beyond_the_fault_that_it_touched_is_late(story: Story) -> None:
    """Due at 5, fired at 8.6: the fault took 1 s of that, its recovery half a second."""
    story.fault(4, 6)
    story.change("queued", 6.5)
    story.rung(1, 8.6)
    story.rung(2, 9)
    story.rung(3, 13)
    assert told(story) == ("false", {"rungs_late": 1}, 3)


def test_faults_at_the_same_time_excuse_it_once(story: Story) -> None:
    story.fault(4, 6)
    story.fault(4, 6)
    story.change("queued", 6.1)
    story.rung(1, 7.5)
    story.rung(2, 9)
    story.rung(3, 13)
    assert told(story) == ("false", {"rungs_late": 1}, 3)


def test_recovery_lasts_until_the_last_owner_has_worked_off_what_gathered(story: Story) -> None:
    story.fault(2, 4)
    for at, sent, event in ((4.5, 3.9, "e2"), (4.8, 4.4, "e3"), (6, 4.9, "e4"), (7, 5.1, "e5")):
        names = CAPTURE | {"event_id": event}
        story.did("capture", sent, 5.2, **names)
        if event == "e4":
            story.opened(5)
        story.entry(at, {"kind": "captured", "lead": f"ld-{event}", **names})
    story.rung(1, 7.2)
    story.rung(2, 9)
    story.rung(3, 13)
    verdict = story.verdict()
    assert (verdict.verdict, verdict.recovery_s, verdict.recovery_from_fault_s) == ("true", 3, 5)


def test_recovery_lasts_until_sources_are_answered(story: Story) -> None:
    story.fault(2, 4)
    story.change("queued", 4.1)
    story.did("capture", 3, 8, "info", **CAPTURE)
    story.did("capture", 5, 6, "info", **CAPTURE)
    story.did("capture", 6, 6.5, **CAPTURE)
    story.rung(1, 6.4)
    story.rung(2, 9)
    story.rung(3, 13)
    assert (story.verdict().recovery_s, story.broken()) == (2.5, {})


def test_a_new_owner_with_a_wrong_clock_recovers_as_soon(story: Story) -> None:
    story.fault(2, 4)
    story.change("queued", 4.5)
    story.opened(5)
    story.change("queued", 6.5)
    for row in story.journal[-2:]:
        row["timestamp"] += 600_000
    assert story.verdict().recovery_s == 2.5


def test_without_a_fault_there_is_no_recovery(story: Story) -> None:
    climbed(story)
    assert story.verdict().recovery_s is None


def test_a_fault_that_was_not_healed_ends_with_the_run(story: Story) -> None:
    story.fault(4, None)
    climbed(story, 30)
    assert story.verdict().counts["rungs_late_in_faults"] == 3
