"""Decisions in whole sentences, English and Chinese, from codes and numbers alone.

Names that people typed go in as they are: who shows a sentence shows it as text, never as markup.
"""

import math
from collections.abc import Callable, Mapping
from typing import Final

from hotlead.router.kpis.decision_words import (
    ENDINGS,
    HOW_LEFT,
    REASONS,
    STEPS,
    VERDICTS,
    WITHOUT,
)
from hotlead.router.kpis.otherwise import Elsewhere, Step
from hotlead.router.rules.rep_state import TURN
from hotlead.router.rules.scoring import MICRO
from hotlead.router.rules.verdicts import Finding, Number
from hotlead.router.telling.wording import Sentence, Words, filled, same, span

Naming = Callable[[str], str]
_POINTS: Final = {"score", "high_intent"}
_PAID: Final = {"paid", "chosen_paid"}


def why_it_went(reason: str, numbers: Mapping[str, Number], texts: Mapping[str, Words]) -> Sentence:
    """Why the lead went where it went; `reason` is a key of decision_words.REASONS.

    `texts` are names and phrases that go in as they are, by language.
    """
    return _filled(REASONS[reason], numbers, texts)


def of_verdict(finding: Finding, rep: str, chosen: str) -> Sentence:
    """Why the rep of this name got the lead or did not, where `chosen` got it."""
    texts = {"rep": (rep, rep), "chosen": (chosen, chosen)}
    if finding.code == "refused_it":
        texts["how"] = HOW_LEFT.get(str(finding.numbers["how"]), HOW_LEFT[""])
    return _filled(VERDICTS[_variant(finding)], finding.numbers, texts)


def of_elsewhere(elsewhere: Elsewhere, chosen: str, name: Naming) -> Sentence:
    """What would have had to be otherwise, and who would have had the lead then."""
    parts = [_step(step, name) for step in elsewhere.steps]
    rep = "" if elsewhere.rep is None else name(elsewhere.rep)
    ending = _filled(ENDINGS[_ending(elsewhere, chosen)], {}, {"rep": (rep, rep)})
    english = " and ".join(part.en for part in parts)
    chinese = "、且".join(part.zh for part in parts)
    return Sentence(f"If {english}, {ending.en}.", f"如果{chinese}，{ending.zh}。")


def _ending(elsewhere: Elsewhere, chosen: str) -> str:
    if elsewhere.rep is None:
        return "waits"
    if elsewhere.stays:
        return "stays"
    return "same" if elsewhere.rep == chosen else "to"


def _step(step: Step, name: Naming) -> Sentence:
    rep = name(step.rep)
    if step.obstacle is not None:
        return _filled(WITHOUT[step.obstacle.code], step.obstacle.numbers, {"rep": (rep, rep)})
    numbers = dict(step.numbers)
    key = "one_more_turn" if numbers.get("turns") == 1 else step.code
    return _filled(STEPS[key], numbers, {"rep": (rep, rep)})


def _variant(finding: Finding) -> str:
    if finding.code == "away" and finding.numbers.get("why") == "missed":
        return "away_missed"
    if finding.code == "paced" and not finding.numbers["for_ms"]:
        return "paced_over"
    return finding.code


def _filled(words: Words, numbers: Mapping[str, Number], texts: Mapping[str, Words]) -> Sentence:
    facts = {name.removesuffix("_ms"): _shown(name, number) for name, number in numbers.items()}
    return filled(words, facts | dict(texts))


def _shown(name: str, value: Number) -> Words:
    if isinstance(value, str):
        return same(value)
    if name.endswith("_ms"):
        return span(value)
    if name in _POINTS:
        # Never shown as a threshold that was not reached.
        return same(f"{math.floor(value * 10 / MICRO) / 10:.1f}")
    if name == "by_points":
        return same(f"{math.ceil(value * 10 / MICRO) / 10:.1f}")
    if name in _PAID:
        return same(f"{value / TURN:.2f}")
    return same(f"{value:g}")
