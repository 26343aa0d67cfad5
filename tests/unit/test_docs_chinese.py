"""Chinese help stands beside the English: the same headings, blocks, tables, pictures and links."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.unit.test_docs import DOCS, ROOT

HELP: Final = ("getting-started", "phone", "board", "policy", "troubleshooting")
PAIRS: Final = (
    (ROOT / "README.md", ROOT / "README.zh-CN.md"),
    *((DOCS / f"{name}.md", DOCS / "zh" / f"{name}.md") for name in HELP),
)
FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a drawing or a person's name shows is translated.
DRAWN: Final = "[─│┐┘┬►◄]"
HAN: Final = re.compile(r"[一-鿿]")


def both(read: object) -> pytest.MarkDecorator:
    """Runs a test for each pair."""
    return pytest.mark.parametrize(
        ("english", "chinese"), PAIRS, ids=[english.stem for english, _ in PAIRS]
    )(read)


def headings(page: Path) -> list[int]:
    """The level of each heading, in order."""
    prose = FENCE.sub("", page.read_text("utf-8"))
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)]


def blocks(page: Path) -> list[tuple[str, str]]:
    """The language and the text of each block, comments left out, and what is in Chinese."""
    found = []
    for language, text in FENCE.findall(page.read_text("utf-8")):
        if re.search(DRAWN, text):
            found.append((language, "a drawing"))
            continue
        code = re.sub(r"(^|\s)#.*$", "", text, flags=re.MULTILINE)
        found.append((language, re.sub(r'"name": "[^"]+"', '"name": …', code)))
    return found


def tables(page: Path) -> list[list[tuple[str, ...]]]:
    """By table and row: what is code in the first cell, which is what the row is about."""
    found: list[list[tuple[str, ...]]] = []
    before = ""
    for line in FENCE.sub("", page.read_text("utf-8")).splitlines():
        if line.startswith("|"):
            if not before.startswith("|"):
                found.append([])
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            found[-1].append((str(len(cells)), *re.findall(r"`([^`]+)`", cells[0])))
        before = line
    return found


def targets(page: Path) -> list[str]:
    """Where links and pictures lead, from the root, anchors left out, as if all were English."""
    found = []
    for target in re.findall(r"\]\(([^)\s#]+)[^)\s]*\)", page.read_text("utf-8")):
        path = str((page.parent / target).resolve()) if "://" not in target else target
        path = path.removeprefix(f"{ROOT}/").replace("docs/zh/", "docs/")
        path = path.replace("-zh.png", "-en.png")
        found.append(path.replace("README.zh-CN.md", "README.md"))
    return sorted(set(found))


@both
def test_headings_have_the_same_number_order_and_levels(english: Path, chinese: Path) -> None:
    assert headings(chinese) == headings(english)


@both
def test_blocks_are_the_same_but_for_comments(english: Path, chinese: Path) -> None:
    assert blocks(chinese) == blocks(english)


@both
def test_tables_have_the_same_rows(english: Path, chinese: Path) -> None:
    assert tables(chinese) == tables(english)


@both
def test_links_and_pictures_lead_to_the_same(english: Path, chinese: Path) -> None:
    assert targets(chinese) == targets(english)


@both
def test_each_leads_to_the_other_at_its_top(english: Path, chinese: Path) -> None:
    def leads(page: Path, other: Path) -> bool:
        top = page.read_text("utf-8").split("\n\n")[1]
        found = re.findall(r"\]\(([^)]+)\)", top)
        return [(page.parent / one).resolve() for one in found] == [other]

    assert leads(english, chinese)
    assert leads(chinese, english)


@both
def test_every_paragraph_is_in_chinese(english: Path, chinese: Path) -> None:
    """What is left in English are code, names and what the program says in English."""
    prose = FENCE.sub("", chinese.read_text("utf-8"))
    for paragraph in re.split(r"\n\n+", prose):
        words = re.sub(r"`[^`]*`|\]\([^)]*\)|<[^>]+>|^\|.*$", "", paragraph, flags=re.MULTILINE)
        assert HAN.search(words) or not re.search(r"[a-z]+ [a-z]+ [a-z]+", words), paragraph


def test_chinese_pages_are_all_held_beside_an_english_one() -> None:
    assert {page.stem for page in (DOCS / "zh").glob("*.md")} == set(HELP)
