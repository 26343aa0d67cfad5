"""Where `hotlead up` keeps what outlives it: `.hotlead/` below the directory it is started in.

.hotlead/secrets      identity key and session secret, as HOTLEAD_NAME=value, mode 0600
.hotlead/up/lock      held while an `up` runs; its text is that one's process id
.hotlead/up/env       while it runs: its settings, for other commands and a shell, mode 0600
.hotlead/up/ports     where Kafka and Redis were, and are again at the next start
.hotlead/up/pids/     one file for each process that was started
.hotlead/up/kafka/    Apache Kafka's data and log
.hotlead/up/redis/    Valkey's append-only file and log
.hotlead/up/scratch/  logs of servers that keep nothing
.hotlead/up/*.log     what worker and gateway said
.hotlead/read.sqlite  the KPIs' read store, made anew from the journal when it is not there
"""

import fcntl
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlead.router.errors import AlreadyUp

HOME: Final = ".hotlead"


@dataclass(frozen=True, slots=True)
class Home:
    """The paths below one directory."""

    root: Path

    @property
    def secrets(self) -> Path:
        """The secrets made for this installation."""
        return self.root / "secrets"

    @property
    def read_store(self) -> Path:
        """The KPIs' read store."""
        return self.root / "read.sqlite"

    @property
    def up(self) -> Path:
        """What belongs to `up` alone."""
        return self.root / "up"

    @property
    def env(self) -> Path:
        """The settings of the `up` that runs."""
        return self.up / "env"

    @property
    def ports(self) -> Path:
        """The ports of the embedded Kafka and Redis."""
        return self.up / "ports"

    @property
    def pids(self) -> Path:
        """One file for each process."""
        return self.up / "pids"


def home_here() -> Home:
    """The home in the current directory."""
    return Home(Path.cwd() / HOME)


def write_private(path: Path, text: str) -> None:
    """Writes a file that only we may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Holds the directory for one `up`. Raises AlreadyUp.

    The kernel gives the lock back when the process ends, however it ends.
    """
    home.up.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home.up / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyUp(
                f"another `hotlead up` (process {lock.read().strip() or 'unknown'}) runs in this"
                " directory: stop it with Ctrl-C, or start this one in a directory of its own"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def write_env(home: Home, env: Mapping[str, str]) -> None:
    """Tells other commands, and a shell that sources it, the settings of this run."""
    lines = (f"{name}={shlex.quote(value)}\n" for name, value in sorted(env.items()))
    write_private(home.env, "".join(lines))


def read_env(home: Home) -> dict[str, str]:
    """The settings of the `up` that runs here; none when none runs."""
    try:
        lock = (home.up / "lock").open()
    except OSError:
        return {}
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _sourced(home.env)
    return {}


def _sourced(path: Path) -> dict[str, str]:
    """What a shell would set; none when there is no such file yet."""
    try:
        words = shlex.split(path.read_text())
    except FileNotFoundError:
        return {}
    return dict(word.split("=", 1) for word in words if "=" in word)


def read_pairs(path: Path) -> dict[str, str]:
    """NAME=value, a line each; none when there is no such file."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)
