"""`hotlead demo` from end to end: a short day, and one that Ctrl-C ends."""

import os
import secrets
import signal
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.integration.processes import Process, Processes

LIMIT_S = 180.0
MAIN = "from hotlead.router.cli import main; main()"
COUNTS = ("captured", "merged", "waiting", "assigned", "acknowledged", "closed")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A directory for what is thrown away, and a mark by which its processes are known."""
    (tmp_path / "scratch").mkdir()
    # What is set for another installation must not matter.
    others = {"HOTLEAD_KAFKA": "127.0.0.1:1", "HOTLEAD_REDIS": "redis://127.0.0.1:1/0"}
    return {"TMPDIR": str(tmp_path / "scratch"), "DEMO_MARK": secrets.token_hex(8), **others}


async def start(processes: Processes, env: dict[str, str], *arguments: str) -> Process:
    return await processes.start("-c", MAIN, "demo", *arguments, env=env)


def summary_of(process: Process) -> dict[str, Any]:
    line = next(line for line in process.output.splitlines() if line.startswith("{"))
    found: dict[str, Any] = orjson.loads(line)
    return found


def balanced(found: dict[str, Any]) -> bool:
    return bool(found["captured"] == sum(found[part] for part in COUNTS[1:]))


def nothing_left(env: dict[str, str]) -> bool:
    mark = f"DEMO_MARK={env['DEMO_MARK']}".encode()
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in place.read_bytes():
                return False
        except OSError:
            continue
    return not any(Path(env["TMPDIR"]).glob("hotlead-*"))


async def test_a_short_day_ends_with_a_summary_in_which_all_is_above_zero(
    processes: Processes, env: dict[str, str]
) -> None:
    process = await start(processes, env, "--headless", "--speed", "600", "--closes", "11:30")
    assert await process.wait(LIMIT_S) == 0, process.output
    found = summary_of(process)
    assert all(found[name] > 0 for name in COUNTS), found
    assert balanced(found)
    assert found["dead_lettered"] == 0
    assert list(found["rungs"]) == ["reminder", "reassign", "supervisors", "duty-manager"]
    assert all(count > 0 for count in found["rungs"].values()), found
    assert found["first_touch_s"]["p50"] > 0
    assert found["capture_to_push_ms"]["p99"] > 0
    assert 0.5 < found["followed_up_24h"] <= 1
    assert list(found["audit"]) == ["1", "2", "3", "4", "5", "7"]
    for line in found["audit"].values():
        assert line["checked"] > 0
        assert line["breaches"] == 0
    assert "first lead pushed" in process.output
    assert nothing_left(env)


async def test_ctrl_c_ends_the_day_with_a_summary_and_nothing_is_left(
    processes: Processes, env: dict[str, str]
) -> None:
    # The day itself would take ten minutes.
    process = await start(processes, env, "--headless", "--speed", "54")
    await process.await_line("^first lead pushed", LIMIT_S)
    os.kill(process.pid, signal.SIGINT)
    assert await process.wait(LIMIT_S) == 130, process.output
    found = summary_of(process)
    assert found["captured"] > 0
    assert balanced(found)
    assert "Traceback" not in process.output
    assert nothing_left(env)


async def test_ctrl_c_before_it_begins_leaves_nothing(
    processes: Processes, env: dict[str, str]
) -> None:
    process = await start(processes, env, "--headless")
    await process.await_line("^starting a worker", LIMIT_S)
    os.kill(process.pid, signal.SIGINT)
    assert await process.wait(LIMIT_S) == 130
    assert "Traceback" not in process.output
    assert nothing_left(env)
