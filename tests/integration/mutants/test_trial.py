"""A trial says what its command found, runs it on the edited copy, and tells what went wrong."""

from pathlib import Path

import pytest

from tests.mutants.mutant import Edit
from tests.mutants.trial import trial

EDIT = Edit("router/errors.py", "class BadPart(", "BROUGHT_IN = 1\n\n\nclass BadPart(")
LOOK = (
    "from tests.mutants.trial import caught; from hotlead.router import errors;"
    " caught('a\\nb') if hasattr(errors, 'BROUGHT_IN') else None"
)


async def test_what_the_command_finds_in_the_copy_is_told_in_a_line(tmp_path: Path) -> None:
    assert await trial([EDIT], ("-c", LOOK), tmp_path) == "a b"


async def test_nothing_is_found_in_the_source_as_it_is(tmp_path: Path) -> None:
    assert await trial([], ("-c", LOOK), tmp_path) is None


async def test_a_judge_is_of_the_source_as_it_is(tmp_path: Path) -> None:
    """It judges what the command left, and knows nothing of the edit."""
    leaves = "import os, sys; open(sys.argv[1], 'w').close()"
    judges = f"{LOOK}; import os, sys; os.path.exists(sys.argv[1]) and caught('left')"
    left = str(tmp_path / "left")
    assert await trial([EDIT], ("-c", leaves, left), tmp_path, judge=("-c", judges, left)) == "left"


async def test_a_command_that_fails_has_caught_nothing(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ended with 1; it wrote:\nno such run"):
        await trial([], ("-c", "import sys; sys.exit('no such run')"), tmp_path)
