"""README and docs, done to the letter: each command is run, each promise looked for on the page."""

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import expect

from hotlead.router.embedded import apache
from hotlead.router.policy.document import DEFAULT_POLICY
from tests.integration.servers import in_ci
from tests.unit.test_docs import ROOT
from tests.walk.newcomer import CHROMIUM, Means, Newcomer, newcomer
from tests.walk.page import Block, Said, Section, Step, language_of, steps
from tests.walk.place import (
    GATEWAY,
    Own,
    a_lead,
    addresses_here,
    environment,
    free_gateway,
    own_servers,
)
from tests.walk.refused import LONG, NEVER, NO_KCAT, OWN_THINGS
from tests.walk.screens import NotAsSaid

NO_KAFKA: Final = bool(shutil.which("kcat") is None or apache.missing()) and not in_ci()
FASTER: Final = 30
# What they say is for an installation that runs, with the sessions of getting-started.md.
OTHERS: Final = tuple(
    f"docs/{name}.md" for name in ("http", "kpis", "policy", "replay", "troubleshooting")
)
TRIED_ELSEWHERE: Final = {"docs/push.md": "a receiver's code, which test_receiver.py runs"}
LIGHT: Final = {"HOTLEAD_KAFKA_JARS": "/nonexistent", "HOTLEAD_SESSION_TIMEOUT_S": "6"}
# The installation that runs the tests is the clone's: nothing is fetched, a target must be there.
MAKE: Final = """#!/bin/sh
{make} -n "$@" >/dev/null
"""

WRONG: Final[dict[Step, str]] = {
    Said("score", "50", 7): r"a page:7 .*score 50: .*83\.5",
    Said("tap", "No such button", 8): "a page:8 .*No such button",
    Said("hot above", "70", 9): "a page:9 ",
    Block(
        "sh", f"curl --json '{{}}' http://{GATEWAY}/v1/captures/web-form\n", 10
    ): "ended with 22:",
    Block("sh", "true\nhotleed doctor\n", 11): "`hotleed doctor` ended with 127:",
    Block("python", "print(200)  # 202 once Kafka has it\n", 12): "it prints 200, not 202",
}

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.skipif(
        shutil.which(CHROMIUM) is None and not in_ci(), reason=f"there is no {CHROMIUM}"
    ),
]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The checkout as it stands, in a directory in which nothing was made yet."""
    made = tmp_path / "hotlead"
    made.mkdir()
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in {line.partition("/")[0] for line in listed.stdout.splitlines()}:
        (made / name).symlink_to(ROOT / name)
    (made / ".venv").symlink_to(sys.prefix)
    return made


def means(clone: Path, servers: Own, *, light: bool) -> Means:
    """Tansu, or the Kafka that `hotlead up` takes when Java and its jars are there."""
    tools = clone.parent / "tools"
    tools.mkdir()
    (tools / "make").write_text(MAKE.format(make=shutil.which("make")))
    (tools / "make").chmod(0o755)
    port = free_gateway()
    return Means(
        place=clone,
        env=environment(tools, port) | (LIGHT if light else {}),
        instead=addresses_here(servers, port),
        refused=NEVER | LONG | OWN_THINGS | (NO_KCAT if light else {}),
        lead=lambda: a_lead(port, clone),
        faster=FASTER,
        prepare=hasten,
    )


async def hasten(walker: Newcomer) -> None:
    """Puts the default policy into force with a ladder that takes a thirtieth of the time."""
    ladder = [
        rung.model_copy(update={"after_s": rung.after_s / FASTER})
        for rung in DEFAULT_POLICY.pools["main"].ladder
    ]
    main = DEFAULT_POLICY.pools["main"].model_copy(update={"ladder": tuple(ladder)})
    hasty = DEFAULT_POLICY.model_copy(update={"version": "hasty", "pools": {"main": main}})
    file = walker.means.place.parent / "hasty.json"
    file.write_text(hasty.model_dump_json())
    await walker.do(f".venv/bin/hotlead policy publish {file}")


@pytest.fixture
def servers() -> Iterator[Own]:
    with own_servers() as own:
        yield own


@pytest.mark.parametrize(("name", "light"), [("README.md", NO_KAFKA), ("README.zh-CN.md", True)])
async def test_the_readme_comes_as_it_says(
    name: str, light: bool, clone: Path, servers: Own
) -> None:
    """One with the Kafka that keeps its data, the other with the one that is always there."""
    language = language_of(Path(name))
    async with newcomer(means(clone, servers, light=light), language, tell) as walker:
        if language == "en":
            await walker.walk(name, read(name))
        else:
            # What follows are the blocks of the English page.
            await walker.walk(name, read(name, 0, 4))
            await finds_out(walker)
        await walker.stop()


async def test_the_first_hour_comes_as_it_says(clone: Path, servers: Own) -> None:
    """With all commands of the other pages, which are for after it."""
    page = "docs/getting-started.md"
    async with newcomer(means(clone, servers, light=True), "en", tell) as walker:
        await walker.walk(page, read(page, 0, 5))
        for other in OTHERS:
            await walker.walk(other, blocks(other))
        await walker.walk(page, read(page, 5))
        await walker.walk("docs/topics.md", blocks("docs/topics.md"))
        await walker.stop()


async def test_the_first_hour_in_chinese_comes_as_it_says(clone: Path, servers: Own) -> None:
    page = "docs/zh/getting-started.md"
    async with newcomer(means(clone, servers, light=True), "zh", tell) as walker:
        await walker.walk(page, read(page, 0, 4))
        await walker.stop()


def test_no_page_with_commands_is_left_out() -> None:
    there = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}
    with_commands = {page for page in there if blocks(page)}
    assert with_commands == {*OTHERS, *TRIED_ELSEWHERE, "docs/getting-started.md", "docs/topics.md"}


def read(page: str, first: int = 0, end: int = 99) -> list[Step]:
    """The steps of some sections, the title being 0."""
    number, found = 0, []
    for step in steps((ROOT / page).read_text("utf-8"), language_of(Path(page))):
        number = step.number if isinstance(step, Section) else number
        if first <= number < end:
            found.append(step)
    return found


def blocks(page: str) -> list[Step]:
    """What is to be pasted, alone."""
    return [
        step for step in read(page) if isinstance(step, Block) and step.language in ("sh", "python")
    ]


async def finds_out(walker: Newcomer) -> None:
    """What does not happen is no step that passes: here the hot lead still rings."""
    walker.means = dataclasses.replace(walker.means, seconds=1.0)
    expect.set_options(timeout=1000)
    for wrong, complaint in WRONG.items():
        with pytest.raises(NotAsSaid, match=f"(?s){complaint}"):
            await walker.walk("a page", [wrong])


def tell(what: str, seconds: float) -> None:
    """Shown when the test fails, or with -s."""
    print(f"{seconds:6.1f} s  {what}")
