"""The test harness's own processes."""

import asyncio
import signal

import pytest

from tests.integration.processes import Processes

POLITE = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3));"
    "print('ready', flush=True)\nfor n in range(6000): print('tick', n); time.sleep(0.01)"
)


async def test_ready_line_then_sigterm(processes: Processes) -> None:
    process = await processes.start("-c", POLITE, ready_line="^ready$")
    assert process.exit_code is None
    assert await process.terminate() == 3


async def test_environment_and_exit_code(processes: Processes) -> None:
    process = await processes.start("-c", "import os; print(os.environ['LEAD'])", env={"LEAD": "7"})
    assert await process.wait() == 0
    assert process.output == "7\n"


async def test_pause_and_resume(processes: Processes) -> None:
    process = await processes.start("-c", POLITE, ready_line="tick")
    process.pause()
    before = process.output
    await asyncio.sleep(0.05)
    assert process.output == before
    process.resume()
    await process.await_line(rf"tick {before.count('tick') + 3}$")


async def test_an_early_end_shows_the_output(processes: Processes) -> None:
    with pytest.raises(AssertionError, match=r"before it exited 1; it wrote:(?s:.*)no such lead"):
        await processes.start("-c", "raise SystemExit('no such lead')", ready_line="ready")


async def test_kill(processes: Processes) -> None:
    process = await processes.start("-c", POLITE, ready_line="ready")
    process.kill()
    assert process.exit_code == -signal.SIGKILL
