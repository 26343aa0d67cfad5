"""Processes of an earlier run: ours are ended, another's never."""

import sys
from pathlib import Path

import pytest

from hotlead.router.embedded.child import Child
from hotlead.router.up.home import Home
from hotlead.router.up.leftovers import birth, end_left_over, left_over, note

SLEEP = "import time; print('ready', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEP


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / ".hotlead")
    made.pids.mkdir(parents=True)
    return made


def child(tmp_path: Path, code: str) -> Child:
    started = Child("python", [sys.executable, "-c", code], tmp_path / "log")
    started.await_ready(lambda: "ready" in started.log_text() or None, 10.0)
    return started


@pytest.mark.parametrize("code", [SLEEP, STUBBORN])
def test_ours_is_ended(home: Home, tmp_path: Path, code: str) -> None:
    ours = child(tmp_path, code)
    note(home, "worker", ours.pid)
    assert left_over(home) == {"worker": ours.pid}
    assert end_left_over(home, grace_s=0.3) == {"worker": ours.pid}
    assert ours.wait(5.0) < 0
    assert list(home.pids.iterdir()) == []


def test_one_that_got_the_number_later_is_not_ours(home: Home, tmp_path: Path) -> None:
    other = child(tmp_path, SLEEP)
    born = birth(other.pid)
    assert born
    (home.pids / "worker").write_text(f"{other.pid}\n{born}9\n")
    (home.pids / "gateway").write_text("no number\n")
    (home.pids / "redis").write_text("1\n\n")
    assert end_left_over(home) == {}
    assert other.exit_code() is None
    assert list(home.pids.iterdir()) == []
    other.kill()
    assert birth(other.pid) is None
