"""Worker processes under test: started, watched, signalled, and always reaped."""

import asyncio
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from hotlead.router.embedded.child import Child

POLL_S = 0.02

T = TypeVar("T")


class Process:
    """One child process. Its stdout and stderr are in one log, read by `output`."""

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], log: Path
    ) -> None:
        """Start it, with `env` added to our environment."""
        # Unbuffered, so that a readiness line is seen when it is written.
        full = {**os.environ, "PYTHONUNBUFFERED": "1", **env}
        self._child = Child(name, command, log, env=full)
        self.name = name

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; else its code, or minus the signal that ended it."""
        return self._child.exit_code()

    @property
    def output(self) -> str:
        """All that it wrote so far."""
        return self._child.log_text()

    @property
    def rss_mib(self) -> float:
        """The memory that it holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024

    async def await_line(self, pattern: str, timeout_s: float = 30.0) -> re.Match[str]:
        """Await a match of `pattern` in the output; raises AssertionError with the output."""
        return await self._await(
            lambda: re.search(pattern, self.output, re.MULTILINE), f"a line {pattern!r}", timeout_s
        )

    async def await_port(self, port: int, timeout_s: float = 30.0) -> None:
        """Await that something listens on the port of the loopback address."""
        await self._await(lambda: _listens(port) or None, f"port {port}", timeout_s)

    async def wait(self, timeout_s: float = 30.0) -> int:
        """Await its own end and return the exit code; raises AssertionError with the output."""
        return await self._await(lambda: self.exit_code, "its end", timeout_s, may_end=True)

    async def terminate(self, timeout_s: float = 30.0) -> int:
        """SIGTERM, then await the end and return the exit code; AssertionError if it lingers."""
        self._child.send(signal.SIGTERM)
        return await self.wait(timeout_s)

    def kill(self) -> None:
        """SIGKILL, and reap."""
        self._child.kill()

    def pause(self) -> None:
        """SIGSTOP: it stands still, and keeps its connections."""
        self._child.send(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT: it goes on."""
        self._child.send(signal.SIGCONT)

    async def _await(
        self, probe: Callable[[], T | None], what: str, timeout_s: float, *, may_end: bool = False
    ) -> T:
        deadline = time.monotonic() + timeout_s
        while True:
            # Before the probe: what was written before the end still counts.
            ended = not may_end and self.exit_code is not None
            found = probe()
            if found is not None:
                return found
            late = time.monotonic() > deadline
            if ended or late:
                why = f"within {timeout_s:.0f} s" if late else f"before it exited {self.exit_code}"
                raise AssertionError(
                    f"{self.name} did not give {what} {why}; it wrote:\n{self.output}"
                )
            await asyncio.sleep(POLL_S)


class Processes:
    """A test's processes: a context manager that kills and reaps what still runs at its end."""

    def __init__(self, log_dir: Path) -> None:
        self._log_dir = log_dir
        self._started: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in self._started:
            process.kill()

    async def start(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        ready_line: str | None = None,
        ready_port: int | None = None,
        timeout_s: float = 30.0,
    ) -> Process:
        """Run `python ARGUMENTS…` ("-m", "hotlead.router.cli", "worker") until it is ready.

        Ready is when `ready_line` (a regular expression) is in its output and `ready_port` is
        open, as far as they are given. Raises AssertionError, with the output, when it is not in
        time.
        """
        number = len(self._started) + 1
        name = f"{number}-{Path(arguments[1] if arguments[0] == '-m' else arguments[0]).name}"
        log = self._log_dir / f"{name}.log"
        process = Process(name, [sys.executable, *arguments], env or {}, log)
        self._started.append(process)
        if ready_line is not None:
            await process.await_line(ready_line, timeout_s)
        if ready_port is not None:
            await process.await_port(ready_port, timeout_s)
        return process


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True
