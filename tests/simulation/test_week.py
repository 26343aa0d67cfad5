"""The week that people read: each day has its line, and the last word is that of the judge."""

import pytest

from tests.simulation import week as command
from tests.simulation.week import LAST_WORD, told


def test_each_day_is_told_and_nobody_is_woken_or_forgotten() -> None:
    head, saturday, sunday, *rest = told(3, 0, days=2)
    assert head.split()[:3] == ["date", "day", "open"]
    assert saturday.split()[:5] == ["2026-09-19", "Sat", "weekend", "0.0", "h"]
    assert sunday.split()[:6] == ["2026-09-20", "Sun", "make-up", "day", "9.5", "h"]
    assert rest[-1] == LAST_WORD, rest


def test_what_was_not_as_it_should_be_is_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "week", lambda *_: (["a line"], ["lead L1 is forgotten"]))
    assert list(told(1, 0)) == [
        "a line",
        "lead L1 is forgotten",
        "1 things were not as they should be",
    ]
