"""Copies of the source tree in which texts are replaced."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Edit

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = ("topics", "router", "agents")


class TextGone(Exception):
    """The text that an edit replaces is not in the source just once; bring the edit up to date."""


def edited(source: str, edit: Edit) -> str:
    """The source with the text replaced. Raises TextGone."""
    found = source.count(edit.old)
    if found != 1:
        raise TextGone(f"{edit.path} has {found} times, not once: {edit.old!r}")
    return source.replace(edit.old, edit.new)


def make_tree(edits: Sequence[Edit], into: Path) -> Path:
    """A directory for PYTHONPATH, from which `hotlead` is imported with these edits."""
    for folder in FOLDERS:
        # With their times, so that what was compiled of them counts.
        # The pages' sources and what builds them are not run.
        left_out = shutil.ignore_patterns("web") if folder == "router" else None
        shutil.copytree(ROOT / folder, into / "hotlead" / folder, ignore=left_out)
    for edit in edits:
        path = into / "hotlead" / edit.path
        path.write_text(edited(path.read_text("utf-8"), edit), "utf-8")
    return into
