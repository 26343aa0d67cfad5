"""Lost, doubled, unexpected; and what no verdict can be given on."""

import pytest

from tests.unit.chaos.samples import CAPTURE, Story


@pytest.fixture
def story() -> Story:
    made = Story()
    made.captured()
    return made


def test_a_capture_that_was_taken_once_is_well(story: Story) -> None:
    verdict = story.verdict()
    assert (verdict.verdict, verdict.findings) == ("true", [])
    assert verdict.counts["captures"] == 1


def test_one_that_was_acknowledged_and_not_taken_is_lost(story: Story) -> None:
    story.did("capture", 2, 2.1, **CAPTURE | {"event_id": "e2"})
    assert story.broken() == {"lost": 1}
    assert story.verdict().verdict == "false"
    assert story.verdict().findings == [
        "lost: main|web-form|e2 was acknowledged and is not in the journal"
    ]


def test_one_that_comes_to_another_channel_is_another(story: Story) -> None:
    story.did("capture", 2, 2.1, **CAPTURE | {"channel": "short-video"})
    assert story.broken() == {"lost": 1}


@pytest.mark.parametrize("outcome", ["info", "fail"])
def test_one_without_a_yes_may_be_missing(story: Story, outcome: str) -> None:
    story.did("capture", 2, 2.1, outcome, **CAPTURE | {"event_id": "e2"})
    assert story.verdict().verdict == "true"


def test_one_that_ended_unknown_may_be_there(story: Story) -> None:
    story.did("capture", 2, None, **CAPTURE | {"event_id": "e2"})
    story.entry(3, {"kind": "merged", "lead": "ld1", **CAPTURE, "event_id": "e2"})
    assert story.verdict().verdict == "true"


@pytest.mark.parametrize("kind", ["captured", "merged"])
def test_one_that_was_taken_twice_is_doubled(story: Story, kind: str) -> None:
    story.entry(3, {"kind": kind, "lead": "ld1", **CAPTURE})
    assert story.broken() == {"doubled": 1}


def test_the_same_entry_again_and_a_void_one_do_not_count(story: Story) -> None:
    story.record(3, story.journal[-1]["value"])
    story.record(3, story.made(3, {"kind": "merged", "lead": "ld1", **CAPTURE}, prev="lost"))
    verdict = story.verdict()
    assert (verdict.verdict, verdict.counts["twice"], verdict.counts["void"]) == ("true", 1, 1)


def test_one_that_only_a_void_entry_has_is_lost(story: Story) -> None:
    story.did("capture", 2, 2.1, **CAPTURE | {"event_id": "e2"})
    void = {"kind": "captured", "lead": "ld2", **CAPTURE, "event_id": "e2"}
    story.record(3, story.made(3, void, prev="lost"))
    assert story.broken() == {"lost": 1}


def test_an_entry_out_of_sequence_is_void(story: Story) -> None:
    late = story.made(3, {"kind": "captured", "lead": "ld2", **CAPTURE, "event_id": "e2"})
    story.record(3, late | {"seq": late["seq"] + 1})
    assert (story.broken(), story.verdict().counts["void"]) == ({}, 1)


@pytest.mark.parametrize("value", [None, 7, {"type": "entry"}, {"type": "entry", "seq": "1"}])
def test_a_record_that_is_none_is_passed(story: Story, value: object) -> None:
    story.record(3, value)
    assert story.verdict().verdict == "true"


@pytest.mark.parametrize(
    "wrong",
    [{"changes": {}}, {"changes": [7]}, {"seq": "2"}, {"at": None}, {"prev": 7}, {"type": "x"}],
)
def test_an_entry_in_another_form_is_none(story: Story, wrong: dict[str, object]) -> None:
    """As if it were not there: neither valid nor void."""
    story.record(3, story.made(3, {"kind": "merged", "lead": "ld1", **CAPTURE}) | wrong)
    assert (story.verdict().verdict, story.verdict().counts["void"]) == ("true", 0)


def test_one_that_nobody_sent_is_told(story: Story) -> None:
    story.entry(3, {"kind": "captured", "lead": "ld2", **CAPTURE, "event_id": "e9"})
    assert story.broken() == {"unexpected": 1}


def test_one_that_was_refused_and_is_there_is_told(story: Story) -> None:
    story.did("capture", 2, 2.1, "fail", **CAPTURE | {"event_id": "e9"})
    story.entry(3, {"kind": "captured", "lead": "ld2", **CAPTURE, "event_id": "e9"})
    assert story.broken() == {"unexpected": 1}


def test_a_run_that_did_not_drain_gives_no_verdict(story: Story) -> None:
    story.facts["quiet"] = False
    story.did("capture", 2, 2.1, **CAPTURE | {"event_id": "e2"})
    assert (story.verdict().verdict, story.broken()) == ("unknown", {})
    assert story.verdict().findings == [
        "unknown: the run did not drain",
        "unknown: main|web-form|e2 is not in the journal, which did not come to rest",
    ]


def test_what_is_certain_is_false_also_without_rest(story: Story) -> None:
    story.facts["quiet"] = False
    story.entry(3, {"kind": "merged", "lead": "ld1", **CAPTURE})
    assert story.verdict().verdict == "false"


def test_a_dump_with_a_hole_gives_no_verdict(story: Story) -> None:
    story.record(3, None)
    del story.journal[0]
    assert story.verdict().verdict == "unknown"


def test_an_end_without_a_beginning_gives_no_verdict(story: Story) -> None:
    del story.history[0]
    story.did("capture", 1, 2, **CAPTURE)
    assert story.verdict().verdict == "unknown"


def test_a_beginning_that_comes_twice_gives_no_verdict(story: Story) -> None:
    story.history.append(story.history[0])
    assert story.verdict().verdict == "unknown"


def test_two_ends_give_no_verdict(story: Story) -> None:
    story.history.append(story.history[-1])
    assert story.verdict().verdict == "unknown"


@pytest.mark.parametrize("needed", ["captures", "acks", "rungs_due", "faults"])
def test_a_run_in_which_nothing_happened_gives_no_verdict(needed: str) -> None:
    story = Story()
    story.facts["needs"] = [needed]
    verdict = story.verdict()
    assert verdict.verdict == "unknown"
    assert verdict.findings == [f"unknown: nothing is shown: {needed} is 0"]


def test_a_run_in_which_enough_happened_has_one(story: Story) -> None:
    story.facts["needs"] = ["captures"]
    assert story.verdict().verdict == "true"


def test_findings_are_bounded(story: Story) -> None:
    for n in range(2, 100):
        story.did("capture", n, n + 0.1, **CAPTURE | {"event_id": f"e{n}"})
    verdict = story.verdict()
    assert verdict.counts["lost"] == 98
    assert len(verdict.findings) == 5
