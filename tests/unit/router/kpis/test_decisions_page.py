"""docs/decisions-explained.md names every code of verdicts and changes, and no other."""

import re
from pathlib import Path
from typing import get_args

from hotlead.router.kpis.decision_words import HOW_LEFT
from hotlead.router.kpis.otherwise import StepCode
from hotlead.router.rules.verdicts import Code

PAGE = (Path(__file__).parents[4] / "docs/decisions-explained.md").read_text()


def codes(heading: str) -> set[str]:
    """The codes of the table below a heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_every_verdict_is_told() -> None:
    assert codes("What is considered") == set(get_args(Code))


def test_every_change_is_told() -> None:
    assert codes("What would have had to be otherwise") == set(get_args(StepCode))


def test_every_way_to_lose_a_lead_is_told() -> None:
    sentence = re.search(r"`how` is (.*?)\.", PAGE, re.DOTALL)
    assert sentence is not None
    assert set(re.findall(r"`(\w+)`", sentence[1])) == set(HOW_LEFT) - {""}
