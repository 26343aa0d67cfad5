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
    Words,
)
from hotlead.router.kpis.otherwise import Elsewhere, Step
from hotlead.router.kpis.rep_state import TURN
from hotlead.router.kpis.verdicts import Finding, Number
from hotlead.router.rules.explain import Reason
from hotlead.router.rules.scoring import MICRO

Naming = Callable[[str], str]
_POINTS: Final = {"score", "high_intent"}
_PAID: Final = {"paid", "chosen_paid"}
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000


def why_it_went(reason: str, numbers: Mapping[str, Number], texts: Mapping[str, Words]) -> Reason:
    """Why the lead went where it went; `reason` is a key of decision_words.REASONS.

    `texts` are names and phrases that go in as they are, by language.
    """
    return _filled(REASONS[reason], numbers, texts)


def of_verdict(finding: Finding, rep: str, chosen: str) -> Reason:
    """Why the rep of this name got the lead or did not, where `chosen` got it."""
    texts = {"rep": (rep, rep), "chosen": (chosen, chosen)}
    if finding.code == "refused_it":
        texts["how"] = HOW_LEFT.get(str(finding.numbers["how"]), HOW_LEFT[""])
    return _filled(VERDICTS[_variant(finding)], finding.numbers, texts)


def of_elsewhere(elsewhere: Elsewhere, chosen: str, name: Naming) -> Reason:
    """What would have had to be otherwise, and who would have had the lead then."""
    parts = [_step(step, name) for step in elsewhere.steps]
    rep = "" if elsewhere.rep is None else name(elsewhere.rep)
    ending = _filled(ENDINGS[_ending(elsewhere, chosen)], {}, {"rep": (rep, rep)})
    english = " and ".join(part.en for part in parts)
    chinese = "、且".join(part.zh for part in parts)
    return Reason(f"If {english}, {ending.en}.", f"如果{chinese}，{ending.zh}。")


def _ending(elsewhere: Elsewhere, chosen: str) -> str:
    if elsewhere.rep is None:
        return "waits"
    if elsewhere.stays:
        return "stays"
    return "same" if elsewhere.rep == chosen else "to"


def _step(step: Step, name: Naming) -> Reason:
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


def _filled(words: Words, numbers: Mapping[str, Number], texts: Mapping[str, Words]) -> Reason:
    english = {name.removesuffix("_ms"): _shown(name, n, _EN) for name, n in numbers.items()}
    chinese = {name.removesuffix("_ms"): _shown(name, n, _ZH) for name, n in numbers.items()}
    english |= {name: both[0] for name, both in texts.items()}
    chinese |= {name: both[1] for name, both in texts.items()}
    return Reason(words[0].format_map(english), words[1].format_map(chinese))


_EN: Final = ("s", "min", "h")
_ZH: Final = ("秒", "分钟", "小时")


def _shown(name: str, value: Number, units: tuple[str, str, str]) -> str:
    if isinstance(value, str):
        return value
    if name.endswith("_ms"):
        return _span(value, units)
    if name in _POINTS:
        # Never shown as a threshold that was not reached.
        return f"{math.floor(value * 10 / MICRO) / 10:.1f}"
    if name == "by_points":
        return f"{math.ceil(value * 10 / MICRO) / 10:.1f}"
    if name in _PAID:
        return f"{value / TURN:.2f}"
    return f"{value:g}"


def _span(ms: float, units: tuple[str, str, str]) -> str:
    """Two units, so that two spans that differ are hardly ever shown alike."""
    second, minute, hour = units
    if ms < SECOND:
        return f"{ms / SECOND:g} {second}"
    if ms < HOUR:
        minutes, seconds = divmod(int(ms) // SECOND, 60)
        parts = ((minutes, minute), (seconds, second))
    else:
        hours, minutes = divmod(int(ms) // MINUTE, 60)
        parts = ((hours, hour), (minutes, minute))
    return " ".join(f"{n} {unit}" for n, unit in parts if n)
