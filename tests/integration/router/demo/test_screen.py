"""`hotlead demo` at a terminal: the live view is drawn, and the ending stands after it."""

import errno
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from tests.integration.router.demo.test_demo import LIMIT_S, MAIN

ROWS, COLUMNS = 40, 120
HEADINGS = ("queue, hot clocks · ", "reps · pushed today", "latest assignments", "escalations · ")
SCREEN_ON, SCREEN_OFF = "\x1b[?1049h", "\x1b[?1049l"
STYLES = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")


def shown(command: list[str], env: dict[str, str]) -> tuple[int, str]:
    """The exit code, and all that it wrote to a terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
    ) as process:
        os.close(theirs)
        try:
            text = _all_of(ours, time.monotonic() + LIMIT_S)
            return process.wait(LIMIT_S), text
        finally:
            process.kill()
            os.close(ours)


def _all_of(terminal: int, deadline: float) -> str:
    """What is written to the terminal until the last one closes it."""
    written = b""
    while select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))[0]:
        try:
            read = os.read(terminal, 65536)
        except OSError as error:
            # What Linux says where a file would end.
            if error.errno != errno.EIO:
                raise
            read = b""
        if not read:
            return written.decode()
        written += read
    raise AssertionError(f"it goes on; so far it wrote:\n{written.decode(errors='replace')}")


def test_the_live_view_is_drawn_and_the_ending_stands_after_it(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name not in {"LINES", "COLUMNS"}}
    env |= {"TMPDIR": str(tmp_path), "TERM": "xterm-256color"}
    command = [sys.executable, "-c", MAIN, "demo", "--speed", "600", "--closes", "10:00"]
    code, text = shown(command, env)
    assert code == 0, text
    before, _, rest = text.partition(SCREEN_ON)
    live, _, after = (STYLES.sub("", part) for part in rest.partition(SCREEN_OFF))
    assert "✓ starting a worker" in STYLES.sub("", before)
    for heading in HEADINGS:
        assert heading in live, heading
    # Several pictures, and the day goes on in them.
    clocks = set(re.findall(r"demo  (\d\d:\d\d)  ×600", live))
    assert len(clocks) > 2
    assert "captured" in live
    for words in ("The day", "How fast", "The audit holds", "Next: "):
        assert words in after, words
    assert "Traceback" not in text
