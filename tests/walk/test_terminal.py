"""A terminal keeps what was set, tells how each command ended, and takes Ctrl-C."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.walk.terminal import Terminal

PATIENT_S = 30.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a pseudo-terminal as Linux has it")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(tmp_path, os.environ) as opened:
        yield opened


async def test_each_command_has_its_code_and_its_output(terminal: Terminal) -> None:
    assert await terminal.paste("a='线 索'; (exit 3)", PATIENT_S) == (3, "")
    assert await terminal.paste('echo "$a" |\n    cat  # and so on', PATIENT_S) == (0, "线 索")


async def test_what_was_overwritten_is_gone(terminal: Terminal) -> None:
    assert await terminal.paste("printf '1 s\\r2 s\\nend\\n'", PATIENT_S) == (0, "2 s\nend")


async def test_ctrl_c_ends_what_runs_and_not_the_terminal(terminal: Terminal) -> None:
    # Said by what is to be interrupted: the terminal is its own by then, and no more the shell's.
    await terminal.begin("sh -c 'echo begun; exec sleep 600'")
    await terminal.await_text(re.compile("begun"), PATIENT_S)
    assert terminal.busy
    terminal.interrupt()
    assert (await terminal.ended(PATIENT_S))[0] == 130
    assert await terminal.paste("true", PATIENT_S) == (0, "")


async def test_ctrl_c_is_taken_where_it_was_ignored(tmp_path: Path) -> None:
    """As for what a shell runs in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Terminal(tmp_path, os.environ) as opened:
            await test_ctrl_c_ends_what_runs_and_not_the_terminal(opened)
    finally:
        signal.signal(signal.SIGINT, before)


async def test_what_never_comes_is_said_with_what_came(terminal: Terminal) -> None:
    await terminal.begin("echo something else")
    with pytest.raises(TimeoutError, match="something else"):
        await terminal.await_text(re.compile("worker ready"), PATIENT_S)
