"""One lead with one rep, under epochs that grow; yes means yes, and is in time."""

import pytest

from tests.unit.chaos.samples import Story, ms


@pytest.fixture
def story() -> Story:
    """Lead ld1 is with r1 from 1 s on."""
    made = Story()
    made.registered("r1")
    made.registered("r2")
    made.captured()
    made.assigned()
    return made


def withdrawn(story: Story, at: float, reason: str = "expired") -> None:
    story.change("withdrawn", at, reason=reason)


def test_a_lead_taken_and_left_is_well(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    story.acknowledges(2.5)  # asked again
    story.change("left", 3, reason="released")
    story.assigned(3, rep="r2", epoch="0-2")
    story.acknowledges(4, "fail", rep="r1", epoch="0-1", status=409)
    assert story.verdict().findings == []
    assert story.verdict().counts["acks"] == 1


def test_one_assigned_while_another_has_it(story: Story) -> None:
    story.assigned(2, rep="r2", epoch="0-2")
    assert story.broken() == {"live_twice": 1}


def test_one_claimed_while_another_has_it(story: Story) -> None:
    story.did("claim", 1.9, 2.1, lead="ld1", rep="r2")
    story.taken(2, rep="r2", epoch="0-2", via="claim")
    assert story.broken() == {"live_twice": 1}


def test_one_claimed_from_another_is_well(story: Story) -> None:
    withdrawn(story, 2, "claimed")
    story.did("claim", 1.9, 2.1, lead="ld1", rep="r2")
    story.taken(2, rep="r2", epoch="0-2", via="claim")
    assert story.verdict().findings == []
    assert story.verdict().counts["acks"] == 1


@pytest.mark.parametrize("who", [{"epoch": "0-9"}, {"rep": "r2"}])
def test_one_acknowledged_by_who_does_not_hold_it(story: Story, who: dict[str, str]) -> None:
    story.acknowledges(2, **who)
    story.taken(2.05, **who)
    assert story.broken()["live_twice"] == 1


def test_one_acknowledged_when_it_was_gone(story: Story) -> None:
    withdrawn(story, 2)
    story.acknowledges(2, "info", status=500)
    story.taken(2.1)
    assert story.broken() == {"live_twice": 1}


def test_one_withdrawn_from_who_does_not_hold_it(story: Story) -> None:
    story.change("withdrawn", 2, rep="r2", reason="declined")
    assert story.broken() == {"live_twice": 1}


def test_one_withdrawn_although_acknowledged(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    withdrawn(story, 3)
    assert story.broken() == {"live_twice": 1}


@pytest.mark.parametrize("epoch", ["0-1", "0-0"])
def test_an_epoch_that_does_not_grow(story: Story, epoch: str) -> None:
    withdrawn(story, 2)
    story.assigned(2, rep="r2", epoch=epoch)
    assert story.broken() == {"epochs_back": 1}


@pytest.mark.parametrize("epoch", ["0-10", "7-1"])
def test_epochs_are_numbers(story: Story, epoch: str) -> None:
    withdrawn(story, 2)
    story.assigned(2, rep="r2", epoch="0-9")
    story.change("withdrawn", 3, rep="r2", epoch="0-9", reason="expired")
    story.assigned(3, epoch=epoch)
    assert story.broken() == {}


def test_a_yes_that_the_journal_does_not_have(story: Story) -> None:
    story.acknowledges(2)
    assert story.broken() == {"acks_unfounded": 1}


@pytest.mark.parametrize("name", ["epoch", "answered_epoch"])
def test_a_yes_under_another_epoch_than_was_asked(story: Story, name: str) -> None:
    """The lead is the rep's, by the answer; what they asked for had gone."""
    withdrawn(story, 2, "declined")
    story.assigned(2, epoch="0-2")
    story.acknowledges(3, epoch="0-2")
    story.taken(3.05, epoch="0-2")
    assert story.broken() == {}
    story.acknowledges(4)
    story.history[-1][name] = "0-2"
    assert story.broken()["acks_unfounded"] == 2


@pytest.mark.parametrize("name", ["epoch", "answered_epoch"])
def test_a_claim_is_told_its_epoch(story: Story, name: str) -> None:
    withdrawn(story, 2, "claimed")
    story.did("claim", 1.9, 2.1, lead="ld1", rep="r2")
    story.taken(2, rep="r2", epoch="0-2", via="claim")
    story.history[-1][name] = "0-2"
    assert story.broken() == {}
    story.history[-1][name] = "0-3"
    assert story.broken() == {"acks_unfounded": 1}


def test_two_yes_for_one_epoch(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    story.acknowledges(3, rep="r2")
    assert story.broken() == {"acks_unfounded": 1, "live_twice": 1}


def test_a_yes_before_the_journal_had_it(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.2)
    assert story.broken() == {"told_before": 1}


def test_a_yes_after_the_lead_had_left(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    story.change("left", 3, reason="no_contact")
    story.acknowledges(4.5)
    assert story.broken() == {"acks_stale": 1}


def test_an_acknowledgement_that_nobody_sent(story: Story) -> None:
    story.taken(2)
    assert story.broken() == {"unexpected": 1}


def test_an_unknown_end_may_have_taken_it(story: Story) -> None:
    story.acknowledges(2, "info")
    story.taken(9)
    assert story.broken() == {}


@pytest.mark.parametrize(
    ("ended", "status", "broken"),
    [(2.9, 504, {"acks_beaten": 1}), (2.9, 503, {}), (3.1, 504, {})],
)
def test_a_timer_does_not_beat_what_was_sent_in_time(
    story: Story, ended: float, status: int, broken: dict[str, int]
) -> None:
    withdrawn(story, 2, "declined")
    story.assigned(2, epoch="0-2", expires_at=ms(3))
    story.acknowledges(ended - 0.1, "info", epoch="0-2", status=status)
    story.change("withdrawn", 8, epoch="0-2", reason="expired")
    assert story.broken() == broken


def test_a_claim_that_was_not_answered_is_for_no_assignment(story: Story) -> None:
    story.did("claim", 1.1, 1.2, "info", lead="ld1", rep="r1", status=504)
    withdrawn(story, 2, "declined")
    story.assigned(2, epoch="0-2", expires_at=ms(5))
    story.change("withdrawn", 8, epoch="0-2", reason="expired")
    assert story.broken() == {}


def test_a_reassigning_rung_does_not_either(story: Story) -> None:
    story.hot(1)
    story.acknowledges(2, "info", status=504)
    story.rung(1, 5)
    story.rung(2, 9)
    story.journal[-1]["value"]["changes"].append(
        {"kind": "withdrawn", "lead": "ld1", "rep": "r1", "epoch": "0-1", "reason": "reassigned"}
    )
    story.rung(3, 13)
    assert story.broken() == {"acks_beaten": 1}


# Room


def test_a_second_lead_needs_room(story: Story) -> None:
    story.captured(2, "e2", "ld2")
    story.assigned(2, lead="ld2", epoch="0-2")
    assert story.broken() == {"over_capacity": 1}


def test_a_claim_needs_room(story: Story) -> None:
    story.captured(2, "e2", "ld2")
    story.did("claim", 1.9, 2.1, lead="ld2", rep="r1")
    story.taken(2, lead="ld2", epoch="0-2", via="claim")
    assert story.broken() == {"over_capacity": 1}


def test_more_capacity_is_more_room(story: Story) -> None:
    story.registered("r1", capacity=2)
    story.captured(2, "e2", "ld2")
    story.assigned(2, lead="ld2", epoch="0-2")
    assert story.broken() == {}


@pytest.mark.parametrize("freed", ["contacted", "left", "withdrawn"])
def test_room_comes_back(story: Story, freed: str) -> None:
    if freed != "withdrawn":
        story.acknowledges(2)
        story.taken(2.05)
    story.change(freed, 3, reason="released")
    story.captured(4, "e2", "ld2")
    story.assigned(4, lead="ld2", epoch="0-2")
    assert story.broken() == {}


def test_an_acknowledged_lead_takes_room_until_contact(story: Story) -> None:
    story.acknowledges(2)
    story.taken(2.05)
    story.captured(4, "e2", "ld2")
    story.assigned(4, lead="ld2", epoch="0-2")
    assert story.broken() == {"over_capacity": 1}
