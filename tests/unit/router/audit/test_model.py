"""Each decision that breaks an invariant, in a journal made by hand: the model says so."""

import pytest

from tests.unit.router.audit.story import HOUR, MINUTE, START, Story


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

    def test_a_reopened_lead_may_be_given_by_hand(self, story: Story) -> None:
        epoch = story.assign("best", "r1")
        story.acknowledge("best", "r1", epoch)
        story.tell("left", lead="best", rep="r1", epoch=epoch, reason="closed")
        story.tell("closed", lead="best", rep="r1", outcome="won")
        story.tell("reopened", lead="best", reason="supervisor", episode=2)
        story.give("best", "r1", reason="closed by mistake")
        assert story.broken() == set()

    def test_undone_by_one_whose_outcome_it_was_not(self, story: Story) -> None:
        story.rep("r2")
        epoch = story.assign("best", "r1")
        story.acknowledge("best", "r1", epoch)
        story.tell("left", lead="best", rep="r1", epoch=epoch, reason="closed")
        story.tell("closed", lead="best", rep="r1", outcome="won")
        story.tell("outcome_undone", lead="best", rep="r2", epoch=epoch, contacted=True)
        assert story.broken() == {2}

    @pytest.mark.parametrize(("state", "broken"), [("waiting", set()), ("assigned", {2})])
    def test_taken_again_by_a_late_contact(
        self, story: Story, state: str, broken: set[int]
    ) -> None:
        if state == "assigned":
            story.assign("best", "r1")
        story.acknowledge("best", "r1", "0-9", via="late_contact")
        assert story.broken() == broken


class TestRoom:
    def test_assigned_without_room(self, story: Story) -> None:
        story.assign("best", "r1")
        story.assign("next", "r1")
        assert story.broken() == {3}

    def test_a_lead_acknowledged_and_not_contacted_takes_room(self, story: Story) -> None:
        story.acknowledge("best", "r1", story.assign("best", "r1"))
        story.assign("next", "r1")
        assert story.broken() == {3}

    @pytest.mark.parametrize(
        ("hand", "broken"),
        [
            ({"over": "away+no_room", "reason": "nobody else"}, set()),
            ({"over": "no_room", "reason": ""}, {3}),
            ({"over": "away", "reason": "nobody else"}, {3}),
            ({"reason": "nobody else"}, {3}),
        ],
    )
    def test_by_hand_over_the_room(
        self, story: Story, hand: dict[str, str], broken: set[int]
    ) -> None:
        story.assign("best", "r1")
        story.give("next", "r1", **hand)
        assert story.broken() == broken

    @pytest.mark.parametrize(
        ("hand", "broken"),
        [(None, {3}), ({"over": "wrap_up", "reason": "x"}, set()), ({"reason": "x"}, {3})],
    )
    def test_who_wraps_up_is_given_nothing_but_by_hand(
        self, story: Story, hand: dict[str, str] | None, broken: set[int]
    ) -> None:
        story.tell("wrap_up_began", rep="r1", lead="next", until_at=story.now + 1)
        if hand is None:
            story.assign("best", "r1")
        else:
            story.give("best", "r1", **hand)
        assert story.broken() == broken

    @pytest.mark.parametrize(
        ("hand", "broken"),
        [(None, {3}), ({"over": "too_many_open", "reason": "x"}, set()), ({"reason": "x"}, {3})],
    )
    def test_who_has_too_many_open_is_given_nothing_but_by_hand(
        self, story: Story, hand: dict[str, str] | None, broken: set[int]
    ) -> None:
        story.acknowledge("best", "r1", story.assign("best", "r1"))
        story.tell("contacted", lead="best", rep="r1")
        story.tell("open_leads_bounded", rep="r1", most=1)
        if hand is None:
            story.assign("next", "r1")
        else:
            story.give("next", "r1", **hand)
        assert story.broken() == broken

    def test_who_closed_one_may_have_another(self, story: Story) -> None:
        epoch = story.assign("best", "r1")
        story.acknowledge("best", "r1", epoch)
        story.tell("contacted", lead="best", rep="r1")
        story.tell("open_leads_bounded", rep="r1", most=1)
        story.tell("left", lead="best", rep="r1", epoch=epoch, reason="closed")
        story.tell("closed", lead="best", rep="r1", outcome="won")
        story.assign("next", "r1")
        assert story.broken() == set()

    @pytest.mark.parametrize(("ended", "broken"), [(True, set()), (False, {3})])
    def test_a_claim_ends_the_wrap_up_before_it(
        self, story: Story, ended: bool, broken: set[int]
    ) -> None:
        story.tell("wrap_up_began", rep="r1", lead="next", until_at=story.now + 1)
        if ended:
            story.tell("wrap_up_ended", rep="r1", why="claim")
        story.acknowledge("best", "r1", "0-9", via="claim")
        assert story.broken() == broken

    def test_a_hand_over_excuses_no_other_lead(self, story: Story) -> None:
        story.assign("best", "r1")
        story.lead("third")
        hand = {"kind": "handed_over", "lead": "third", "over": "no_room", "reason": "x"}
        turn = {"kind": "assigned", "epoch": "0-9", "why": "handed over", "rep": "r1"}
        story.together(hand | {"rep": "r1"}, turn | {"lead": "next"})
        assert story.broken() == {3}

    def test_an_undone_outcome_takes_its_room_again(self, story: Story) -> None:
        epoch = story.assign("best", "r1")
        story.acknowledge("best", "r1", epoch)
        story.tell("left", lead="best", rep="r1", epoch=epoch, reason="closed")
        story.tell("closed", lead="best", rep="r1", outcome="won")
        story.tell("outcome_undone", lead="best", rep="r1", epoch=epoch, contacted=False)
        assert story.broken() == set()
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

    @pytest.mark.parametrize(("version", "broken"), [(1, {4}), (2, set())])
    def test_a_better_lead_before_one_that_waited_too_long(
        self, version: int, broken: set[int]
    ) -> None:
        """It was against the rule of its day; today it is a turn for the credit."""
        story = Story(version)
        story.rep("r1")
        story.lead("old", 50)
        story.now += 2 * HOUR
        story.lead("fresh", 90)
        story.assign("fresh", "r1", credits=None if version == 1 else {"main": 250_000})
        assert story.broken() == broken

    def test_the_oldest_before_a_hot_one(self) -> None:
        story = self.waiting(3)
        story.lead("hot", 60)
        story.hot("hot")
        story.assign("old0", "r1", credits={"main": 0})
        assert story.broken() == {4}

    def test_a_hot_one_of_a_lower_score(self) -> None:
        story = self.waiting(1)
        for lead, base in (("hot", 60), ("hotter", 70)):
            story.lead(lead, base)
            story.hot(lead)
        story.assign("hot", "r1")
        assert story.broken() == {4}

    def test_hot_ones_by_score_whatever_they_waited(self) -> None:
        story = self.waiting(1)
        for lead, base in (("patient", 60), ("hotter", 61)):
            story.tell("captured", lead=lead, capture=f"c-{lead}", **story.score(base, wait=10**7))
            story.tell("queued", lead=lead, since=story.now)
            story.hot(lead)
            story.now += MINUTE
        story.assign("hotter", "r1")
        assert story.broken() == set()

    @pytest.mark.parametrize(
        ("turns", "broken"),
        [
            ("new0 new1 new2 old0", set()),
            ("new0 new1 new2 new3", {4}),
            ("new0 new1 new2 old1", {4}),
            ("new0 old0", {4}),
        ],
    )
    def test_each_fourth_turn_is_the_oldests(self, turns: str, broken: set[int]) -> None:
        story = self.waiting(2)
        for number in range(4):
            story.lead(f"new{number}", 90 - number)
        credit = 0
        for lead in turns.split():
            credit += 250_000 if lead.startswith("new") else -750_000
            story.assign(lead, "r1", credits={"main": credit})
        assert story.broken() == broken

    @pytest.mark.parametrize("said", [None, {"main": 0}, {"main": 500_000}, {"other": 250_000}])
    def test_a_credit_that_is_not_what_the_turn_made_of_it(
        self, said: dict[str, int] | None
    ) -> None:
        story = self.waiting(1)
        story.lead("new", 90)
        story.assign("new", "r1", credits=said)
        assert story.broken() == {4}

    def test_an_oldest_that_is_the_best_pays_nothing(self) -> None:
        story = self.waiting(1)
        story.lead("worse", 20)
        story.assign("old0", "r1")
        assert story.broken() == set()

    def waiting(self, old: int) -> Story:
        """Leads of 50 that wait too long, `old0` the longest, and a rep with room."""
        story = Story()
        story.rep("r1", capacity=9)
        for number in range(old):
            story.lead(f"old{number}", 50 - number)
            story.now += MINUTE
        story.now += 2 * HOUR
        return story

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


def test_a_change_of_a_lead_that_nobody_captured(story: Story) -> None:
    story.assign("ghost", "r1")
    assert story.broken() == {7}
