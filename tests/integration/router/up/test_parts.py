"""Parts as children: started anew when they end, given up when they never get ready."""

import sys
import time
from pathlib import Path

import pytest

from hotlead.router.errors import PartEnded
from hotlead.router.up.home import Home
from hotlead.router.up.parts import Part, PartSpec

READY = "import time; print('ready', flush=True); time.sleep(60)"


@pytest.fixture
def told() -> list[str]:
    return []


def part(tmp_path: Path, code: str, told: list[str]) -> Part:
    home = Home(tmp_path / ".hotlead")
    home.pids.mkdir(parents=True)
    command = [sys.executable, "-c", code]
    spec = PartSpec("worker", command, {}, lambda log: "ready" in log, 5.0)
    return Part(spec, home, told.append)


def until_ready(one: Part) -> None:
    deadline = time.monotonic() + 20.0
    while not one.ready:
        assert time.monotonic() < deadline
        one.look()
        time.sleep(0.01)


def test_one_that_ends_is_started_anew(tmp_path: Path, told: list[str]) -> None:
    one = part(tmp_path, READY, told)
    one.start()
    until_ready(one)
    first = one.pid
    assert one._child is not None
    one._child.kill()
    one.look()
    assert told == ["the worker ended (signal 9); it is started anew in 0.5 s"]
    assert not one.ready
    until_ready(one)
    assert one.pid not in (None, first)
    assert told[1:] == ["the worker is back"]
    one.stop()
    assert one.pid is None


def test_one_that_never_gets_ready_is_given_up(tmp_path: Path, told: list[str]) -> None:
    one = part(tmp_path, "raise SystemExit('no such lead')", told)
    one.start()
    with pytest.raises(PartEnded, match=r"ended 3 times before it (?s:.*)no such lead"):
        until_ready(one)
    assert len(told) == 2
