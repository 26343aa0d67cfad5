"""A page as a newcomer reads it: what is to be pasted, tapped and seen, in its order."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.walk.sentences import SENTENCES, Language

_FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What is no sentence: blocks, tables, and the words that stand for a picture.
_BESIDE: Final = re.compile(r"^```.*?^```$|^\|[^\n]*|<[^>]+>", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading was passed. `number` counts those of the page, the title left out."""

    number: int
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of `sh`, `python`, … ."""

    language: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that the walk knows, by its name in SENTENCES, with what it names."""

    name: str
    named: str
    line: int


Step = Section | Block | Said


def language_of(page: Path) -> Language:
    """Chinese pages are `NAME.zh-CN.md` and those below docs/zh/."""
    return "zh" if page.name.endswith(".zh-CN.md") or page.parent.name == "zh" else "en"


def steps(text: str, language: Language) -> list[Step]:
    """All that the page has to do and to see, as it stands there."""
    prose = _BESIDE.sub(_blank, text)
    found: list[tuple[int, Step]] = [
        (block.start(), Block(block[1], block[2], _line(text, block.start())))
        for block in _FENCE.finditer(text)
    ]
    for number, heading in enumerate(_HEADING.finditer(prose)):
        section = Section(number, heading[1], _line(text, heading.start()))
        found.append((heading.start(), section))
    # Sentences go on over the end of a line, which in Chinese stands for nothing.
    kept = [place for place, one in enumerate(prose) if one != "\n" or language == "en"]
    flowing = "".join(prose[place] for place in kept).replace("\n", " ")
    for name, pattern in SENTENCES[language].items():
        for said in re.finditer(pattern, flowing):
            place = kept[said.start()]
            named = " ".join(said.groups("")).strip()
            found.append((place, Said(name, named, _line(text, place))))
    return [step for _, step in sorted(found, key=lambda one: one[0])]


def statements(block: str) -> Iterator[str]:
    """The commands of a block of shell, each whole; lines of comment are left out."""
    whole: list[str] = []
    for line in block.splitlines():
        if not whole and (not line.strip() or line.lstrip().startswith("#")):
            continue
        whole.append(line)
        text = "\n".join(whole)
        if not line.endswith("\\") and _is_whole(text):
            yield text
            whole = []
    if whole:
        raise ValueError("a command that does not end:\n" + "\n".join(whole))


def _is_whole(text: str) -> bool:
    return subprocess.run(["bash", "-nc", text], capture_output=True, check=False).returncode == 0


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
