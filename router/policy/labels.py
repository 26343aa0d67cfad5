"""The policy's part about words: what attributes, signals, pools and rungs are called."""

from typing import Final, Literal

from pydantic import Field

from hotlead.router.policy.part import Part
from hotlead.router.policy.people import Label
from hotlead.topics.names import Name

Language = Literal["en", "zh"]

_CODE: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")


class Words(Part):
    """What something is called, in both languages."""

    en: Label
    zh: Label

    def in_(self, language: Language) -> str:
        """The words in one language."""
        return self.zh if language == "zh" else self.en


class AttributeWords(Words):
    """What an attribute is called, and its values where they are codes."""

    values: dict[str, Words] = Field(default_factory=dict)


class Labels(Part):
    """Words by name. What has none is called by its name, made readable."""

    attributes: dict[Name, AttributeWords] = Field(default_factory=dict)
    signals: dict[Name, Words] = Field(default_factory=dict)
    pools: dict[Name, Words] = Field(default_factory=dict)
    rungs: dict[Name, Words] = Field(default_factory=dict)

    def attribute(self, name: str, language: Language) -> str:
        """What an attribute is called."""
        return _called(self.attributes.get(name), name, language)

    def value(self, attribute: str, value: str, language: Language) -> str:
        """What an attribute's value is called."""
        words = self.attributes.get(attribute)
        return _called(words.values.get(value) if words else None, value, language)

    def signal(self, kind: str, language: Language) -> str:
        """What a kind of signal is called."""
        return _called(self.signals.get(kind), kind, language)

    def pool(self, name: str, language: Language) -> str:
        """What a pool is called."""
        return _called(self.pools.get(name), name, language)

    def rung(self, name: str, language: Language) -> str:
        """What a rung is called."""
        return _called(self.rungs.get(name), name, language)


def readable(code: str) -> str:
    """A code as words, `garden_area` as "Garden area"; what people wrote stays as it is."""
    if not code[:1].isalpha() or not _CODE.issuperset(code):
        return code
    words = code.replace("_", " ")
    return words[0].upper() + words[1:]


def _called(words: Words | None, name: str, language: Language) -> str:
    return words.in_(language) if words else readable(name)
