"""What an `up` that was killed may have left: found by pid files, and ended.

A process id is used again by the kernel, so a file also holds when its process began; only one that
has both is ours. On Linux the kernel ends our children with us, and there is hardly ever anything
left; elsewhere this is what ends them.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from hotlead.router.errors import StartFailed
from hotlead.router.up.home import Home

GRACE_S: Final = 10.0
POLL_S: Final = 0.05
BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


def birth(pid: int) -> str | None:
    """When the process began, as the kernel tells it; None when there is none, or a dead one."""
    if BOOT.exists():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            boot = BOOT.read_text().strip()
        except OSError:
            return None
        # The state, and the ticks from boot to its start.
        return None if fields[0] in "ZX" else f"{boot} {fields[19]}"
    told = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or None


def note(home: Home, name: str, pid: int) -> None:
    """Writes down that this process is ours."""
    born = birth(pid)
    if born is not None:
        (home.pids / name).write_text(f"{pid}\n{born}\n")


def forget(home: Home, name: str) -> None:
    """The process has ended."""
    (home.pids / name).unlink(missing_ok=True)


def left_over(home: Home) -> dict[str, int]:
    """Processes of an earlier run that still live, by name; files of others are removed."""
    home.pids.mkdir(mode=0o700, exist_ok=True)
    found = {}
    for file in sorted(home.pids.iterdir()):
        pid, _, born = file.read_text().partition("\n")
        if pid.isdigit() and int(pid) > 1 and birth(int(pid)) == born.strip():
            found[file.name] = int(pid)
        else:
            file.unlink()
    return found


def end_left_over(home: Home, grace_s: float = GRACE_S) -> dict[str, int]:
    """Ends them: SIGTERM, SIGKILL after a while. What was ended, by name. Raises StartFailed."""
    found = left_over(home)
    for pid in found.values():
        _signal(pid, signal.SIGTERM)
        _signal(pid, signal.SIGCONT)
    deadline = time.monotonic() + grace_s
    while left := left_over(home):
        if time.monotonic() > deadline + grace_s:
            raise StartFailed(
                f"process {min(left.values())} of an earlier run does not end: end it by hand"
            )
        if time.monotonic() > deadline:
            for pid in left.values():
                _signal(pid, signal.SIGKILL)
        time.sleep(POLL_S)
    return found


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        # Each leads a group of its own; one that just began does not yet.
        if os.getpgid(pid) == pid:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
