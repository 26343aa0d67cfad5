"""Both sides of a comparison, as processes in their checkouts, asked in turn."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loadtest.checkout import Checkout, environment
from loadtest.part import STOLEN_MAX, tell

TEXT: Final = Path(__file__).with_name("side.py")
LONGEST_S: Final = 1800.0
END_S: Final = 20.0
LOG_TAIL: Final = 2000

Figures = dict[str, Any]


class SideFailed(Exception):
    """A side ended, or did not answer; the text has the last of what it said."""


@dataclass(frozen=True, slots=True)
class Round:
    """What both sides measured, one right after the other."""

    base: Figures
    new: Figures

    @property
    def kept(self) -> bool:
        """Whether the CPU was ours in both."""
        return all(one["stolen"] <= STOLEN_MAX for one in (self.base, self.new))

    @property
    def faults(self) -> list[str]:
        """What was wrong with what the sides did."""
        return [
            f"{name}: {fault}"
            for name, side in (("base", self.base), ("new", self.new))
            for fault in side.get("faults", ())
        ]


class Side:
    """One checkout's process of one measure."""

    def __init__(self, process: asyncio.subprocess.Process, name: str, log: Path) -> None:
        self._process, self._name, self._log = process, name, log

    async def turn(self) -> Figures:
        """Has it measure once. Raises SideFailed."""
        ours, theirs = self._process.stdin, self._process.stdout
        assert ours is not None
        assert theirs is not None
        try:
            ours.write(b"once\n")
            line = await asyncio.wait_for(theirs.readline(), LONGEST_S)
            found: Figures = json.loads(line)
        except (OSError, TimeoutError, ValueError):
            said = self._log.read_text(errors="replace")[-LOG_TAIL:].strip()
            raise SideFailed(f"{self._name} measured nothing:\n{said}") from None
        return found


@asynccontextmanager
async def started(
    name: str, checkout: Checkout, measure: str, given: Mapping[str, Any]
) -> AsyncIterator[Side]:
    """A side that waits for its turn, ended afterwards; `given` names a directory for its log."""
    log = Path(given["directory"]) / f"{measure}.log"
    command = (str(checkout.python), "-c", TEXT.read_text("utf-8"), measure, json.dumps(given))
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=checkout.root,
            env=environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=said,
        )
    try:
        yield Side(process, f"{name} ({checkout.revision[:7]}), {measure}", log)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_S)
        except TimeoutError:
            process.kill()
            await process.wait()


async def rounds(
    checkouts: Mapping[str, Checkout],
    measure: str,
    given: Mapping[str, Mapping[str, Any]],
    count: int,
) -> list[Round]:
    """So many rounds of `base` and `new`; who begins alternates. Raises SideFailed."""
    found = list[Round]()
    async with AsyncExitStack() as stack:
        sides = {
            name: await stack.enter_async_context(started(name, checkout, measure, given[name]))
            for name, checkout in checkouts.items()
        }
        for number in range(count):
            order = ("base", "new") if number % 2 == 0 else ("new", "base")
            figures = {name: await sides[name].turn() for name in order}
            found.append(Round(figures["base"], figures["new"]))
            aside = "" if found[-1].kept else ", thrown away: others took the CPU"
            tell(f"{measure}: round {number + 1} of {count}{aside}")
    return found
