"""Whether memory is flat is judged by a straight line through the second half."""

import pytest

from loadtest.memory import Sample, growth


def samples(*held: float) -> list[Sample]:
    return [Sample(60.0 * number, one) for number, one in enumerate(held)]


def test_what_grew_at_first_is_left_out() -> None:
    found = growth(samples(50, 80, 99, 100, 100, 100, 100))
    assert found.flat
    assert found.mib_a_minute == pytest.approx(0)


def test_a_slow_leak_is_seen() -> None:
    found = growth(samples(100, 100, 100, 100, 101, 102, 103))
    assert found.mib_a_minute == pytest.approx(1)
    assert found.share == pytest.approx(3 / 101.5)
    assert not found.flat
