"""Two sides of a comparison as processes: they answer in turn, and end when they are not asked."""

from pathlib import Path

import pytest

from loadtest.checkout import HERE, Checkout
from loadtest.sides import SideFailed, rounds

SIDES = {"base": Checkout("one", HERE), "new": Checkout("the other", HERE)}


def given(place: Path, **asked: int) -> dict[str, dict[str, object]]:
    return {side: {"directory": str(place), **asked} for side in SIDES}


async def test_both_sides_measure_the_same_days(tmp_path: Path) -> None:
    found = await rounds(SIDES, "store", given(tmp_path, seed=5, days=1), 2)
    sides = [side for one in found for side in (one.base, one.new)]
    assert len({side["digest"] for side in sides}) == 1
    assert all(side["entries_per_cpu_s"] > 0 and not side["faults"] for side in sides)


async def test_a_side_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(SideFailed, match=r"base \(one\), store measured nothing:[^$]*KeyError"):
        await rounds(SIDES, "store", given(tmp_path), 1)
