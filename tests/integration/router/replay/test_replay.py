"""`hotlead replay` from end to end, on a few rows made by hand."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from hotlead.router.embedded.running import Running
from tests.integration.processes import Process, Processes
from tests.unit.router.replay.samples import CALLS, SHORT_DAY, SHORT_DAY_SPEED, WEB

LIMIT_S = 150.0
MAIN = "from hotlead.router.cli import main; main()"


@pytest.fixture
def env(kafka: Running, one_store: Running, topic_prefix: str) -> dict[str, str]:
    return {
        "HOTLEAD_KAFKA": kafka.address,
        "HOTLEAD_REDIS": one_store.url,
        "HOTLEAD_TOPIC_PREFIX": topic_prefix,
        "HOTLEAD_GROUP": f"{topic_prefix}workers",
        "HOTLEAD_SESSION_TIMEOUT_S": "6",
        "HOTLEAD_SHARDS": "2",
        "HOTLEAD_PARTITIONS": "2",
    }


async def start(processes: Processes, env: Mapping[str, str], *arguments: str) -> Process:
    return await processes.start("-c", MAIN, "replay", *arguments, env=env)


def summary_of(process: Process) -> dict[str, Any]:
    line = next(line for line in process.output.splitlines() if line.startswith("{"))
    found: dict[str, Any] = orjson.loads(line)
    return found


def balanced(found: dict[str, Any]) -> bool:
    parts = ("merged", "waiting", "assigned", "acknowledged", "closed")
    return bool(found["captured"] == sum(found[part] for part in parts))


async def test_calls_then_a_second_replay_is_refused(
    processes: Processes, env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(SHORT_DAY)
    arguments = (str(file), "--map", "calls", "--speed", SHORT_DAY_SPEED, "--limit", "4", "--json")
    process = await start(processes, env, *arguments)
    assert await process.wait(LIMIT_S) == 0, process.output
    found = summary_of(process)
    assert (found["captured"], found["merged"], found["dead_lettered"]) == (4, 1, 0)
    assert balanced(found)
    # A call of the service's pool is won by whoever talks to its caller.
    assert found["closed"] >= 1, process.output
    assert list(found["rungs"]) == ["reminder", "reassign", "supervisors", "duty-manager"]
    assert list(found["audit"]) == ["1", "2", "3", "4", "5", "7"]
    assert all(line["breaches"] == 0 for line in found["audit"].values())
    again = await start(processes, env, *arguments)
    assert await again.wait(LIMIT_S) == 1
    assert "--into" in again.output
    assert "Traceback" not in again.output


async def test_web_leads_at_a_rate(
    processes: Processes, env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "web.csv"
    file.write_text(WEB)
    process = await start(
        processes, env, str(file), "--map", "web-leads", "--rate", "5", "--speed", "200", "--json"
    )
    assert await process.wait(LIMIT_S) == 0, process.output
    found = summary_of(process)
    assert (found["captured"], found["merged"], found["waiting"]) == (3, 0, 0)
    assert found["acknowledged"] + found["closed"] == 3
    assert found["followed_up_24h"] == 1.0
    assert found["capture_to_push_ms"]["p50"] > 0


async def test_ctrl_c_ends_it_with_a_summary(
    processes: Processes, env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(CALLS)
    # At this speed it would take an hour.
    process = await start(processes, env, str(file), "--map", "calls", "--speed", "40", "--json")
    await process.await_line("^replaying", LIMIT_S)
    os.kill(process.pid, signal.SIGINT)
    assert await process.wait(LIMIT_S) == 130
    found = summary_of(process)
    assert balanced(found)
    assert "Traceback" not in process.output


async def test_a_wrong_file_is_one_sentence(
    processes: Processes, env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "web.csv"
    file.write_text(WEB)
    process = await start(processes, env, str(file), "--map", "calls")
    assert await process.wait() == 1
    assert process.output.startswith("hotlead: web.csv has no column")
    assert process.output.count("\n") == 1
