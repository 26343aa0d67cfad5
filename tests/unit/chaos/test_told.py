"""What phones and webhooks were told, held against the valid journal."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.checker import check
from tests.unit.chaos.samples import Story


@pytest.fixture
def story() -> Story:
    """Lead ld1 was with r1 from 1 s to 14 s, and climbed its ladder."""
    made = Story()
    made.registered("r1")
    made.captured()
    made.hot(1)
    made.assigned(1)
    for n, due in ((1, 5), (2, 9), (3, 13)):
        made.rung(n, due)
    made.change("withdrawn", 14, reason="declined")
    return made


def heard(story: Story, at: float, event: str, **who: Any) -> None:
    known = {"lead": "ld1", "rep": "r1", "epoch": "0-1"} | who
    story.told("assignment", at, value={"event": event}, **known)


def noticed(story: Story, at: float, to: str = "sup", **fields: Any) -> None:
    value = {"rung": "supervisors", "id": f"0-7-{to}", "to": to} | fields
    story.told("notice", at, lead="ld1", value=value)


def test_what_the_journal_has_may_be_told(story: Story) -> None:
    heard(story, 1.01, "assigned")
    heard(story, 14.01, "withdrawn")
    heard(story, 20, "assigned")  # an old record again
    noticed(story, 13.1)
    assert story.verdict().findings == []
    assert story.verdict().counts["notices_missing"] == 0


@pytest.mark.parametrize("who", [{"rep": "r2"}, {"epoch": "0-2"}, {"lead": "ld2"}])
def test_what_no_entry_says_may_not(story: Story, who: dict[str, str]) -> None:
    heard(story, 2, "assigned", **who)
    assert story.broken() == {"told_unfounded": 1}


def test_an_assignment_of_a_void_entry_may_not(story: Story) -> None:
    change = {"kind": "assigned", "lead": "ld1", "rep": "r2", "epoch": "0-2", "score": 1}
    story.record(15, story.made(15, change, prev="lost"))
    heard(story, 15.1, "assigned", rep="r2", epoch="0-2")
    assert story.broken() == {"told_unfounded": 1}


def test_an_end_that_did_not_come_may_not(story: Story) -> None:
    heard(story, 15, "left", epoch="0-2")
    heard(story, 15, "acknowledged")
    assert story.broken() == {"told_unfounded": 2}


@pytest.mark.parametrize(("at", "event"), [(0.9, "assigned"), (13.9, "withdrawn")])
def test_nothing_is_told_before(story: Story, at: float, event: str) -> None:
    heard(story, at, event)
    assert story.broken() == {"told_before": 1}


def test_a_notice_without_its_rung(story: Story) -> None:
    noticed(story, 20, rung="duty-manager")
    assert story.broken() == {"told_unfounded": 1}


def test_a_notice_before_its_rung(story: Story) -> None:
    noticed(story, 12.9)
    assert story.broken() == {"told_before": 1}


def test_a_notice_again_is_counted_and_allowed(story: Story) -> None:
    for at in (13.1, 13.2, 13.3):
        noticed(story, at)
    noticed(story, 13.4, to="other")
    assert story.broken() == {}
    assert story.verdict().counts["redelivered"] == 2


def test_a_notice_that_never_came(story: Story) -> None:
    del story.history[-1]
    assert story.broken() == {"notices_missing": 1}


def test_a_notice_that_had_not_come_when_the_run_was_cut_off(story: Story) -> None:
    del story.history[-1]
    story.facts["quiet"] = False
    assert (story.verdict().verdict, story.broken()) == ("unknown", {})


def test_how_long_notices_took_is_told(story: Story) -> None:
    noticed(story, 13.75, to="other")
    noticed(story, 20, to="other")
    verdict = story.verdict()
    assert verdict.notices_max_s == pytest.approx(0.75)
    assert (verdict.counts["notices"], verdict.counts["redelivered"]) == (2, 1)


# From files


def written(story: Story, folder: Path) -> tuple[Path, Path, Path]:
    history, journal, facts = (folder / name for name in ("history", "journal", "facts"))
    history.write_text("\n".join(json.dumps(line) for line in story.history))
    journal.write_text("\n".join(json.dumps(row) for row in story.journal))
    facts.write_text(json.dumps(story.facts))
    return history, journal, facts


def test_files_are_read(story: Story, tmp_path: Path) -> None:
    assert check(*written(story, tmp_path)) == story.verdict()


@pytest.mark.parametrize("broken", ["history", "journal", "facts"])
def test_a_file_that_cannot_be_read_gives_no_verdict(
    story: Story, tmp_path: Path, broken: str
) -> None:
    files = written(story, tmp_path)
    (tmp_path / broken).write_text('{"phone": "13812345678"')
    verdict = check(*files)
    assert verdict.verdict == "unknown"
    assert verdict.findings[0].startswith(
        "unknown: the checker failed with JSONDecodeError at deco"
    )
    assert "138" not in "".join(verdict.findings)
