"""What libraries say again and again is written seldom."""

import logging

import pytest

from hotlead.agents import library_lines
from hotlead.agents.library_lines import EVERY_S, KEPT, Seldom


class Now:
    """A clock that is moved by hand, in seconds."""

    def __init__(self) -> None:
        self.s = 100.0

    def monotonic(self) -> float:
        return self.s


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    clock = Now()
    monkeypatch.setattr(library_lines, "time", clock)
    return clock


def written(seldom: Seldom, text: str, *arguments: object, name: str = "aiokafka.cluster") -> str:
    """What becomes of a line; empty when it is left out."""
    record = logging.LogRecord(name, logging.ERROR, "", 0, text, arguments, None)
    return record.getMessage() if seldom.filter(record) else ""


def test_the_same_line_is_written_once_in_a_while_with_the_count(now: Now) -> None:
    seldom = Seldom()
    assert written(seldom, "no topic %s", "a") == "no topic a"
    assert [written(seldom, "no topic %s", "a") for _ in range(3)] == ["", "", ""]
    now.s += EVERY_S
    assert written(seldom, "no topic %s", "a") == "no topic a (3 more since)"
    now.s += EVERY_S
    assert written(seldom, "no topic %s", "a") == "no topic a"


def test_another_line_and_lines_of_ours_are_written(now: Now) -> None:
    seldom = Seldom()
    assert written(seldom, "no topic %s", "a")
    assert written(seldom, "no topic %s", "b")
    assert all(written(seldom, "shard lost", name="hotlead.agents.inbox") for _ in range(3))


def test_what_is_remembered_is_bounded(now: Now) -> None:
    seldom = Seldom()
    for number in range(2 * KEPT):
        written(seldom, "line %d", number)
    assert len(seldom._passed) <= KEPT
