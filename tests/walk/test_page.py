"""Pages are read alike in both languages, and ask for the same in the same order."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.unit.test_docs import ROOT
from tests.walk.page import Block, Said, Section, Step, language_of, statements, steps
from tests.walk.sentences import SENTENCES, Language

PAIRS: Final = (
    ("README.md", "README.zh-CN.md"),
    ("docs/getting-started.md", "docs/zh/getting-started.md"),
)
WORDS: Final = ROOT / "router" / "web" / "src" / "words"


def words(language: Language) -> dict[str, set[str]]:
    """The keys of each word that a page may show."""
    found: dict[str, set[str]] = {}
    for file in WORDS.rglob(f"{language}.ts"):
        for key, word in re.findall(
            r"^  '([\w.]+)': '(.*)',$", file.read_text("utf-8"), re.MULTILINE
        ):
            found.setdefault(word, set()).add(f"{file.parent.name} {key}")
    return found


def comparable(step: Step, language: Language) -> object:
    """What must be the same in the other language; a label is what the pages call so."""
    if isinstance(step, Section):
        return "section"
    if isinstance(step, Block):
        return step.language
    if step.name != "tap":
        return (step.name, step.named)
    keys = words(language).get(step.named)
    assert keys, f"line {step.line}: no page has a button {step.named!r}"
    return (step.name, min(keys))


def read(page: str) -> list[Step]:
    return steps((ROOT / page).read_text("utf-8"), language_of(Path(page)))


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_ask_for_the_same_and_promise_the_same(english: str, chinese: str) -> None:
    assert [comparable(step, "en") for step in read(english)] == [
        comparable(step, "zh") for step in read(chinese)
    ]


def test_the_readme_lets_a_hot_lead_ring() -> None:
    named = [step.name for step in read("README.md") if isinstance(step, Said)]
    assert {"open the phone", "open the board", "tap", "paste curl", "score", "rings again"} <= set(
        named
    )


def test_both_languages_know_the_same_sentences() -> None:
    assert SENTENCES["en"].keys() == SENTENCES["zh"].keys()


def test_a_sentence_goes_on_over_the_end_of_a_line() -> None:
    english = steps("with a score\nof 50. Tap **Take\nthis lead**\n", "en")
    chinese = steps("线索 5\n0 分。点「接下\n线索」\n", "zh")
    assert english == [Said("score", "50", 1), Said("tap", "Take this lead", 2)]
    assert chinese == [Said("score", "50", 1), Said("tap", "接下线索", 2)]


def test_tables_pictures_and_blocks_are_no_sentences() -> None:
    text = '| **no** |\n<img alt="**no**">\n```sh\n# **no**\n```\n'
    assert steps(text, "en") == [Block("sh", "# **no**\n", 3)]


def test_a_block_is_pasted_one_command_after_the_other() -> None:
    block = "# why\na=1\ncurl -d '{\n}' \\\n    http://x\necho y |\n    cat  # and so on\n"
    assert list(statements(block)) == [
        "a=1",
        "curl -d '{\n}' \\\n    http://x",
        "echo y |\n    cat  # and so on",
    ]
    with pytest.raises(ValueError, match="does not end"):
        list(statements("echo 'never closed\n"))
