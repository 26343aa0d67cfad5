"""One child process: started with its output in a file, watched, and always reaped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from hotlead.router.embedded import tether
from hotlead.router.errors import StartFailed

POLL_S = 0.02
LOG_TAIL_BYTES = 2_000

T = TypeVar("T")


class Child:
    """A command in a process group of its own, its stdout and stderr in `log`.

    The group keeps a Ctrl-C at the terminal from reaching the child before we are done with it.
    """

    def __init__(
        self, name: str, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        """Start it, with `env` in place of our own environment if given.

        The log of the run before is kept beside the new one, as `.old`.
        """
        self.name = name
        self.log = log
        if log.exists():
            log.replace(log.with_suffix(log.suffix + ".old"))
        tethered = [sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), *command]
        log.touch(mode=0o600)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                tethered,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Leads are in what servers write: nobody else on the machine may read that.
                umask=0o077,
            )

    @property
    def pid(self) -> int:
        """The child's process id, and that of its group."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; else its code, or minus the signal that ended it."""
        return self._process.poll()

    def log_text(self) -> str:
        """All that it wrote in this run."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def send(self, signal_number: int) -> None:
        """Send a signal to the whole group; nothing when the child has ended."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal_number)

    def wait(self, timeout_s: float) -> int:
        """Await its end and return its code; raises `subprocess.TimeoutExpired`."""
        return self._process.wait(timeout_s)

    def stop(self, grace_s: float) -> int:
        """SIGTERM, after `grace_s` seconds SIGKILL; returns the exit code. Safe to repeat."""
        self.send(signal.SIGTERM)
        # A paused child cannot act on SIGTERM.
        self.send(signal.SIGCONT)
        try:
            return self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """SIGKILL, and reap; returns the exit code. Safe to repeat."""
        self.send(signal.SIGKILL)
        return self._process.wait()

    def await_ready(self, probe: Callable[[], T | None], timeout_s: float) -> T:
        """Return the probe's first answer that is not None.

        Raises `StartFailed` when the child ends first, or at the deadline.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            # Looked at before the probe, so that another's answer on this port is not taken.
            ended = self._process.poll()
            if ended is not None:
                raise self.failed(f"exited with code {ended} before it was ready")
            answer = probe()
            if answer is not None:
                return answer
            if time.monotonic() > deadline:
                raise self.failed(f"was not ready within {timeout_s:.0f} s")
            time.sleep(POLL_S)

    def failed(self, what: str) -> StartFailed:
        """The error for `what` happened, ending with the last of the log."""
        tail = self.log_text()[-LOG_TAIL_BYTES:].strip()
        return StartFailed(f"{self.name} {what}; its log, {self.log}, ends:\n{tail}")
