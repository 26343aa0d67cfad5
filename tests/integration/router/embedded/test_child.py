"""Children end with us: in order, by force, and when we are killed ourselves."""

import os
import signal
import sys
import time
from pathlib import Path
from stat import S_IMODE

import pytest

from hotlead.router.embedded.child import Child
from hotlead.router.errors import StartFailed
from tests.integration.processes import Processes

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(60)"
)
PARENT = (
    "import sys, time; from pathlib import Path\n"
    "from hotlead.router.embedded.stores import run_valkey\n"
    "with run_valkey(Path(sys.argv[1])) as store:\n"
    "    print('child', store.child.pid, flush=True); time.sleep(60)\n"
)


def python(code: str, log: Path) -> Child:
    return Child("python", [sys.executable, "-c", code], log)


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    child = python(STUBBORN, tmp_path / "log")
    child.await_ready(lambda: "ready" in child.log_text() or None, 10.0)
    assert child.stop(0.1) == -signal.SIGKILL
    assert child.stop(0.1) == -signal.SIGKILL


def test_the_log_of_the_run_before_is_kept(tmp_path: Path) -> None:
    for text in ("one", "two"):
        assert python(f"print({text!r})", tmp_path / "a.log").wait(10.0) == 0
    assert (tmp_path / "a.log.old").read_text() == "one\n"
    assert (tmp_path / "a.log").read_text() == "two\n"


def test_what_it_writes_is_for_us_alone(tmp_path: Path) -> None:
    code = "from pathlib import Path; Path('data').mkdir(); Path('data/aof').write_text('138')"
    at = f"import os; os.chdir({str(tmp_path)!r});{code}"
    assert python(at, tmp_path / "log").wait(10.0) == 0
    modes = {one.name: S_IMODE(one.stat().st_mode) for one in tmp_path.rglob("*")}
    assert modes == {"log": 0o600, "data": 0o700, "aof": 0o600}


def test_one_that_is_never_ready_is_an_error(tmp_path: Path) -> None:
    child = python(STUBBORN, tmp_path / "log")
    with pytest.raises(StartFailed, match="was not ready within 0 s"):
        child.await_ready(lambda: None, 0.1)
    child.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tethers a child to its parent")
async def test_no_orphan_when_the_parent_is_killed(processes: Processes, tmp_path: Path) -> None:
    parent = await processes.start("-c", PARENT, str(tmp_path / "store"))
    child = int((await parent.await_line(r"^child (\d+)$"))[1])
    assert lives(child)
    parent.kill()
    deadline = time.monotonic() + 5.0
    while lives(child):
        assert time.monotonic() < deadline, f"{child} outlived its parent"
        os.sched_yield()
