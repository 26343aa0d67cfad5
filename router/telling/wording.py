"""A sentence in both languages, from words with holes and the facts that fill them.

Names that people typed go in as they are: who shows a sentence shows it as text, never as markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Words = tuple[str, str]
"""English and Chinese, with the same `{holes}`."""

SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
_UNITS: Final = (("s", "min", "h"), ("秒", "分钟", "小时"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same in English and in Chinese."""

    en: str
    zh: str

    @property
    def words(self) -> Words:
        """As a fact that fills the hole of another sentence."""
        return self.en, self.zh


def same(text: object) -> Words:
    """A name or a number, which is written alike in both languages."""
    return str(text), str(text)


def filled(words: Words, facts: Mapping[str, Words]) -> Sentence:
    """The words with their holes filled."""
    return Sentence(
        words[0].format_map({name: both[0] for name, both in facts.items()}),
        words[1].format_map({name: both[1] for name, both in facts.items()}),
    )


def span(ms: float) -> Words:
    """A span in two units, so that two that differ are hardly ever written alike."""
    english, chinese = (_span(ms, *units) for units in _UNITS)
    return english, chinese


def _span(ms: float, second: str, minute: str, hour: str) -> str:
    if ms < SECOND:
        return f"{ms / SECOND:g} {second}"
    if ms < HOUR:
        minutes, seconds = divmod(int(ms) // SECOND, 60)
        parts = ((minutes, minute), (seconds, second))
    else:
        hours, minutes = divmod(int(ms) // MINUTE, 60)
        parts = ((hours, hour), (minutes, minute))
    return " ".join(f"{n} {unit}" for n, unit in parts if n)
