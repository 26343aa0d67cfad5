"""A trial: a command run on a copy of the source with its edits, and what gave them away."""

import asyncio
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from tests.integration.processes import Processes
from tests.mutants.mutant import Edit
from tests.mutants.tree import ROOT, make_tree

CAUGHT: Final = 3
"""How a command ends that found something; any other failure is an error of its own."""


def caught(what: str) -> NoReturn:
    """Ends a command's process: `what` gave a defect away."""
    sys.stdout.write(f"\ncaught: {' '.join(what.split())}\n")
    sys.exit(CAUGHT)


async def trial(
    edits: Sequence[Edit],
    command: Sequence[str],
    folder: Path,
    *,
    judge: Sequence[str] = (),
    timeout_s: float = 90.0,
) -> str | None:
    """What gave the edits away; None when nothing did.

    `python COMMAND` runs on the copy, and when it has found nothing `python JUDGE`, if there is
    one, on the source as it is. `folder` gets the copy and what they write. Raises TextGone, and
    AssertionError with its output when either fails or is not done in time.
    """
    tree = await asyncio.to_thread(make_tree, edits, folder / "tree")
    return await _found(command, (tree, ROOT), folder, timeout_s) or (
        await _found(judge, (ROOT,), folder, timeout_s) if judge else None
    )


async def _found(
    command: Sequence[str], path: Sequence[Path], folder: Path, timeout_s: float
) -> str | None:
    with Processes(folder) as processes:
        process = await processes.start(*command, env={"PYTHONPATH": ":".join(map(str, path))})
        code = await process.wait(timeout_s)
    if code == CAUGHT:
        [what] = re.findall(r"^caught: (.*)$", process.output, re.MULTILINE)
        return str(what)
    assert code == 0, f"{' '.join(command)} ended with {code}; it wrote:\n{process.output}"
    return None
